"""Two versions of a survey: the canonical form, its hash, and what differs. Pure."""
