"""What an author is told: the faults of a survey file, and their texts."""
