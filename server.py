"""``python server.py``: the collector on 127.0.0.1:8080, data in ./data. The same as ``winnow serve``."""

from tracker.cli import main

if __name__ == "__main__":
    import sys

    main(["serve", *sys.argv[1:]])
