"""Who is asked, how many, over which channels and when. Pure, plus one service."""
