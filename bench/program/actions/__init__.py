"""What the walk's model may do."""

from coach import Action, Turn

from ..memory import Fact, Identity, WalkMemory


class SaveUserInfo(Action):
    """Save a fact whenever the client tells you something lasting about themselves."""

    key: str
    value: str

    def apply(self, turn: Turn[WalkMemory]) -> str:
        facts = turn.memory.facts
        if self.key in facts:
            facts.change(self.key, value=self.value)
        else:
            facts.add(Fact(key=self.key, value=self.value))
        return f"Saved {self.key}"


class SaveIdentity(Action):
    """Save an identity whenever the client names a part of who they are or want to become."""

    name: str
    note: str

    def apply(self, turn: Turn[WalkMemory]) -> str:
        identities = turn.memory.identities
        if self.name in identities:
            identities.change(self.name, note=self.note)
        else:
            identities.add(Identity(name=self.name, note=self.note))
        return f"Saved {self.name}"
