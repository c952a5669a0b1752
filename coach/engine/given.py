"""What a model gave: a strict schema has it write null for every parameter that it leaves out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, get_args

from pydantic import BaseModel


def given(cls: type[BaseModel], params: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters without the nulls that say `not given`, in the models they hold too."""
    fields = cls.__pydantic_fields__
    return {
        name: _within(fields[name].annotation, value) if name in fields else value
        for name, value in params.items()
        if value is not None or name not in fields or fields[name].is_required()
    }


def _within(annotation: Any, value: Any) -> Any:
    if isinstance(value, list):
        return [_within(annotation, item) for item in value]
    if isinstance(value, Mapping):
        for model in _models(annotation):
            if value.keys() <= model.model_fields.keys():
                return given(model, value)
    return value


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    """The models that a parameter's type is made of."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models(part)
