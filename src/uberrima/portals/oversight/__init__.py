"""Pages for those who check the record."""
