"""`winnow-sdk test` sends one event and says what came back."""

from __future__ import annotations

import pytest
from winnow.cli import main


def command(capsys, *arguments):
    code = main(["test", *arguments])
    told = capsys.readouterr()
    return code, told.out + told.err


def test_success(capsys, recorder):
    recorder.answer(200, {"success": True, "accepted": 1, "repeated": 0, "rejected": []})
    code, told = command(capsys, "--host", recorder.url, "--key", "wk_test")
    assert code == 0 and '"accepted": 1' in told and "OK: the event is on the collector's disk" in told
    assert recorder.taken[0]["event"] == "SDK Test" and recorder.requests[0]["key"] == "wk_test:"


@pytest.mark.parametrize(
    ("status", "body", "headers", "text"),
    [
        (401, {"success": False, "code": "unknown_key", "message": "no such key"}, {}, "check write_key"),
        (429, {"success": False}, {"Retry-After": "3", "X-Winnow": "too many"}, "X-Winnow: too many"),
        (500, "oops", {}, "will be tried again"),
        (301, "", {"Location": "https://elsewhere"}, "https://elsewhere"),
        (200, "<html>", {}, "login page"),
        (
            200,
            {"success": True, "rejected": [{"index": 0, "code": "no_event", "message": "m"}]},
            {},
            "REJECTED: no_event m",
        ),
    ],
)
def test_failure_says_what_and_what_to_do(capsys, recorder, status, body, headers, text):
    recorder.answer(status, body, headers)
    code, told = command(capsys, "--host", recorder.url, "--key", "wk_test")
    assert code == 1 and text in told and f"answer {status}" in told
    assert len(recorder.requests) == 1


def test_nobody_there(capsys):
    code, told = command(capsys, "--host", "http://127.0.0.1:9", "--key", "wk_test")
    assert code == 1 and "is the collector running there?" in told


def test_a_wrong_host(capsys):
    code, told = command(capsys, "--host", "collector", "--key", "wk_test")
    assert code == 2 and "host must start with http" in told


def test_as_a_program(run, recorder):
    done = run(
        "import sys; from winnow.cli import main; sys.exit(main())", "test", "--host", recorder.url, "--key", "k"
    )
    assert done.returncode == 0 and len(recorder.taken) == 1
