"""Everything that is said in simplified Chinese."""
