"""SHELF: one file is one family of commands; every click command in it is offered."""
