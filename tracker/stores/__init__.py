"""SHELF: one file is one store, a wall on which events, evidence and verdicts hang."""
