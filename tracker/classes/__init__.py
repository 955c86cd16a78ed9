"""SHELF: one file is one class, an answer to "who is this?", with prior, threshold and welcome."""
