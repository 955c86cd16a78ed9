"""SHELF: one file is one pattern, a conclusion from several signals of one person."""
