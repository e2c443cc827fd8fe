"""Tables and the stores that keep every room's ports. It decides nothing."""
