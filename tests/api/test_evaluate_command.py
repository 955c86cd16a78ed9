"""``winnow evaluate``, ``learn --from`` and ``score`` as they are run."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.rooms.closed_leads import leads
from tests.rooms.test_evaluate import SITES, journey, quote, request
from tracker.cli import cli, register
from tracker.cli_commands.learning import evaluate, learn, score


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four buyers, four who looked once."""
    place = tmp_path_factory.mktemp("corpus")
    lines = [journey(number, "prospect", quote(number), True) for number in range(1, 5)]
    lines += [journey(number, "unknown", [request(number, 1, "/", "Pumps")]) for number in range(11, 15)]
    (place / "sites.json").write_text(json.dumps(SITES))
    (place / "journeys.jsonl").write_text("\n".join(json.dumps(line) for line in lines))
    return place


@pytest.fixture(scope="module")
def crm(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A CRM's closed leads."""
    file = tmp_path_factory.mktemp("crm") / "leads.csv"
    columns = leads(600)
    with file.open("w", newline="") as out:
        csv.writer(out).writerows([list(columns), *zip(*columns.values())])
    return file


def run(command, *words) -> tuple[int, str, str]:
    """Exit code, output, complaints; an expected error is raised as the command line would print it."""
    done = CliRunner().invoke(command, [str(word) for word in words], catch_exceptions=False)
    return done.exit_code, done.stdout, done.stderr


def test_a_corpus_is_evaluated(corpus: Path) -> None:
    """As JSON with the promised figures, rounded; as text within 100 columns; no bar where nobody watches."""
    code, told, complained = run(evaluate, corpus, "--json", "--no-rivals")
    figures = json.loads(told)
    assert code == 0 and complained == "" and figures["n"] == 8 and figures["outreach"]["right"] == 4 and figures["rivals"] == []
    code, told, _ = run(evaluate, corpus, "--no-rivals", "--mistakes")
    assert code == 0 and "macro-F1" in told and max(map(len, told.splitlines())) <= 100


def test_no_corpus_is_one_sentence(tmp_path: Path) -> None:
    """File and remedy."""
    with pytest.raises(ValueError, match=r"holds no corpus.*journeys.jsonl"):
        run(evaluate, tmp_path)


def test_a_table_is_learned_and_applied(crm: Path, tmp_path: Path) -> None:
    """Learn, print, keep the model, score at once and later: the same figures for every lead."""
    model, first, second = tmp_path / "model.json", tmp_path / "first.csv", tmp_path / "second.csv"
    code, told, complained = run(learn, "--from", crm, "--outcome", "won", "--id", "lead_id", "--model", model, "--score", crm, "--out", first)
    assert code == 0 and "AUC" in told and f"{model} written" in complained
    code, _, complained = run(score, "--model", model, "--from", crm, "--out", second)
    assert code == 0 and "600 leads" in complained and first.read_bytes() == second.read_bytes()
    with second.open(newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert len(rows) == 600 and all(0 <= float(row["probability"]) <= 1 and int(row["points"]) is not None for row in rows)


def test_learned_as_json(crm: Path) -> None:
    """What --json prints is the table."""
    code, told, _ = run(learn, "--from", crm, "--outcome", "won", "--id", "lead_id", "--json")
    table = json.loads(told)
    assert code == 0 and table["outcome"] == "won" and table["quality"]["auc"] > 0.6


@pytest.mark.parametrize("words, says", [
    (("--from", "x.csv"), "needs --outcome"), (("--outcome", "won"), "--outcome belongs to learning from a file"), (("--id", "lead"), "--id belongs"),
    (("--from", "x.csv", "--outcome", "won", "--out", "y.csv"), "belong together"), (("--from", "/nowhere.csv", "--outcome", "won"), "cannot be read"),
])  # fmt: skip
def test_options_that_do_not_go_together(words: tuple[str, ...], says: str) -> None:
    """Named, with what is missing."""
    with pytest.raises(ValueError, match=says):
        run(learn, *words)


def test_the_commands_are_offered() -> None:
    """Under their names in the command line."""
    register()
    assert {"evaluate", "learn", "score", "audit", "rules"} <= set(cli.commands)
