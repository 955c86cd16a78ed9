"""The enrichers: each file reads some facts off an event. What they share is in `tracker.reading`."""
