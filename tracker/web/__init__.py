"""The pages: Jinja2 templates over the same answers that the API gives."""
