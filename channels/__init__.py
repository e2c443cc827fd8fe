"""How words travel. A channel knows no flow, touches no table, and imports no other channel."""
