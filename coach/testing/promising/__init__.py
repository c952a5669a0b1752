"""What is promised of every conversation, held against turns that were really taken."""
