"""What replies are made of: the draft of one, and what several pieces say and do alike."""
