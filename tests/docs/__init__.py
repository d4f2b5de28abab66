"""The documents run: commands are run, snippets are loaded, links lead somewhere, words name classes that exist."""
