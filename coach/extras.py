"""What else is to be installed for a part of coach, as its own packaging says: nobody has to look it up."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, requires


def to_install(extra: str) -> str:
    """The command that installs, beside coach, what an extra of it wants: on the public indexes `coach` is another one.

    Outside of a package that is installed it can only name the extra.
    """
    try:
        wanted = requires("coach") or []
    except PackageNotFoundError:
        wanted = []
    mark = f"; extra == '{extra}'"
    named = [each.removesuffix(mark) for each in wanted if each.endswith(mark)]
    return f"pip install {' '.join(map(repr, named or [f'.[{extra}]']))}"
