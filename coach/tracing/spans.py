"""The spans of a turn."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from importlib.metadata import version
from typing import Any, Protocol, TypeVar

from opentelemetry.trace import Span, SpanKind, StatusCode, Tracer, TracerProvider, get_current_span, get_tracer

from coach.engine.outcome import Outcome, Result, Snapshot
from coach.engine.program import Program
from coach.engine.reply import Reply
from coach.engine.request import Completion, Request
from coach.program.action import TransitionState, wire_name
from coach.program.offer import Answer
from coach.results import TurnResult
from coach.store.rows import Done, Standing, Whose, shown_id
from coach.tracing import names, wording
from coach.tracing.steps import Around, Step

T = TypeVar("T")

_MOVE = wire_name(TransitionState)
#: The conversation whose turn is being taken here.
_conversation: ContextVar[str] = ContextVar("_conversation", default="")


class Taking(Protocol):
    """Whoever takes turns."""

    program: Program


class Asking(Protocol):
    """Whoever asks the model."""

    model_name: str


class Asked(Protocol):
    """A turn that is asked for."""

    whose: Whose
    did: object


class Ours(Protocol):
    """A conversation that is claimed."""

    standing: Standing


class Answered(Protocol):
    """What the model gave."""

    raw: str
    completion: Completion

    @property
    def problem(self) -> str | None: ...


def tracer_of(provider: TracerProvider | None) -> Tracer:
    """Whose spans are ours."""
    return get_tracer("coach", version("coach"), provider, names.SCHEMA_URL)


@contextmanager
def spanned(
    tracer: Tracer, name: str, kind: SpanKind = SpanKind.INTERNAL, *, words: bool = False, **more: Any
) -> Iterator[Span]:
    """A span around a block; of what is raised in it, the type, and the text only with `words`."""
    with tracer.start_as_current_span(
        name, kind=kind, record_exception=False, set_status_on_exception=False, **more
    ) as span:
        try:
            yield span
        except BaseException as error:
            span.set_attribute(names.ERROR_TYPE, type(error).__qualname__)
            span.set_status(StatusCode.ERROR, str(error) if words else None)
            raise


class Spans:
    """Makes a span of each step of a turn. With `words`, of what was said, too."""

    def __init__(self, tracer: Tracer, *, words: bool) -> None:
        self._tracer = tracer
        self._words = words

    def steps(self) -> dict[Step, Around]:
        """What is called in place of each step."""
        return {
            "turn": self.turn, "claim": self.claim, "call": self.call, "decision": self.decision,
            "commit": self.commit,
        }  # fmt: skip

    async def turn(
        self, take: Callable[..., Awaitable[TurnResult]], taker: Taking, asked: Asked, *rest: Any
    ) -> TurnResult:
        """A turn, from its claim to its commit."""
        program = taker.program
        conversation = shown_id(asked.whose.id)
        _conversation.set(conversation)  # of the turn's own task
        attributes = {
            names.OPERATION: names.INVOKE_AGENT, names.AGENT_NAME: program.name, names.AGENT_VERSION: program.version,
            names.BY: _by(asked.did),
        }  # fmt: skip
        with self._span(f"{names.INVOKE_AGENT} {program.name}", attributes) as span:
            result = await take(taker, asked, *rest)
            span.set_attributes(
                {
                    names.TURN: result.turn,
                    names.STATE_BEFORE: result.from_state or result.state,
                    names.STATE_AFTER: result.state,
                }
            )
            return result

    async def claim(self, claim: Callable[..., Awaitable[Ours | Done]], *arguments: Any) -> Ours | Done:
        """The claim, with the time that another turn was waited for; the turn's span learns where it begins."""
        with self._span(names.CLAIM, {}):
            found = await claim(*arguments)
        turn = get_current_span()
        if not isinstance(found, Done):
            standing = found.standing
            turn.set_attributes({names.TURN: standing.turn + 1, names.STATE_BEFORE: standing.state})
        turn.set_attribute(names.REPEATED, isinstance(found, Done))
        return found

    async def call(
        self, call: Callable[..., Awaitable[Answered]], asker: Asking, request: Request, *rest: Any
    ) -> Answered:
        """One call of the model, with all its retries."""
        provider, _, named = asker.model_name.partition("/")
        settings = request.settings
        model = settings.name or named or provider
        attributes: dict[str, Any] = {
            names.OPERATION: names.CHAT, names.PROVIDER: provider, names.REQUEST_MODEL: model,
            names.OUTPUT_TYPE: "json" if request.format == "json" else "text",
            names.STATE: request.state, names.FORMAT: request.format,
            names.TEMPERATURE: settings.temperature, names.MAX_TOKENS: settings.output_limit,
        }  # fmt: skip
        if self._words:
            attributes[names.INPUT_MESSAGES] = wording.asked(request)
        with self._span(f"{names.CHAT} {model}", attributes, SpanKind.CLIENT) as span:
            given = await call(asker, request, *rest)
            done, usage = given.completion, given.completion.usage
            span.set_attributes(
                _known(
                    {
                        names.RESPONSE_MODEL: wording.short(done.model),
                        names.FINISH_REASONS: [wording.short(done.finish)],
                        names.INPUT_TOKENS: usage.input_tokens,
                        names.OUTPUT_TOKENS: usage.output_tokens,
                        names.CACHED_TOKENS: usage.cached_tokens,
                        names.RETRIES: done.retries,
                        names.READABLE: given.problem is None,
                        names.OUTPUT_MESSAGES: wording.answered(given.raw, done) if self._words else None,
                    }
                )
            )
            return given

    def decision(
        self, decide: Callable[..., Outcome], program: Program, snapshot: Snapshot, reply: Reply, **options: Any
    ) -> Outcome:
        """The machine's ruling on a reply, or on what a button stands for."""
        attributes = {names.STATE_BEFORE: snapshot.state, names.PROPOSED: len(reply.proposals)}
        with self._span(names.DECISION, attributes) as span:
            outcome = decide(program, snapshot, reply, **options)
            types = [(_type(program, each), each) for each in outcome.results]
            span.set_attributes(
                {
                    names.STATE_AFTER: outcome.state,
                    names.APPLIED: [type for type, each in types if each.status == "applied"],
                    names.REFUSED: [f"{type} {each.kind}" for type, each in types if each.status == "refused"],
                    names.FAILED: [type for type, each in types if each.status == "failed"],
                }
            )
            return outcome

    async def commit(self, commit: Callable[..., Awaitable[T]], *arguments: Any) -> T:
        """The one round trip that writes the turn; it gives None where the claim did not hold."""
        with self._span(names.COMMIT, {}) as span:
            at = await commit(*arguments)
            span.set_attribute(names.KEPT, at is not None)
            return at

    def _span(self, name: str, attributes: dict[str, Any], kind: SpanKind = SpanKind.INTERNAL) -> Any:
        mine = {names.CONVERSATION: _conversation.get(), **_known(attributes)}
        return spanned(self._tracer, name, kind, words=self._words, attributes=mine)


def _by(did: object) -> str:
    return "client" if isinstance(did, str) else "button" if isinstance(did, Answer) else "operator"


def _type(program: Program, result: Result) -> str:
    """An action's type, if the program declares it: any other is the model's own words."""
    return result.type if result.type in program.actions or result.type == _MOVE else "?"


def _known(attributes: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in attributes.items() if value is not None}
