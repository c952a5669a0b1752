"""The walk itself: both sides of a conversation scripted, driven through real turns, and what is expected of them."""
