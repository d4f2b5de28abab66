"""The promises of the project, kept by running them."""
