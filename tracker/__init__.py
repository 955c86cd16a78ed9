"""Winnow: which visitors are worth a sales call, which are not, and why."""

__version__ = "0.1.0"
