"""Personal data, sealed field by field, opened only under a permit, and every reading noted."""
