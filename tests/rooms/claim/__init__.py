"""The claim room."""
