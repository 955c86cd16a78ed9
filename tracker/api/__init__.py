"""The JSON API, one blueprint file per family. Every file has ``blueprint(collector) -> Blueprint``."""
