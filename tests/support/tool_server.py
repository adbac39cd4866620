"""A process that has imported the tool and forks for each command: what a command costs is then what it does.

`python -m tests.support.tool_server` reads a line for each command, `{"arguments", "home", "variables"}`, and answers
with its exit code; what the command said lies in the files `out` and `err` of the request's `said` folder.
Everything but the imports is done anew in the fork: environment, working folder, streams, `main` itself.
"""

import gc
import json
import os
import sys
import traceback
from importlib import import_module
from pathlib import Path
from typing import Any, Final

_IMPORTED: Final = ("probative.bootstrap", "probative.cli.assess", "probative.cli.summary_view", "probative.cli.main")


def main() -> None:
    for module in _IMPORTED:
        import_module(module)
    gc.freeze()
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    for line in sys.stdin:
        child = os.fork()
        if not child:
            os._exit(_run(json.loads(line)))
        _, status = os.waitpid(child, 0)
        answers.write(f"{os.waitstatus_to_exitcode(status)}\n")


def _run(request: dict[str, Any]) -> int:
    said = Path(request["said"])
    for stream, path in ((0, "/dev/null"), (1, said / "out"), (2, said / "err")):
        opened = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        os.dup2(opened, stream)
        os.close(opened)
    os.chdir(request["home"])
    os.environ.clear()
    os.environ.update(request["variables"])
    sys.argv = ["probative", *request["arguments"]]
    code = _code_of_main()
    sys.stdout.flush()
    sys.stderr.flush()
    return code


def _code_of_main() -> int:
    try:
        import_module("probative.cli.main").main()
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else 1
    except BaseException:  # noqa: BLE001  as the interpreter does with what nobody catches
        traceback.print_exc()
    return 1


if __name__ == "__main__":
    main()
