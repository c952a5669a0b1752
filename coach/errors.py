"""Everything that can go wrong, as one family: each error is a sentence that somebody can act on."""

from __future__ import annotations


class CoachError(Exception):
    """The root of the family; its text is one line, fit to be shown."""


# --- what a program says -----------------------------------------------------------------------


class Refused(CoachError):
    """Raised inside `Action.apply` to refuse the action; the text is the reason the model is given."""

    kind = "invalid"


class Stale(Refused):
    """The action rests on something that is gone."""

    kind = "stale"


class ProgramError(CoachError):
    """A program folder cannot be loaded; the text begins with the place, `file:line`."""

    def __init__(self, problem: str, where: str = "", kind: str = "") -> None:
        problem = " ".join(problem.split())  # it may be the text of any exception of the program's own code
        super().__init__(f"{where}: {problem}" if where else problem)
        self.where = where
        self.problem = problem
        self.kind = kind
        """Which finding of `coach check` it is; empty for one that has no name of its own there."""


class ProgramMismatch(CoachError):
    """A stored conversation does not fit the program that is loaded; nothing was changed."""


class FileError(CoachError):
    """A file that somebody wrote cannot be used; the text begins with the place, `file:line: turns[3].state`."""

    def __init__(self, problem: str, where: str = "") -> None:
        super().__init__(f"{where}: {problem}" if where else problem)
        self.where = where
        self.problem = problem


class ScenarioError(FileError):
    """A scenario cannot be used."""


class WalkError(FileError):
    """A walk's file cannot be used, or what it says cannot be meant."""


# --- what a caller did -------------------------------------------------------------------------


class BadInput(CoachError):
    """What came in cannot be stored or understood; nothing was changed."""


class NotNow(BadInput):
    """What is asked for can be done, but not as the conversation stands; nothing was changed."""


class NoSuchConversation(CoachError):
    """There is no such conversation, or it is somebody else's: the two look the same."""


class ConversationOver(CoachError):
    """The conversation is in a final state and takes no more turns."""


class Busy(CoachError):
    """Another turn of the conversation is running.

    `retry_after` is the number of seconds after which its claim ends at the latest.
    """

    def __init__(self, text: str, retry_after: float) -> None:
        super().__init__(text)
        self.retry_after = retry_after


class KeyReused(CoachError):
    """The key was used before, for something else."""


class OfferGone(CoachError):
    """The offer is not open: it was answered otherwise, superseded, withdrawn, or is not of this conversation."""


class ConfigurationError(CoachError):
    """A setting is missing or wrong; the text says which, and how to set it."""


class InternalError(CoachError):
    """A fault of coach itself; the log has the traceback. Nothing was changed."""


# --- who answers -------------------------------------------------------------------------------


class ModelError(CoachError):
    """The model gave no answer that can be used; the turn did not happen and can be tried again."""


class ModelUnavailable(ModelError):
    """The model could not be reached, broke off, or kept failing until the deadline."""


class ModelTimeout(ModelUnavailable):
    """The turn's deadline passed while the model was being asked."""


class ModelRejected(ModelError):
    """The server rejects the request itself (key, model name, parameters); trying again will not help."""


class ModelRefused(ModelError):
    """The model refuses to answer."""


class ModelFiltered(ModelError):
    """A content filter withheld the answer."""


class ScriptExhausted(ModelError):
    """A scripted model was asked beyond the end of its script."""


class ReplyUnusable(ModelError):
    """The model's reply stayed unusable when it was asked once more; nothing was committed."""


# --- where it is kept --------------------------------------------------------------------------


class StoreError(CoachError):
    """The database could not do what was asked; nothing was changed."""


class DatabaseUnavailable(StoreError):
    """The database cannot be reached, or failed underneath us (a full disk, a lost connection)."""


class DatabaseOutdated(StoreError):
    """The database's tables are not those of this version; `coach db upgrade` brings them up to date."""


class ClaimLost(StoreError):
    """The turn took so long that another one was let in; its work was not committed."""


# --- what a service refuses --------------------------------------------------------------------


class ServiceError(CoachError):
    """Something that a service itself refuses; a client raises it for what has no class of its own."""


class Unauthenticated(ServiceError):
    """Nobody knows who calls; `invalid`: something was sent that should tell it, and does not."""

    def __init__(self, text: str, *, invalid: bool = False) -> None:
        super().__init__(text)
        self.invalid = invalid


class TokensUnchecked(ServiceError):
    """Whether a token is what it says cannot be known just now."""


class Forbidden(ServiceError):
    """The caller may not do this."""


class TooMany(ServiceError):
    """The caller asks more often than it may; `retry_after` is in seconds."""

    def __init__(self, text: str, retry_after: float) -> None:
        super().__init__(text)
        self.retry_after = retry_after


class Spent(TooMany):
    """The tokens of this day are used up."""


class NoSuchTurn(ServiceError):
    """The conversation has no such turn."""


class Stopping(ServiceError):
    """The service is being stopped and takes no more turns."""


class Unreachable(ServiceError):
    """The service cannot be reached, or gives no answer that can be understood; the same key tells what happened."""
