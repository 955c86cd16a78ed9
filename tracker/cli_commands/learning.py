"""``winnow learn``, ``score``, ``audit`` and ``evaluate``: learning from what turned out, and measuring how far to trust."""

from __future__ import annotations

import json
import secrets
import sys
from pathlib import Path
from typing import Any

import click
from tqdm import tqdm

from tracker import audit as auditing
from tracker import crm, evaluated, fittable, fitted
from tracker.cli_commands.rules import author_option
from tracker.collector import clock
from tracker.commandline import (
    data_option,
    json_option,
    networks_option,
    one_site,
    owner,
    reader,
    site_option,
    table,
)
from tracker.evaluate import evaluate as evaluation
from tracker.evaluate import rounded
from tracker.model import World
from tracker.networks import load as load_networks
from tracker.rows import iso

FILE = click.Path(path_type=Path)


def _bar(says: str, unit: str, total: int | None = None) -> tqdm:
    """A progress bar on the error stream, silent where nobody watches."""
    return tqdm(total=total, desc=says, unit=f" {unit}", disable=None, file=sys.stderr)


@click.command()
@site_option
@click.option("--everything", is_flag=True, help="Of a site: heed also dispositions from before a revert or a stop.")
@click.option("--stop", is_flag=True, help="Of a site: learn nothing from dispositions to come (undo it with --everything).")
@click.option("--from", "source", type=FILE, metavar="CSV", help="Learn a fit table from a CRM's closed leads instead.")
@click.option("--outcome", metavar="COLUMN", help="Of a CSV: the column that says how a lead ended.")
@click.option("--value", metavar="V", help="Of a CSV: what that column says of the wanted ones (else found out).")
@click.option("--id", "id_column", metavar="COLUMN", help="Of a CSV: the column that names a lead, and says nothing of it.")
@click.option("--without", multiple=True, metavar="COLUMN", help="Of a CSV: leave a column out (repeat it).")
@click.option("--keep", multiple=True, metavar="COLUMN", help="Of a CSV: keep a column that is suspected of knowing the outcome (repeat it).")
@click.option("--points-per-logit", type=int, default=5, show_default=True, help="Of a CSV: how fine the points are.")
@click.option("--seed", type=int, default=42, show_default=True, help="Of a CSV: how rows are dealt out to be validated.")
@click.option("--model", type=FILE, metavar="FILE", help="Of a CSV: write the table there, for `winnow score`.")
@click.option("--score", "to_score", type=FILE, metavar="CSV", help="Score other leads with the table at once; needs --out.")
@click.option("--out", type=FILE, metavar="CSV", help="Where the scored leads go.")
@data_option
@json_option
def learn(site: str | None, everything: bool, stop: bool, source: Path | None, data: str | None, as_json: bool, **told: Any) -> None:
    """Learn from what sales found out (--site), or a fit table from a CRM's closed leads (--from).

    The first re-estimates a site's votes from all dispositions, within bounds, and publishes them as a version of its rules; `winnow rules
    history` shows it and `winnow rules revert` takes it back. The running server does the same by itself after each disposition.
    """
    if source is not None:
        _learn_file(source, as_json, **told)
        return
    given = [name for name in ("outcome", "value", "id_column", "without", "keep", "model", "to_score", "out") if told[name]]
    if given:
        shown = {"id_column": "id", "to_score": "score"}.get(given[0], given[0])
        raise ValueError(f"--{shown} belongs to learning from a file. Name the file with --from, or leave it out.")
    with owner(data) as call:
        found = call("relearn", site=site, everything=everything, stop=stop)
    click.echo(json.dumps(found) if as_json else _lessons(found))


def _lessons(found: dict[str, Any]) -> str:
    """What was learned, vote by vote, the largest change first."""
    people = f"{found['people']} {'person' if found['people'] == 1 else 'people'}"
    state = f"published as version {found['version']}" if found["version"] else "nothing new to publish"
    lines = [f"{found['corrections']} visitors settled by {people}; {len(found['lessons'])} votes differ from the rules without learning; {state}"]
    rows = [
        {**row, "vote": f"{row['signal']} for {row['voted']}", "change": f"{row['before']:+d} -> {row['after']:+d}",
         "why": f"{row['said']} of {row['corrections']} visitors with it, where {row['expected']:g} were expected; {row['people']} who said so"}
        for row in sorted(found["lessons"], key=lambda row: (-abs(row["shift"]), row["signal"], row["voted"]))
    ]  # fmt: skip
    return "\n".join(lines + ([table(rows, [("vote", "vote"), ("change", "before -> after"), ("why", "sales called so")])] if rows else []))


def _learn_file(source: Path, as_json: bool, outcome: str | None, to_score: Path | None, out: Path | None, model: Path | None, **how: Any) -> None:
    if not outcome:
        raise ValueError("Learning from a file needs --outcome: the column that says how a lead ended.")
    if bool(to_score) != bool(out):
        raise ValueError("--score and --out belong together: which leads, and where they go.")
    with _bar("learning", "steps") as bar:

        def tell(done: int, whole: int) -> None:
            bar.total = whole
            bar.update(done - bar.n)

        fit = crm.learn_file(source, outcome, tell=tell, **how)
    click.echo(json.dumps(crm.report_of(fit), ensure_ascii=False) if as_json else fitted.printed(fit))
    if model:
        fittable.save(fit, model)
        click.echo(f"{model} written", err=True)
    if to_score and out:
        _score(fit, to_score, out)


def _score(fit: fittable.FitTable, source: Path, out: Path) -> None:
    with _bar("scoring", "leads") as bar:
        told = crm.score_file(fit, source, out, lambda rows: bar.update(rows - bar.n))
    click.echo(f"{out} written: {told['rows']:,} leads, on average {told['mean_probability']:.1%} likely", err=True)
    if told["absent"]:
        click.echo(f"warning: {source} lacks {', '.join(told['absent'])}; every lead counts as missing there", err=True)


@click.command()
@click.option("--model", type=FILE, metavar="FILE", required=True, help="The table that `winnow learn --from ... --model FILE` wrote.")
@click.option("--from", "source", type=FILE, metavar="CSV", required=True, help="The leads.")
@click.option("--out", type=FILE, metavar="CSV", required=True, help="Where they go, with probability, points and because.")
def score(model: Path, source: Path, out: Path) -> None:
    """Give leads of a CRM their points and probability by a learned fit table."""
    _score(fittable.load(model), source, out)


@click.command()
@click.argument("corpus", type=FILE)
@click.option("--mistakes", is_flag=True, help="Also list every wrong answer.")
@click.option("--keep", type=FILE, metavar="FILE", help="Also write the figures that the page Trust shows (a release keeps them in tracker/measured.json).")
@click.option("--strangers", type=FILE, metavar="CORPUS", help="With --keep: a corpus that nobody who tuned the rules has opened. Its figures stand on the page Trust, too.")
@click.option("--no-rivals", is_flag=True, help="Do not compare with the three simple rivals (much faster).")
@networks_option
@json_option
def evaluate(corpus: Path, mistakes: bool, keep: Path | None, strangers: Path | None, no_rivals: bool, networks: str | None, as_json: bool) -> None:
    """Replay a labelled corpus (a folder with sites.json and journeys.jsonl) in a store of its own; figures of trust.

    Who an address belongs to is read from --networks, else from networks.csv beside the corpus.
    """
    world = World(network=load_networks(Path(networks))) if networks else None
    with _bar("replaying", "requests") as bar:

        def tell(says: str, done: int, whole: int) -> None:
            bar.total = whole
            bar.set_description(says, refresh=done == whole)
            bar.update(done - bar.n)

        told = evaluation(corpus, tell, not no_rivals, world)
        apart = evaluation(strangers, tell, False) if keep and strangers else None
    if keep:
        keep.write_text(json.dumps(rounded(evaluated.shipped(told, iso(clock())[:10], apart)), ensure_ascii=False, indent=1) + "\n")
        click.echo(f"{keep} written", err=True)
    click.echo(json.dumps(rounded(told), ensure_ascii=False) if as_json else evaluated.printed(told, mistakes), nl=as_json)


@click.group(invoke_without_command=True)
@site_option
@click.option("--size", type=click.IntRange(1, 100_000), default=100, show_default=True, help="How many to draw.")
@click.option("--seed", type=click.IntRange(0, 2**63), help="Draw the same sample again (else by chance; it is kept).")
@click.option("--out", type=FILE, metavar="FILE", help="Worksheet, .csv or .json (else audit-SITE-NUMBER.csv).")
@data_option
@json_option
@click.pass_context
def audit(context: click.Context, site: str | None, size: int, seed: int | None, out: Path | None, data: str | None, as_json: bool) -> None:
    """Measure how many buyers are wrongly excluded: draw a blind sample, have it looked at, report.

    \b
    winnow audit --site S          draws, and writes a worksheet without our verdicts
    (a person fills in `buyer` with yes, no or unclear)
    winnow audit record FILE       reads it back
    winnow audit report --site S   says x % ± y %
    """
    if context.invoked_subcommand:
        return
    with owner(data) as call:
        drawn = call("audit_draw", site=site, size=size, seed=secrets.randbits(32) if seed is None else seed)
    file = out or Path(f"audit-{drawn['site']}-{drawn['audit']}.csv")
    with reader(data) as store, _bar("writing", "visitors", len(drawn["ids"])) as bar:
        auditing.write(file, auditing.sheet(store, drawn["site"], drawn["audit"], drawn["ids"], bar.update))
    told = {name: value for name, value in drawn.items() if name != "ids"} | {"size": len(drawn["ids"]), "file": str(file)}
    says = f"{file} written: {told['size']} of {told['population']} excluded visitors (sample {told['audit']}, seed {told['seed']}).\nFill in `buyer`: yes for somebody whom sales should have been told of, no, or unclear. Then: winnow audit record {file}"
    click.echo(json.dumps(told) if as_json else says)


@audit.command("record")
@click.argument("file", type=FILE)
@author_option
@data_option
def audit_record(file: Path, author: str, data: str | None) -> None:
    """Read a filled-in worksheet back; empty rows stay open, rows filled in before are kept in the history."""
    site, number, answers = auditing.read(file)
    if not answers:
        raise ValueError(f"{file}: no row has `buyer` filled in. Write yes, no or unclear there.")
    with owner(data) as call:
        count = call("audit_record", file=str(file), site=site, audit_number=number, answers=answers, author=author)
    click.echo(f"{count} answers recorded; now: winnow audit report --site {site}")


@audit.command("report")
@site_option
@click.option("--sample", type=int, help="Only this one (else all, the newest last).")
@data_option
@json_option
def audit_report(site: str | None, sample: int | None, data: str | None, as_json: bool) -> None:
    """Say how many of the excluded were buyers, as far as the samples tell."""
    with reader(data) as store:
        name = one_site(store, site)
        samples = [row for row in store.history.samples(name) if sample in (None, row["number"])]
        reports = [auditing.report(row, store.history.drawn(name, row["number"])) for row in samples]
    if not reports:
        raise ValueError(f"{name} has no such sample. `winnow audit --site {name}` draws one.")
    click.echo(json.dumps(reports, ensure_ascii=False) if as_json else "\n\n".join(_report(told) for told in reports))


def _report(told: dict[str, Any]) -> str:
    lines = [
        f"Sample {told['number']}, drawn {iso(told['at'])} from {told['population']} excluded, seed {told['seed']}, rulebook {told['edition']}",
        auditing.sentence(told),
    ]
    if told["buyers"]:
        least, likely, most = told["buyers"]
        lines.append(f"That is about {likely} buyers among the {told['population']} (at least {least}, at most {most}).")
    if told["unclear"]:
        lines.append(f"{told['unclear']} were unclear; if each of them were a buyer, it would be at most {told['at_most']:.1%}.")
    if told["open"]:
        lines.append(f"{told['open']} of {told['size']} are not answered yet; if those are not a random part, the figure is not one either.")
    if told["last_answer"]:
        lines.append(f"Last answer {iso(told['last_answer'])}.")
    rows = [{"name": name, "yes": one, "of": of} for name, (one, of) in told["by_class"].items()]
    return "\n".join(lines + ([table(rows, [("name", "called"), ("yes", "buyers"), ("of", "looked at")])] if rows else []))
