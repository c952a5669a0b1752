"""Walks in files: `*.walk.yaml`, read, checked, run and reported."""
