"""Whether mail is set up well: DNS, our signature, the server, the public address. It asks only."""
