"""The words that all parts of the core use: money, rates, errors."""
