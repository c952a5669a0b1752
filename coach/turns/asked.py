"""A turn that is asked for, and what it happens once by."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from coach.program.offer import Answer
from coach.store.rows import Whose
from coach.turns.answering import answer_digest, answer_key
from coach.turns.deeds import Deed, digest
from coach.turns.keeping import digest_of
from coach.values import value


@value
class Asked:
    """A turn that is asked for; what is wrong with the call itself was said before."""

    whose: Whose
    did: str | Answer | Deed
    """What the client typed, or answered to an offer; nothing, where time has passed; or what an operator did."""
    given_key: str | None
    context: Mapping[str, Any]
    wait: float
    """Seconds to wait for a turn that is running."""

    @property
    def key(self) -> str | None:
        """What the turn happens once by."""
        return answer_key(self.did.offer) if isinstance(self.did, Answer) else self.given_key

    @property
    def digest(self) -> bytes | None:
        """What the key is used for."""
        if isinstance(self.did, Answer):
            return answer_digest(self.did.button, self.did.fields)
        if self.given_key is None:
            return None
        return digest_of(self.did) if isinstance(self.did, str) else digest(self.did)
