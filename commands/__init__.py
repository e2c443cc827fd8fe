"""The groups of commands: each reads its arguments, calls one room, prints. No logic."""
