"""Nobody's words become instructions: what the model was asked, looked at for words that are more than data."""

from __future__ import annotations

from collections.abc import Iterator

from coach.engine.program import Program
from coach.engine.replies import FORMATS
from coach.engine.reply import Malformed
from coach.testing.promising.taken import Taken

#: The formats in which actions stand among the words, so that words which a model repeats could ask for some.
_MARKED = ("tags", "xml")


def instructed(program: Program, taken: Taken) -> Iterator[str]:
    """What in a turn's prompts is not where data belongs."""
    for request in taken.asked:
        constant, *others = request.messages
        if constant.text != taken.constants[request.state, request.format]:
            yield f"the constant part of the prompt of {request.state} changed"
        for message in others if request.format in _MARKED else ():
            if message.role != "assistant":  # its own reply is shown to it as it was
                read = FORMATS[request.format].read(message.text, program.text_params)
                asks = [] if isinstance(read, Malformed) else [each.type for each in read.proposals]
                yield from (f"words in the prompt of {request.state} ask for {name}" for name in asks)
