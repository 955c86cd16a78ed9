"""SHELF: one file is one signal, a single thing that a single event can show. README.md shows how to add one."""
