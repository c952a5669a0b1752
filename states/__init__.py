"""Identity coaching: who you are, and who you choose to be."""

from coach import Settings
from coach.identity import IdentityMemory, identity_practice

settings = Settings(memory=IdentityMemory, name="Identity coaching", history=14, practice=identity_practice)
