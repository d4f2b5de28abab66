"""What all portals share: words, filters, theme."""
