"""Who is who: numbers, addresses and keys of people. It shows a person to nobody by itself."""
