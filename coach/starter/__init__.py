"""One small goal, and a first step towards it."""
