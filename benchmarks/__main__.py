"""Run the benchmarks: all of them, or those named as arguments."""

import sys
from importlib import import_module
from pathlib import Path

NAMES = ("startup", "cloudtrail", "api_collection", "lake", "report", "server", "pages", "finder")
DATA = Path(__file__).parent / ".data"


def main() -> int:
    """Run the benchmarks named on the command line, and say what each came to."""
    wanted = sys.argv[1:] or NAMES
    unknown = [name for name in wanted if name not in NAMES]
    if unknown:
        sys.stderr.write(f"no benchmark {', '.join(unknown)}; known: {', '.join(NAMES)}\n")
        return 2
    for name in wanted:
        print(f"\n{name.replace('_', ' ')}", flush=True)
        for line in import_module(f"benchmarks.{name}").run(DATA / name):
            print(f"  {line}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
