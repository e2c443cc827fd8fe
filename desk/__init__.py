"""Officers' pages: how a plan stands, and its draw. They hold no logic and listen on loopback."""
