"""What leaves: messages, their states, the claim loop, outcomes. It knows no channel."""
