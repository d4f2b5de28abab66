"""The vault: keys, sealed values, the trail of who read what."""
