"""The walk of the benchmark as a program."""

from coach import Settings

from ..actions import SaveIdentity, SaveUserInfo
from ..memory import WalkMemory

settings = Settings(memory=WalkMemory, name="walk", history=14, actions=[SaveUserInfo, SaveIdentity])
