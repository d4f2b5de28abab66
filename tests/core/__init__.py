"""The core's promises that always hold: identities, evidence, replay, and clear words for whatever is malformed."""
