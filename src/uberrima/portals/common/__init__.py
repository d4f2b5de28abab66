"""What all pages share: theme, base pages, parts, filters, sign-in."""
