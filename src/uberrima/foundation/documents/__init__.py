"""What people hand in: a file comes in, is looked at and sealed, and goes out only under a permit."""
