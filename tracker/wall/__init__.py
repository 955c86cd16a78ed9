"""How the SQLite wall is built: the only door to sqlite3 and sqlite_utils. Used by stores/sqlite.py."""
