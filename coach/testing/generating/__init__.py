"""Generated conversations: strategies for any program's memories, replies and clients, and a machine that explores it.

This needs `hypothesis`, which is imported when one of these is first touched.
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from coach.errors import ConfigurationError
from coach.extras import to_install

if TYPE_CHECKING:
    from coach.testing.generating.doing import clients
    from coach.testing.generating.knowing import memories
    from coach.testing.generating.machine import keeps_its_promises, program_machine
    from coach.testing.generating.replying import replies

_LATER = {
    "clients": "doing",
    "keeps_its_promises": "machine",
    "memories": "knowing",
    "program_machine": "machine",
    "replies": "replying",
}

__all__ = ["clients", "keeps_its_promises", "memories", "program_machine", "replies"]


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(f"module 'coach.testing.generating' has no attribute {name!r}")
    if find_spec("hypothesis") is None:
        raise ConfigurationError(f"generated walks need hypothesis; install it beside coach: {to_install('testing')}")
    found = globals()[name] = getattr(import_module(f"coach.testing.generating.{_LATER[name]}"), name)
    return found
