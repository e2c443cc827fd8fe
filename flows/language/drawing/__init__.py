"""A survey drawn: Mermaid and SVG. Pure."""
