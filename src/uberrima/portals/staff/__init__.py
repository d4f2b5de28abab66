"""Pages for the people who handle claims and receive customers."""
