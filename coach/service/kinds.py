"""The kinds of problems that a service tells, which a client knows again: this table is of both."""

from __future__ import annotations

from collections.abc import Mapping

from coach import errors
from coach.errors import CoachError
from coach.values import value


@value
class Kind:
    """A kind of problem."""

    status: int
    code: str
    title: str
    remedy: str
    told: bool = True
    """Whether the error's own text is for everybody; else for operators alone: it may say where the database is."""


_AGAIN = "Try again in a moment, with the same Idempotency-Key: the turn happens once."
_OPERATOR = "Tell whoever runs the service; the log says more."

#: By class; a class that is not here has the kind of its nearest ancestor.
KINDS: Mapping[type[CoachError], Kind] = {
    errors.BadInput: Kind(422, "bad-input", "The request cannot be understood", "Change what is sent."),
    errors.NotNow: Kind(
        409, "not-now", "It cannot be done as things stand", "Read the conversation; do what is wanted first."
    ),
    errors.KeyReused: Kind(
        422, "key-reused", "The key was used for something else", "Use a new Idempotency-Key for every new request."
    ),
    errors.NoSuchConversation: Kind(
        404, "no-such-conversation", "There is no such conversation", "Check its id, and whose it is."
    ),
    errors.NoSuchTurn: Kind(404, "no-such-turn", "There is no such turn", "Read which there are: GET …/turns."),
    errors.ConversationOver: Kind(409, "conversation-over", "The conversation is over", "Start a new one."),
    errors.Busy: Kind(
        409, "busy", "Another turn is running", "Wait as long as Retry-After says, then ask again with the same key."
    ),
    errors.OfferGone: Kind(
        409, "offer-gone", "The offer is not open", "Read the conversation and show what it offers."
    ),
    errors.ProgramMismatch: Kind(
        409, "program-mismatch", "The conversation does not fit the program", "Run it under the program it began with."
    ),
    errors.FileError: Kind(422, "bad-file", "The file cannot be used", "Mend the place that is named."),
    errors.ModelError: Kind(502, "model-failed", "The model gave no usable answer", _AGAIN, told=False),
    errors.ModelUnavailable: Kind(503, "model-unavailable", "The model does not answer", _AGAIN, told=False),
    errors.ModelRejected: Kind(502, "model-rejected", "The model rejects the request", _OPERATOR, told=False),
    errors.ModelRefused: Kind(502, "model-refused", "The model refuses to answer", "Put it differently."),
    errors.ModelFiltered: Kind(502, "model-filtered", "A filter withheld the answer", "Put it differently."),
    errors.ReplyUnusable: Kind(502, "reply-unusable", "The model's reply could not be used", _AGAIN, told=False),
    errors.StoreError: Kind(503, "database-unavailable", "The database is not available", _AGAIN, told=False),
    errors.DatabaseOutdated: Kind(503, "database-outdated", "The database is outdated", _OPERATOR, told=False),
    errors.ClaimLost: Kind(503, "claim-lost", "The turn took too long", _AGAIN),
    errors.ConfigurationError: Kind(503, "not-configured", "Something is not set up", _OPERATOR, told=False),
    errors.ProgramError: Kind(500, "program-fault", "The program has a fault", _OPERATOR, told=False),
    errors.InternalError: Kind(500, "internal", "Something inside failed", _OPERATOR, told=False),
    CoachError: Kind(500, "internal", "Something inside failed", _OPERATOR, told=False),
    errors.ServiceError: Kind(502, "service-refused", "Another service refuses", _OPERATOR, told=False),
    errors.Unreachable: Kind(503, "service-unreachable", "Another service does not answer", _AGAIN, told=False),
    errors.Unauthenticated: Kind(
        401, "unauthenticated", "A key is needed", "Send the header Authorization: Bearer, with a key or a token."
    ),
    errors.Forbidden: Kind(403, "forbidden", "This is not allowed", "Make a key for it: coach key create."),
    errors.TooMany: Kind(429, "too-many", "Too many requests", "Wait as long as Retry-After says."),
    errors.Spent: Kind(
        429, "budget-spent", "The tokens of this day are used up", "Wait until midnight UTC, as Retry-After says."
    ),
    errors.TokensUnchecked: Kind(
        503, "tokens-unchecked", "Tokens cannot be checked just now", "Try again in a moment."
    ),
    errors.Stopping: Kind(503, "stopping", "The service is being stopped", _AGAIN),
}

#: What the framework refuses, by status.
PLAIN: Mapping[int, tuple[str, str, str]] = {
    400: ("bad-request", "The request cannot be read", "Send JSON, as the description at /v1/openapi.json says."),
    404: ("not-found", "There is nothing here", "See /v1/openapi.json for what there is."),
    405: ("method-not-allowed", "This method is not for this address", "See the header Allow."),
    408: ("too-slow", "The request took too long to arrive", "Send it whole, and at once."),
    413: ("too-large", "The request is too large", "Send less at a time."),
    431: ("head-too-large", "The headers are too large", "Send fewer, or shorter ones."),
    415: ("not-json", "The request is not JSON", "Send it as application/json."),
}
OTHER = ("refused", "The request is refused", _OPERATOR)
FAULT = Kind(500, "internal", "Something inside failed", _OPERATOR)


def kind_of(error: CoachError) -> Kind:
    """What kind of problem an error is."""
    return next(KINDS[cls] for cls in type(error).__mro__ if cls in KINDS)


#: How the types of problems begin.
URN = "urn:coach:"
#: What the service answers where a request is not as it is described.
INVALID = "invalid"
#: Of what passes by itself, what does not: asking again is of no use.
_STAYS = frozenset({"not-configured", "database-outdated"})

_ERRORS: Mapping[str, type[CoachError]] = {
    INVALID: errors.BadInput,
    **{code: errors.BadInput for status, (code, _, _) in PLAIN.items() if status in (400, 413, 415, 431)},
    **{kind.code: cls for cls, kind in reversed(list(KINDS.items()))},
}


def error_of(code: str) -> type[CoachError]:
    """What a problem of this kind is in Python; a `ServiceError` where it has no class of its own."""
    return _ERRORS.get(code, errors.ServiceError)


def passes(status: int, code: str) -> bool:
    """Whether asking again with the same key can help: another turn was running, or something is not there just now."""
    return code == KINDS[errors.Busy].code or (status == 503 and code not in _STAYS)
