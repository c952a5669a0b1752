"""What whoever runs this course may choose, in one place."""

#: Whether the pictures are made in silence: the client's words are kept, nobody answers, and a button leads on.
SILENT_VISUALISATION = False
