"""The server as a child process that ends with its parent: `probative serve`, with the arguments given here.

`python -m probative_demo.serving --port 8080 ...` ends in good order when its standard input does.
"""

import os
import signal
import sys
from threading import Thread

from probative.cli.main import main


def _end_with_parent() -> None:
    """Tell this process to end when whoever holds the other end of standard input lets go."""
    while sys.stdin.buffer.read(1):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    Thread(target=_end_with_parent, daemon=True).start()
    sys.argv[1:1] = ["serve"]
    main()
