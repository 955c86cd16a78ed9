"""SHELF: one file is one report: numbers for a picture, made from what the wall counts."""
