"""The pictures that the README shows: `python tests/readme_pictures.py` draws them anew."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Literal

from coach.graph import Picture, picture, written
from coach.graph.dot import dot
from coach.graph.svg import digest
from coach.loading import Program

FOLDER = Path(__file__).parent.parent / "examples"
THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


def file(theme: Literal["light", "dark"]) -> Path:
    return FOLDER / f"identity-{theme}.svg"


def drawn() -> Picture:
    """The identity program; its version is left out, which changes with every word of a prompt."""
    plain = picture(Program.load())
    return replace(plain, caption=(f"{len(plain.nodes)} states, {len(plain.edges)} exits",))


def drawn_from(theme: Literal["light", "dark"]) -> str:
    """What the picture has to be drawn from: fonts, and with them the drawing itself, differ between machines."""
    return digest(dot(drawn(), theme=theme))


def main() -> None:
    for theme in THEMES:
        file(theme).write_text(str(written(drawn(), "svg", theme=theme)), encoding="utf-8")


if __name__ == "__main__":
    main()
