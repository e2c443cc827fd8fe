"""Email out: the invitation with its personal link, and the alert to a unit."""
