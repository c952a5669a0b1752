"""The engine over HTTP: `create_app` makes an application of a coach, or of `ServiceSettings`.

It needs what the extra `service` brings; settings alone do not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from coach.service.app import create_app
    from coach.service.caller import Caller, Identify
    from coach.service.settings import ServiceSettings, read_settings

__all__ = ["Caller", "Identify", "ServiceSettings", "create_app", "read_settings"]

_LATER = {
    "Caller": "caller",
    "Identify": "caller",
    "ServiceSettings": "settings",
    "create_app": "app",
    "read_settings": "settings",
}


def __getattr__(name: str) -> Any:
    if name in _LATER:
        from importlib import import_module

        return getattr(import_module(f"coach.service.{_LATER[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
