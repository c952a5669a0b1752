"""What may be done to the memory: a class each."""
