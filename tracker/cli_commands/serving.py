"""``winnow serve``."""

from __future__ import annotations

import json
import os
import socket
from pathlib import Path
from typing import Any

import click

from tracker.collector import Collector
from tracker.commandline import data_option, networks_option, say_error
from tracker.commands import link, run
from tracker.demo import replay_demo
from tracker.serve import serve as run_server
from tracker.settings import load, strays

OWNER = "owner@localhost"
FIRST_SITE = "main"
KEYS_FILE = "first-site.json"


def _first_site(collector: Collector, folder: Path) -> dict[str, str]:
    """The keys of the first site, made on an empty folder. They are kept in a file (mode 0600) that only
    the owner of the folder can read, so that they can be shown at every start."""
    file = folder / KEYS_FILE
    if not collector.sites:
        keys = run(collector, "site_add", {"name": FIRST_SITE, "profile": {"domain": "localhost", "own_domains": ["localhost"]}})
        with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
            json.dump(keys, out)
        return keys
    return json.loads(file.read_text()) if file.is_file() else {}


def _welcome(collector: Collector, keys: dict[str, str], secret: str) -> str:
    settings = collector.settings
    home = settings["public_url"].rstrip("/") or f"http://{settings['host']}:{settings['port']}"
    lines = [
        "",
        f"  Winnow is listening on {home}   (data in {settings['data']})",
        "",
        f"  Dashboard   {home}/sign-in?token={secret}",
        "              (signs you in once; `winnow user add YOU@EXAMPLE` prints another link)",
    ]
    if keys:
        lines += [
            "",
            f"  Snippet     <script defer src=\"{home}/w.js\" data-key=\"{keys['write_key']}\"></script>",
            f"  Write key   {keys['write_key']}   (public: stands in your pages)",
            f"  Secret key  {keys['secret_key']}   (for your back end and for reading; keep it secret)",
        ]
    missing = getattr(collector.store, "missing", 0)
    if missing:
        lines += ["", f"  WARNING: {missing} acknowledged events are missing from the database: its log was damaged. Run `winnow doctor`."]
    return "\n".join([*lines, ""])


def _free(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise ValueError(f"Cannot listen on {host}:{port} ({error.strerror}). Stop what uses it, or choose another with --port.") from error


@click.command()
@click.option("--host", metavar="ADDRESS", help="Address to listen on (127.0.0.1).")
@click.option("--port", type=int, help="Port to listen on (8080).")
@data_option
@networks_option
@click.option("--workers", type=int, default=1, show_default=True, help="Kept for compatibility: one process owns the data.")
@click.option("--store", metavar="URL", help="Another store than SQLite in the data folder (not yet).")
@click.option("--demo", is_flag=True, envvar="WINNOW_DEMO", help="Replay believable visitors first, if there are none yet.")
def serve(**given: Any) -> None:
    """Run collector, API, pages and judge. SIGTERM drains: nothing acknowledged is lost."""
    demo, store, workers = given.pop("demo"), given.pop("store"), given.pop("workers")
    if store and store != "sqlite":
        raise ValueError(f"The store {store!r} is not there yet. Leave --store out to use SQLite in the data folder.")
    if workers > 1:
        click.echo("winnow: one process owns the data folder and serves all requests; --workers is ignored.", err=True)
    settings = load(given)
    for stray in strays():
        say_error(stray)
    _free(settings["host"], settings["port"])
    collector = Collector(settings)
    keys = _first_site(collector, Path(settings["data"]))
    if OWNER not in collector.store.registry.users():
        run(collector, "user_add", {"address": OWNER, "site": None})
    if demo and not collector.store.total_events():
        replay_demo(collector, keys["site"] if keys else next(iter(collector.sites)))
    secret = link(collector, OWNER)
    run_server(collector, ready=lambda: click.echo(_welcome(collector, keys, secret)))
