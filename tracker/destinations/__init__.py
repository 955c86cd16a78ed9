"""SHELF: one file is one form in which rows leave. ``write(rows, columns) -> bytes``."""
