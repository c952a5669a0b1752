"""What a client's words mean: reading them, with no thought of what to answer."""
