"""The conversation: one pure step, what it understands, and the service that takes turns."""
