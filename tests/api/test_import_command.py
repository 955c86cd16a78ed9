"""``winnow import`` as an owner runs it: beside a running server and alone, packed, from stdin, twice, with the wrong format."""

from __future__ import annotations

import fcntl
import gzip
import os
import pty
import struct
import subprocess
import sys
import termios
from pathlib import Path

import pytest

PEOPLE = 12
CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/146.0.0.0 Safari/537.36"
BOT = "Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)"


def log_lines() -> list[str]:
    """A synthetic log: people who read a page and fetch its style, a crawler, and lines that cannot be read."""
    lines = []
    for number in range(PEOPLE):
        for path in ("/pricing", "/style.css", "/logo.png"):
            lines.append(f'192.0.2.{number} - - [02/Mar/2026:09:{number:02}:05 +0000] "GET {path} HTTP/1.1" 200 512 "-" "{CHROME}"')
    lines += [f'198.51.100.9 - - [02/Mar/2026:10:00:{second:02} +0000] "GET /p{second} HTTP/1.1" 200 512 "-" "{BOT}"' for second in range(4)]
    lines[5:5] = ["what is this", '192.0.2.1 - - [99/Mar/2026:09:00:05 +0000] "GET / HTTP/1.1" 200 5 "-" "-"', '192.0.2.1 - - [02/Mar/2026:09:00:05 +0000] "\\x16\\x03" 400 5 "-" "-"']
    return lines


EVENTS = PEOPLE * 2 + 4


def winnow(*words: str, given: bytes = b"") -> tuple[int, str, str]:
    """Run the command: exit code, what it printed, what it complained of."""
    done = subprocess.run([sys.executable, "-m", "tracker", *words], input=given, capture_output=True, timeout=120, env={**os.environ, "COLUMNS": "120"})
    return done.returncode, done.stdout.decode(), done.stderr.decode()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with one site and no server."""
    made = tmp_path_factory.mktemp("import") / "data"
    assert winnow("site", "add", "shop", "--domain", "shop.example", "--data", str(made))[0] == 0
    return made


def test_a_log_is_imported_beside_a_running_server(own_collector, tmp_path):
    server = own_collector("log")
    file = tmp_path / "access.log.gz"
    file.write_bytes(gzip.compress("\n".join(log_lines()).encode()))
    code, told, complained = winnow("import", str(file), "--format", "combined", "--errors", "1", "--data", str(server.folder))
    assert (code, complained) == (0, "")
    for part in (f"{EVENTS} events kept, 0 known already, of {PEOPLE + 1} visitors", f"{PEOPLE} lines left out: further styles", "1 lines left out: no HTTP", "2 lines unreadable", "    line 6: does not read like", "and 1 more"):
        assert part in told, told
    assert f"now has {PEOPLE + 1} visitors" in told and "1 are bots (7.7%)" in told
    code, again, _ = winnow("import", str(file), "--data", str(server.folder))
    assert code == 0 and f"0 events kept, {EVENTS} known already" in again and f"now has {PEOPLE + 1} visitors" in again
    bots = server.get("/v1/excluded?class=bot")
    assert bots["total"] == 1 and server.get(f"/v1/visitors/{bots['excluded'][0]['id']}")["class"] == "bot"


def test_a_list_from_stdin_without_a_server(folder):
    rows = b"id,email,name,company,title,created,status\n" + b"".join(b"%d,p%d@firm%d.example,Person %d,Firm,Buyer,2026-03-0%d,Customer\n" % (n, n, n, n, n) for n in range(1, 6))
    code, told, complained = winnow("import", "-", "--site", "shop", "--data", str(folder), given=rows)
    assert (code, complained) == (0, "") and "5 events kept, 0 known already, of 5 visitors" in told
    code, told, _ = winnow("explain", "3", "--data", str(folder), "--json")
    assert code == 0 and "customer" in told


WRONG = [
    (["--format", "csv"], "\n".join(log_lines()).encode(), "It reads like combined: use --format combined."),
    (["--format", "combined"], b'{"type":"track","event":"X","userId":"u","timestamp":"2026-03-02T08:14:05Z"}\n', "It reads like segment: use --format segment."),
    ([], b"once upon a time\nthere was a file\n", "reads like none of the formats"), ([], b"", "stdin is empty"), (["--format", "json"], b"PK\x03\x04zip", "stdin is a zip archive or an Excel file"),
    (["--format", "json"], b'{"type":"track"}\n', "Look at its first lines."),
]  # fmt: skip


@pytest.mark.parametrize("words, given, why", WRONG)
def test_what_cannot_be_imported_says_why_and_what_to_do(folder, words, given, why):
    code, _, complained = winnow("import", "-", "--data", str(folder), *words, given=given)
    assert code == 1 and why in complained and "Traceback" not in complained


def test_a_missing_file_an_unknown_site_and_a_damaged_archive(folder, tmp_path):
    code, _, complained = winnow("import", str(tmp_path / "none.log"), "--data", str(folder))
    assert code == 1 and "No such file" in complained
    assert "There is no site 'nobody'" in winnow("import", "-", "--site", "nobody", "--data", str(folder))[2]
    packed = gzip.compress(os.urandom(200_000).hex().encode() + b"\n" + "\n".join(log_lines()[:5]).encode())
    (tmp_path / "cut.gz").write_bytes(gzip.compress("\n".join(log_lines()[:5]).encode() + b"\n") + packed[:-20_000])
    code, told, complained = winnow("import", str(tmp_path / "cut.gz"), "--format", "combined", "--data", str(folder))
    assert code == 1 and "is damaged after what was read" in complained and "events kept" in told


def test_messages_that_are_refused_are_counted_by_reason(folder):
    rows = b'{"type":"track","event":"X","userId":"u","timestamp":"soon"}\n{"type":"track","event":"X","userId":"u","timestamp":"2026-03-02T08:14:05Z"}\n'
    code, told, _ = winnow("import", "-", "--format", "segment", "--data", str(folder), given=rows)
    assert code == 0 and "1 events kept" in told and "1 messages refused: bad_time" in told and "of 1 visitors" in told


def test_somebody_who_watches_sees_a_bar(folder, tmp_path):
    file = tmp_path / "seen.log"
    file.write_text("\n".join(log_lines()))
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 120, 0, 0))
    done = subprocess.run([sys.executable, "-m", "tracker", "import", str(file), "--data", str(folder)], stdout=subprocess.PIPE, stderr=slave, timeout=120)
    os.close(slave)
    seen = os.read(master, 65536).decode()
    os.close(master)
    assert done.returncode == 0 and "seen.log: 100%" in seen and "judging the visitors" in seen and "lines/s" in seen
