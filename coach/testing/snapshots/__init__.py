"""Snapshots: what a model is asked, kept in files beside the test, one for each state."""
