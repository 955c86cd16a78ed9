"""The command ``winnow``: thin click commands over the same rooms that the server uses."""

from __future__ import annotations

import sys

import click

from tracker import __version__, shelf
from tracker.commandline import say_error
from tracker.door import Refused
from tracker.rulebook import BrokenRule
from tracker.settings import WrongSetting
from tracker.wall.files import NoWall
from tracker.writer import TryLater

EXPECTED = (ValueError, Refused, NoWall, TryLater, WrongSetting, BrokenRule, FileNotFoundError, FileExistsError, PermissionError)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="winnow")
def cli() -> None:
    """Which visitors of your site are worth a sales call, which are not, and why.

    \b
    Begin:       winnow serve                      collector, API and pages on 127.0.0.1:8080
    A site:      winnow site add shop --domain shop.example
    Its leads:   winnow leads --site shop          (also: review, excluded)
    One person:  winnow explain VISITOR
    A log file:  winnow import access.log.gz --site shop --format combined
    """


def register() -> None:
    """Offer every command of the shelf; those of a group only below it."""
    for module in shelf.load("tracker.cli_commands").values():
        found = [command for command in vars(module).values() if isinstance(command, click.Command)]
        below = [command for group in found if isinstance(group, click.Group) for command in group.commands.values()]
        for command in found:
            if command not in below:
                cli.add_command(command)


def main(arguments: list[str] | None = None) -> None:
    """Run the command line; an expected error is one sentence and exit code 1, never a traceback."""
    register()
    try:
        cli.main(args=arguments, standalone_mode=False)
    except click.exceptions.Exit as done:
        sys.exit(done.exit_code)
    except click.Abort:
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except EXPECTED as error:
        say_error(str(error))
        sys.exit(1)
    except BrokenPipeError:
        sys.exit(0)
