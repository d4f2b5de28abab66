"""The pure core: facts in, decisions and reasons out. It reads no file, asks no clock and knows no framework."""
