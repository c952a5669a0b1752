"""The colours of pictures, light and dark, and the strokes of exits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Literal

from coach.program.action import By
from coach.values import value

Theme = Literal["auto", "light", "dark"]


@value
class Colours:
    """Every colour of a picture by what it is for, no two of one palette the same."""

    page: str
    ink: str
    muted: str
    card: str
    edge: str
    """Of a card."""
    model: str
    auto: str
    user: str
    operator: str
    faint: str
    here: str
    here_ink: str
    passed: str
    full: str
    full_line: str
    part: str
    part_line: str
    none: str
    none_line: str
    heat_1: str
    heat_2: str
    heat_3: str
    heat_4: str
    heat_5: str
    group_1: str
    group_1_line: str
    group_2: str
    group_2_line: str
    group_3: str
    group_3_line: str
    group_4: str
    group_4_line: str
    group_5: str
    group_5_line: str
    group_6: str
    group_6_line: str

    def group(self, number: int) -> tuple[str, str]:
        """The fill and the line of the group with this number, from 0."""
        name = f"group_{number % 6 + 1}"
        return getattr(self, name), getattr(self, f"{name}_line")

    def heat(self, weight: float) -> str:
        """The fill of a state by its share of the traffic."""
        step = 0 if weight <= 0 else min(5, 1 + int(weight * 5))
        found: str = getattr(self, f"heat_{step}") if step else self.card
        return found

    def by_name(self) -> Mapping[str, str]:
        return {each.name: getattr(self, each.name) for each in fields(self)}


LIGHT = Colours(
    page="#ffffff", ink="#1f2937", muted="#667085", card="#fefefe", edge="#98a2b3",
    model="#475467", auto="#0f766e", user="#7a3ff2", operator="#b54708", faint="#d0d5dd",
    here="#1d5fe0", here_ink="#fdfdfd", passed="#2f6feb",
    full="#dcf5e4", full_line="#1a7f37", part="#fff3d1", part_line="#9a6700", none="#ffe5e7", none_line="#cf222e",
    heat_1="#eef5ff", heat_2="#d8e8ff", heat_3="#b5d3ff", heat_4="#8cbbff", heat_5="#64a2fb",
    group_1="#eff4fd", group_1_line="#c6d6f5", group_2="#eef8f1", group_2_line="#c1e2cc",
    group_3="#fdf6e8", group_3_line="#eddab0", group_4="#f6f1fd", group_4_line="#dccef5",
    group_5="#fdf0f3", group_5_line="#f2cdd6", group_6="#ebf8fa", group_6_line="#bde2e8",
)  # fmt: skip
DARK = Colours(
    page="#0d1117", ink="#e6edf3", muted="#98a3b0", card="#161c25", edge="#55606f",
    model="#a3b1c2", auto="#3fc1b0", user="#b08cff", operator="#f0a04b", faint="#3a424d",
    here="#2f72f0", here_ink="#fcfcfc", passed="#6ea8ff",
    full="#12301d", full_line="#3fb950", part="#372a0a", part_line="#d9a32b", none="#3c1519", none_line="#ff6b64",
    heat_1="#14213a", heat_2="#172c52", heat_3="#1b3a70", heat_4="#204a90", heat_5="#275cb0",
    group_1="#111a2a", group_1_line="#2a4268", group_2="#0f1f18", group_2_line="#235040",
    group_3="#211a0d", group_3_line="#55421b", group_4="#1a152a", group_4_line="#453672",
    group_5="#25131a", group_5_line="#62303f", group_6="#0e2024", group_6_line="#205460",
)  # fmt: skip

#: The stroke of an exit by who may ask for it, as Graphviz calls it.
STROKES: Mapping[By, str] = {"model": "solid", "auto": "bold", "user": "dashed", "operator": "dotted"}
#: The same in words.
SAID: Mapping[By, str] = {
    "model": "the model asks",
    "auto": "by itself",
    "user": "the client, by a button",
    "operator": "an operator",
}


def colours(theme: Theme) -> Colours:
    """The palette that is drawn with; one that adapts is drawn light, and knows the dark one."""
    return DARK if theme == "dark" else LIGHT
