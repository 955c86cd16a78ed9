"""``python -m tracker`` is the command ``winnow``."""

from tracker.cli import main

main()
