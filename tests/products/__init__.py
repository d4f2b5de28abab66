"""The products, tested."""
