"""Letters to people, kept as they were sent.

A letter comes in as blocks of words in both languages; it is sealed under its person's key, recorded in the journal, and can be opened again with a
permit. Who reads the row alone learns that a letter of this kind went out in this case, and nothing that it says.
"""
