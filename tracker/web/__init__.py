"""The pages for sales people and site owners. Every file with ``blueprint(collector) -> Blueprint`` is registered."""
