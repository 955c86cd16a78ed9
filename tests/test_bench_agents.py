"""The measurement of agents: files of three kinds are read, and what is said of an agent is the verdict of the real path."""

import json

import pytest

from bench.agents import agents_in, main, told_of
from tracker.rulebook import load

GOOGLEBOT = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"
CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/146.0.0.0 Safari/537.36"


def test_agents_are_taken_from_lines_and_from_json(tmp_path):
    (tmp_path / "lines.txt").write_text(f"{GOOGLEBOT}\n\n{CHROME}\n{CHROME}\n")
    (tmp_path / "rows.json").write_text(json.dumps([{"desc": "a bot", "ua": GOOGLEBOT}, {"pattern": "x", "instances": [CHROME]}]))
    (tmp_path / "bare.json").write_text(json.dumps([GOOGLEBOT, CHROME]))
    (tmp_path / "empty.txt").write_text("\n")
    assert [agents_in(tmp_path / name) for name in ("lines.txt", "rows.json", "bare.json")] == [[GOOGLEBOT, CHROME]] * 3
    with pytest.raises(ValueError, match="holds no agents"):
        agents_in(tmp_path / "empty.txt")


def test_what_is_said_of_an_agent_is_a_verdict():
    rulebook = load()
    assert told_of(GOOGLEBOT, rulebook) == ("search", "", True)
    assert told_of("Sprocket/1.0", rulebook) == ("unlisted", "", True)
    assert told_of("Mozilla/5.0", rulebook) == ("", "bare", False)
    assert told_of(CHROME, rulebook) == ("", "", False)


def test_disputed_agents_are_in_no_pool(tmp_path, capsys):
    for name, agents in (("bots", (GOOGLEBOT, "curl/8.5.0")), ("people", (CHROME, GOOGLEBOT))):
        (tmp_path / f"{name}.txt").write_text("\n".join(agents))
    main(["--bots", str(tmp_path / "bots.txt"), "--browsers", str(tmp_path / "people.txt")])
    told = capsys.readouterr().out
    assert "| people | 2 | 50.00 %" in told
    assert told.count("| **all, each agent once** | 1 |") == 2
    assert "1 agents stand in lists of both kinds" in told
