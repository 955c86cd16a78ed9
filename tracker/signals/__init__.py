"""SHELF: one file is one signal, a single thing that a single event can show. See docs/adding.md."""
