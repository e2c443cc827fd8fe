"""What was said: tallies, figures, alerts, exports. It never changes an answer."""
