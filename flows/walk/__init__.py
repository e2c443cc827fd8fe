"""The way through a compiled survey: what is asked next, and what counts. Pure."""
