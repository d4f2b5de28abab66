"""Published product editions: a wording comes in, is checked and kept whole under its hash, and decides from then on."""
