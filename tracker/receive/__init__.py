"""SHELF: one file is one protocol that real clients speak; decode(request) -> raw messages."""
