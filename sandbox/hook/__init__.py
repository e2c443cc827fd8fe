"""The webhook's side: which event follows, how it is written, signed and delivered."""
