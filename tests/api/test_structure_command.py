"""`winnow sections` as an owner uses it: nothing counts before a yes, a yes counts for new events and for those of the past, a no is remembered."""

from __future__ import annotations

import io
import json
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from unittest import mock

import pytest

from tracker.cli import main

CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/146.0.0.0 Safari/537.36"
VISITORS = 8


def log() -> bytes:
    """Eight people whom a job board sends to a page that does not say what it is; one person who looks at it ten times."""
    lines = [f'192.0.2.{n} - - [02/Mar/2026:09:{n:02}:05 +0000] "GET {path} HTTP/1.1" 200 512 "{came}" "{CHROME}"' for n in range(VISITORS)
             for path, came in (("/n/71", "https://www.indeed.com/viewjob"), ("/n/2", "https://vrul.example/n/71"))]  # fmt: skip
    lines += [f'192.0.2.99 - - [02/Mar/2026:10:00:{n:02} +0000] "GET /n/5 HTTP/1.1" 200 512 "https://www.indeed.com/" "{CHROME}"' for n in range(10)]
    return "\n".join(lines).encode()


class Owner:
    """Runs commands on one data folder, or beside the server that owns it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, *words: str, given: bytes = b"") -> tuple[int, str, str]:
        """Exit code, what was printed, what was complained of."""
        out, complained, code = io.StringIO(), io.StringIO(), 0
        with mock.patch("sys.stdin", io.TextIOWrapper(io.BufferedReader(io.BytesIO(given)))), redirect_stdout(out), redirect_stderr(complained):
            try:
                main([*words, "--data", str(self.folder)])
            except SystemExit as done:
                code = int(done.code or 0)
        return code, out.getvalue(), complained.getvalue()

    def rows(self, *words: str) -> list[tuple[str, str, str]]:
        """(path, kind, state) of what `winnow sections` says."""
        code, told, complained = self("sections", "--site", "vrul", "--json", *words)
        assert code == 0, complained
        return [(row["path"], row["kind"], row["state"]) for row in json.loads(told)]

    def sees_careers(self) -> bool:
        """Whether the verdict on one of those who saw the page names it as a sign."""
        _, told, _ = self("excluded", "--site", "vrul", "--format", "json")
        person = next(row["id"] for row in json.loads(told)["excluded"] if row["events"] == 2)
        return '"careers_page"' in self("explain", person, "--json")[1]


@pytest.fixture
def owner(tmp_path: Path) -> Owner:
    """A folder with two sites and a log of one of them."""
    made = Owner(tmp_path / "data")
    for site in ("vrul", "other"):
        assert made("site", "add", site, "--domain", f"{site}.example")[0] == 0
    assert made("import", "-", "--site", "vrul", "--format", "combined", given=log())[0] == 0
    return made


def test_propose_accept_rebuild_reject(owner):
    assert owner.rows() == [] and owner.rows("--learn") == [("/n/71", "careers", "learned")] and owner.rows() == []
    code, told, _ = owner("sections", "--site", "vrul", "--learn")
    assert code == 0 and "careers     /n/71   8 visitors, 70 points, proposed" in told and "came from job boards like www.indeed.com (8 of 8 who came from outside)" in told
    assert "Nothing proposed counts yet" in told and not owner.sees_careers()

    code, told, complained = owner("sections", "--site", "vrul", "--accept", "/n/71=careers")
    assert code == 0 and "read again" in told and owner.sees_careers()
    assert owner.rows("--learn") == [("^/n/71/?$", "careers", "owner")]

    assert owner.rows("--reject", "/n/71=careers") == [("^/n/71/?$", "careers", "rejected")]
    assert owner.rows("--accept-all") == [("^/n/71/?$", "careers", "rejected")]
    assert not owner.sees_careers()
    assert owner("rebuild")[0] == 0 and not owner.sees_careers()
    assert owner.rows("--accept", "^/n/71/?$=careers") == [("^/n/71/?$", "careers", "owner")]


def test_accept_all_and_other_sites_are_left_alone(owner):
    assert owner.rows("--accept-all") == [("^/n/71/?$", "careers", "owner")]
    code, told, _ = owner("sections", "--site", "other", "--learn")
    assert code == 0 and "Nothing is said of the pages of other, and nothing can be told yet." in told
    assert "Nothing is said of the pages of other; --learn shows" in owner("sections", "--site", "other")[1]


WRONG = [
    (["--accept", "/n/71=job"], "names no kind of page ('job' is none). Write PATH=KIND with one of: careers, vacancy"), (["--accept", "=careers"], "'' is no path of the site"),
    (["--reject", "n/71=careers"], "'n/71' is no path of the site. Write it as"), (["--accept", "/n/71"], "names no kind of page ('/n/71' is none)"), (["--learn", "--site", "nobody"], "There is no site 'nobody'"), ([], "Say which site with --site"),
]  # fmt: skip


def test_what_is_refused_says_why_and_what_to_do(owner):
    for words, why in WRONG:
        code, told, complained = owner("sections", *words)
        assert code == 1 and why in complained and "Traceback" not in complained and told == ""


def test_beside_a_running_server(own_collector):
    server = own_collector("live")
    beside = Owner(server.folder)
    assert beside("import", "-", "--format", "combined", given=log().replace(b"vrul.example", b"localhost"))[0] == 0
    code, told, complained = beside("sections", "--json", "--accept-all")
    assert code == 0 and [(row["kind"], row["pattern"], row["state"]) for row in json.loads(told)] == [("careers", "^/n/71/?$", "owner")], complained
    page = {"url": "https://x.example/n/71", "path": "/n/71", "title": "Tarq"}
    assert server.post("/v1/page", {"anonymousId": "a1", "properties": page, "context": {"page": page}})[0] == 200
    seen = server.until("/v1/excluded?limit=200", lambda answer: any(row["events"] == 1 for row in answer["excluded"]))
    visitor = next(row["id"] for row in seen["excluded"] if row["events"] == 1)
    assert '"careers_page"' in json.dumps(server.get(f"/v1/visitors/{visitor}"))
