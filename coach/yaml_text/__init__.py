"""Files in YAML that people write: read with the line of every mistake, and written as a person would."""
