"""Settings, addresses, the worker, and who listens to what."""
