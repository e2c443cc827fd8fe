"""The checks for authors: whether a survey that could run would also serve. Pure."""
