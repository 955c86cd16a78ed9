"""``winnow docs``: print the reference from the rows, or check that it is what they say."""

from __future__ import annotations

import click

from tracker import docs as reference


@click.command("docs")
@click.option("--check", is_flag=True, help="Change nothing; fail where a page is out of date.")
def show_docs(check: bool) -> None:
    """Print docs/reference from the program's own rows."""
    if not check:
        changed = reference.write()
        click.echo(f"{len(reference.PAGES)} pages in {reference.FOLDER}, changed: {', '.join(changed) or 'none'}")
    elif old := reference.stale():
        raise ValueError(f"docs/reference/{old[0]} is not what the rows say. Run `winnow docs` and commit what it writes.")
    else:
        click.echo("docs/reference says what the rows say")
