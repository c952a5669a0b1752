"""What happens between a claim and its commit: render, ask, parse, decide."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace

from coach.engine import watching
from coach.engine.decide import Move, Outcome, Result, Snapshot, refusals
from coach.engine.program import Program
from coach.engine.prompt import Asking, Prompts
from coach.engine.reply import FormatName, Malformed, Reply
from coach.engine.request import Request
from coach.errors import ConversationOver, ReplyUnusable
from coach.program.memory import Memory
from coach.program.offer import Answer
from coach.results import ActionDecided, Moved
from coach.store.rows import NewAction, Standing
from coach.turns.answering import Chosen, chosen, proposals, shown_answer
from coach.turns.asking import Asker, Call, Render, Speech
from coach.turns.foreseeing import asking_of
from coach.turns.keeping import action_result, new_action, storable
from coach.turns.meanwhile import Meanwhile
from coach.turns.steps import decide
from coach.turns.writing import Taken

log = logging.getLogger("coach.turn")

#: Calls of the model that one turn may make.
MOST_CALLS = 3
_SILENT = "your reply has no words for the client"


class Turn:
    """One turn of a conversation that is claimed. `take` does all of it but the commit."""

    def __init__(
        self,
        prompts: Prompts,
        asker: Asker,
        standing: Standing,
        begin: Snapshot,
        did: str | Answer,
        speech: Speech,
        foreseen: Meanwhile[Request] | None = None,
    ) -> None:
        self._prompts = prompts
        self._program: Program = prompts.program
        self._asker = asker
        self._standing = standing
        self._speech = speech
        self._begin = self._now = begin
        self._foreseen = foreseen
        self._did = chosen(did, self._now.memory.offer) if isinstance(did, Answer) else did
        self._move: Move | None = None
        self._opening = ""
        self._calls: list[Call] = []
        self._actions: list[NewAction] = []
        self._previewed: tuple[Reply, Outcome] | None = None
        if self._program.states[standing.state].final:
            raise ConversationOver(f"the conversation is over (it is in {standing.state}); start a new one")

    async def take(self) -> Taken:
        """The whole turn, to be written. Raises a `ModelError` where no usable reply came."""
        offer, silent = self._now.memory.offer, self._silent(self._now.state)
        words, speaker = "", None
        if isinstance(self._did, Chosen):
            self._press(self._did)
        elif self._standing.taken_by is not None:
            pass  # whoever took the conversation over answers it
        elif offer is not None and offer.holds:
            words = offer.holds
        elif silent:
            self._keep(0, self._rule(Reply("")))
        if self._asks(silent):
            words, speaker = await self._question(arrived=False)
        if self._move is not None and self._takes_over(self._move, self._now.memory, bool(words)):
            words, speaker = (self._opening, None) if self._opening else await self._question(arrived=True)
        return Taken(self._standing, self._begin, self._now, self._did, words, speaker, self._calls, self._actions,
                     self._standing.taken_by)  # fmt: skip

    def _asks(self, silent: bool) -> bool:
        """Whether the state that the turn began in is to speak."""
        before, after = self._begin.memory.offer, self._now.memory.offer
        if isinstance(self._did, Chosen):
            return not silent and self._move is None and after is None
        return not silent and not (before is not None and before.holds)

    def _silent(self, state: str) -> bool:
        """Whether no model is asked in this state, or in none because a person answers in the coach's place."""
        return self._program.states[state].silent or self._standing.taken_by is not None

    def _press(self, choice: Chosen) -> None:
        """Do what the button stands for, in the client's name; the offer is closed."""
        for watcher in watching.watchers:
            watcher.answered(self._program, choice.offer, choice.button.name)
        closed = self._now.memory.copied().with_offer(None)
        self._now = replace(self._now, memory=closed)
        self._keep(0, decide(self._program, self._now, Reply("", proposals(self._program, choice)), by="user"))

    # --- asking -------------------------------------------------------------------------------

    async def _question(self, *, arrived: bool) -> tuple[str, str | None]:
        """Ask the present state for its words, once more where the first reply cannot stand; (words, who)."""
        refused = [f"{each.type}: {each.reason}" for each in self._actions if each.by == "user" and each.reason]
        typed, pressed = ("", shown_answer(self._did)) if isinstance(self._did, Chosen) else (self._did, "")
        asking = asking_of(self._standing, self._now, typed, pressed=pressed, refused=refused, arrived=arrived)
        first = await self._ask(lambda format: self._request(asking, format), arrived, last=False)
        words, reasons = self._consider(first, arrived)
        answered = first
        if reasons and len(self._calls) < MOST_CALLS:
            told = first.raw.encode("utf-8", "replace").decode()  # half a surrogate pair cannot be sent

            def again(format: FormatName) -> Request:
                request = first.request if format == first.request.format else self._request(asking, format)
                return self._prompts.again(request, told, reasons, self._now)

            second = await self._ask(again, arrived, last=True)
            said, _ = self._consider(second, arrived)
            if said:
                words, answered = said, second
        if not words and not self._leaves(arrived):
            why = reasons[0].removesuffix(".") if reasons else _SILENT
            raise ReplyUnusable(f"the model's reply stayed unusable: {why}; try again")
        return words, storable(answered.completion.model)

    def _request(self, asking: Asking, format: FormatName) -> Request:
        """What is asked, as it was made out already where nothing has happened since."""
        foreseen = self._foreseen.get() if self._foreseen is not None and asking.snapshot is self._begin else None
        return foreseen if foreseen is not None and foreseen.format == format else self._prompts.request(asking, format)

    async def _ask(self, render: Render, arrived: bool, *, last: bool) -> Call:
        final = last or len(self._calls) + 1 >= MOST_CALLS

        def may_speak(reply: Reply) -> bool:
            """Words may flow unless the reply will be asked for again, or the new state speaks instead."""
            outcome = self._rule(reply)
            if outcome.move is not None:
                return arrived or not self._takes_over(outcome.move, outcome.memory, worded=True)
            return final or not _wanting(outcome)

        answer = await self._asker.ask(render, may_speak)
        self._calls.append(answer)
        return answer

    def _consider(self, answer: Call, arrived: bool) -> tuple[str, Sequence[str]]:
        """Decide a reply: its words, and the reasons to ask once more."""
        if isinstance(answer.reply, Malformed):
            return "", [answer.reply.problem]
        if answer.reply.diagnostics:
            log.info("a reply of %s was read with tolerance: %s", answer.completion.model, answer.reply.diagnostics)
        outcome = self._rule(answer.reply)
        self._keep(len(self._calls), outcome)
        if outcome.move is None and _wanting(outcome):
            return answer.reply.message, refusals(outcome.results)
        if not answer.reply.message and not self._leaves(arrived):
            return "", [_SILENT, *refusals(outcome.results)]
        return answer.reply.message, ()

    # --- deciding -----------------------------------------------------------------------------

    def _rule(self, reply: Reply) -> Outcome:
        """The machine's ruling on a reply; the one made while its words were streaming is not made twice."""
        # By their text: Python holds 1, 1.0 and True to be equal.
        if self._previewed is not None and repr(self._previewed[0].proposals) == repr(reply.proposals):
            return self._previewed[1]
        outcome = decide(self._program, self._now, reply)
        self._previewed = (reply, outcome)
        return outcome

    def _keep(self, attempt: int, outcome: Outcome) -> None:
        """Go on from an outcome: its memory and state are the turn's from here on."""
        self._previewed = None
        for bug in outcome.bugs:
            log.error("a fault in program %s: %s", self._program.name, bug.what, exc_info=bug.error)
        for result in outcome.results:
            self._record(attempt, result)
        if outcome.by_itself is not None:
            self._actions.append(new_action(attempt, outcome.by_itself))
        if outcome.move is not None:
            self._move = outcome.move
            self._speech.tell(Moved(outcome.move.from_state, outcome.move.to_state))
        moved = self._now.moved or outcome.move is not None
        self._now = replace(self._now, state=outcome.state, memory=outcome.memory, moved=moved)

    def _record(self, attempt: int, result: Result) -> None:
        action = new_action(attempt, result)
        self._actions.append(action)
        if self._speech.heard:
            self._speech.tell(ActionDecided(action_result(action)))

    def _leaves(self, arrived: bool) -> bool:
        """Whether the state that was asked is left, so that its reply may do without words."""
        return not arrived and self._move is not None

    def _takes_over(self, move: Move, memory: Memory, worded: bool) -> bool:
        """Whether the state moved to says the turn's message, by its opening or by being asked."""
        self._opening = ""
        pressed = isinstance(self._did, Chosen)
        if move.exit.speaks == "old" and not pressed and (worded or not self._calls):
            return False
        if move.to_state not in self._begin.entered:
            entered = replace(self._now, state=move.to_state, memory=memory)
            self._opening = self._prompts.opening(entered)
        silent = self._silent(move.to_state) or (pressed and memory.offer is not None)
        return bool(self._opening) or not silent


def _wanting(outcome: Outcome) -> bool:
    """Whether a transition was refused that is worth asking about once more."""
    return any(result.kind != "limit" for result in outcome.refused_transitions)
