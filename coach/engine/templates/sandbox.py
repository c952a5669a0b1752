"""The sandbox in which templates run, and what it says of names that are not there."""

from __future__ import annotations

from collections.abc import Callable, Mapping, MutableMapping
from types import CodeType
from typing import Any

from jinja2 import DictLoader, Environment, StrictUndefined, Template
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import missing

from coach.engine.templates.branches import mark
from coach.engine.templates.trees import SCOPE
from coach.engine.views import Sequence, View
from coach.program.words import close, nearest

#: Is told of a template's branch, by its number, that it was rendered.
Rendered = Callable[[str, int], None]

#: What is said where a template uses the conversation in its constant part.
OUTSIDE = "is used outside of the blocks context and opening, where nothing may change"

#: What templates were compiled to in this process, by name, text, and whether they report their branches.
_codes: dict[tuple[str, str, bool], CodeType] = {}
#: The most of them that are kept; then it is begun anew.
_MOST = 1_000


def sandbox(sources: Mapping[str, str], rendered: Callable[[], Rendered | None] = lambda: None) -> Sandbox:
    """An environment with these templates.

    `rendered` is asked when a template is first used: who is to be told of its branches, if anybody.
    """
    made = Sandbox(
        loader=_Loader(dict(sources)),
        undefined=_Missing,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,
    )
    del made.globals["lipsum"], made.filters["random"]  # never the same twice
    made.rendered = rendered
    return made


class Sandbox(ImmutableSandboxedEnvironment):
    """The sandbox, with a short way to what is safe by its make: a view shows fields and properties alone."""

    rendered: Callable[[], Rendered | None]
    passed: Rendered

    def code(self, name: str, source: str) -> CodeType:
        """What a template is compiled to. That is done once: every sandbox has the same settings."""
        told = self.rendered()
        if told is not None:
            self.passed = told
        key = (name, source, told is not None)
        if (found := _codes.get(key)) is None:
            tree = self.parse(source, name)
            if told is not None:
                mark(tree, name)
            found = self.compile(tree, name)
            if len(_codes) >= _MOST:
                _codes.clear()
            _codes[key] = found
        return found

    def tested(self, template: str, yes: int, no: int, test: Any) -> bool:
        """Whether a test of a marked template is true; one that another test follows has no number for `no`."""
        so = bool(test)
        if (branch := yes if so else no) >= 0:
            self.passed(template, branch)
        return so

    def getattr(self, obj: Any, attribute: str) -> Any:
        if isinstance(obj, View):
            return obj._read(attribute) if attribute in obj._names else self.undefined(obj=obj, name=attribute)
        return super().getattr(obj, attribute)


class _Loader(DictLoader):
    """Loads templates whose code is made once, however many sandboxes they are loaded into."""

    def load(self, environment: Environment, name: str, globals: MutableMapping[str, Any] | None = None) -> Template:
        assert isinstance(environment, Sandbox)
        source, _, fresh = self.get_source(environment, name)
        return Template.from_code(
            environment, environment.code(name, source), {} if globals is None else globals, fresh
        )


class _Missing(StrictUndefined):
    """An undefined value whose error names the nearest thing that is defined."""

    __slots__ = ()

    @property
    def _undefined_message(self) -> str:
        name, of = str(self._undefined_name), self._undefined_obj
        if isinstance(of, View):
            return f"{type(of).__name__} has no field or property {name!r}{nearest(name, of._names)}"
        if isinstance(of, Mapping):
            return f"there is no {name!r}{close(name, map(str, of)) or _may_be_missing(name)}"
        if isinstance(of, Sequence) and isinstance(self._undefined_name, int):
            return f"a collection has nothing at {name}: it may be empty"
        if isinstance(of, Sequence):
            return f"a collection has no {name!r}; go through it with a for loop, or count it with | length"
        if of is not missing:
            return str(super()._undefined_message)
        return f"{name!r} {OUTSIDE}" if name in SCOPE else f"{name!r} is not defined{nearest(name, SCOPE)}"


def _may_be_missing(name: str) -> str:
    get = f'turn.context.get("{name}")'
    return f'; where it may be missing, as in turn.context, write {get}, or put | default("…") behind it'
