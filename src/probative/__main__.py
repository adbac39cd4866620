"""Run the command line tool as `python -m probative`."""

from probative.cli.main import main

main()
