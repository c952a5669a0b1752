"""The client makes two unedited lists: who I am, and who I want to be."""

from coach import State, Turn, to
from coach.identity import (
    AddWhoIAm,
    AddWhoIWantToBe,
    CloseWarmUpList,
    IdentityMemory,
    RemoveWhoIAm,
    RemoveWhoIWantToBe,
    both_lists_closed,
)


def open_lists(turn: Turn[IdentityMemory]) -> None:
    """Whoever comes back to the lists wants to work on them."""
    turn.memory.who_i_am_closed = turn.memory.who_i_want_to_be_closed = False


state = State(
    title="Identity warm-up",
    group="Getting to know you",
    actions=[AddWhoIAm, RemoveWhoIAm, AddWhoIWantToBe, RemoveWhoIWantToBe, CloseWarmUpList],
    exits=[to("IDENTITY_DISCOVERY", when=both_lists_closed)],
    on_enter=open_lists,
)
