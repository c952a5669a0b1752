"""From a conversation to the walk that passes."""
