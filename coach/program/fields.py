"""Which fields a memory, a record or an action may have: what is shared between copies never changes."""

from __future__ import annotations

import types
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from functools import cache, cached_property
from typing import Annotated, Any, ForwardRef, Literal, Union, get_args, get_origin
from uuid import UUID

from pydantic import BaseModel

from coach.errors import ProgramError

_PLAIN = (str, int, float, bool, datetime, date, time, timedelta, Decimal, UUID, type(None))


def check_frozen(annotation: Any, place: str, within: tuple[type, ...] = ()) -> None:
    """Raise `ProgramError` unless every value of this type is immutable and can be kept as JSON."""
    origin = get_origin(annotation)
    if origin is Annotated:
        check_frozen(get_args(annotation)[0], place, within)
    elif origin in (Union, types.UnionType):
        for option in get_args(annotation):
            check_frozen(option, place, within)
    elif origin is tuple:
        for item in get_args(annotation):
            if item is not Ellipsis:
                check_frozen(item, place, within)
    elif isinstance(annotation, ForwardRef):
        raise ProgramError(f"{place} names {annotation.__forward_arg__}, which cannot be found from here")
    elif isinstance(annotation, type) and issubclass(annotation, Enum):
        check_choices(annotation, place)
    elif isinstance(annotation, type) and issubclass(annotation, BaseModel):
        _check_model(annotation, place, within)
    elif origin is not Literal and not (isinstance(annotation, type) and issubclass(annotation, _PLAIN)):
        shown = getattr(annotation, "__name__", str(annotation)) if origin is None else str(annotation)
        raise ProgramError(
            f"{place} is {shown}, which can change behind the memory's back or cannot be kept; "
            "use a tuple for a list, a record of its own for a dict, an enum for a set of choices"
        )


def check_choices(choices: type[Enum], place: str) -> None:
    """Raise `ProgramError` unless the enum's values are found again in JSON."""
    for member in choices:
        if not isinstance(member.value, str | int | float):
            raise ProgramError(
                f"{place}: the value of {choices.__name__}.{member.name} is a {type(member.value).__name__}; "
                "the values of an enum are text or numbers here, what else they carry can be a property"
            )


def _check_model(model: type[BaseModel], place: str, within: tuple[type, ...]) -> None:
    if model in within:
        raise ProgramError(f"{place} contains itself; name the other one by its key or id")
    if not model.model_config.get("frozen"):
        raise ProgramError(f"{place} is a {model.__name__}, which is not frozen; use a frozen model or a Record")
    for name, field in model.model_fields.items():
        check_frozen(field.annotation, f"{place}.{name}", (*within, model))


def check_names(cls: type[Any], base: type[Any], extra: tuple[str, ...] = ()) -> None:
    """Raise `ProgramError` where a field of `cls` hides an attribute of `base`, or is called like one in `extra`."""
    for part in cls.__mro__:
        if part in base.__mro__:
            continue
        for name in vars(part).get("__annotations__", {}):
            if not name.startswith("_") and (name in extra or name in base.model_fields or hasattr(base, name)):
                raise ProgramError(f"{part.__name__}.{name}: the name {name!r} is taken; choose another one")


def check_kept(cls: type[Any], base: type[Any]) -> None:
    """Raise `ProgramError` where something of `cls` would be called otherwise, or be lost, once it is JSON."""
    for name, field in cls.model_fields.items():
        if field.alias or field.validation_alias or field.serialization_alias:
            raise ProgramError(f"{cls.__name__}.{name} has an alias; give the field the name it is to have")
        if field.exclude:
            raise ProgramError(f"{cls.__name__}.{name} is excluded, so it would be lost; keep it or remove it")
    for name in cls.__pydantic_decorators__.computed_fields:
        raise ProgramError(f"{cls.__name__}.{name} is a computed field, which would be stored; write a plain property")
    for name in cls.__private_attributes__.keys() - base.__private_attributes__.keys():
        raise ProgramError(f"{cls.__name__}.{name} is private, so it would be lost; make it a field, or a property")
    for name, value in base.model_config.items():
        if cls.model_config.get(name) != value:
            raise ProgramError(f"{cls.__name__}.model_config changes {name}, which coach relies on; leave it out")


def check_fresh(cls: type[Any]) -> None:
    """Raise `ProgramError` for a property that would go stale when what it rests on changes."""
    for part in cls.__mro__:
        for name, value in vars(part).items():
            if isinstance(value, cached_property):
                raise ProgramError(f"{cls.__name__}.{name} is cached and would go stale; use property instead")


def values_of(model: BaseModel) -> dict[str, Any]:
    """The fields by name, and nothing that was cached beside them."""
    there = model.__dict__
    return {name: there[name] for name in model.__class__.__pydantic_fields__}


def surely_same(one: Any, other: Any) -> bool:
    """Whether nobody could tell two values of fields apart: to be equal is not enough, 1, 1.0 and True are."""
    kind = one.__class__
    if one is other or kind is not other.__class__:
        return one is other
    if kind is str:
        return bool(one == other)
    if kind is tuple:
        return len(one) == len(other) and all(map(surely_same, one, other))
    if isinstance(one, BaseModel):
        return all(map(surely_same, values_of(one).values(), values_of(other).values()))
    return repr(one) == repr(other)


def reads_back(model: BaseModel) -> bool:
    """Whether a model is surely read from its JSON just as it is, by its declaration: then nobody need try."""
    kinds, values = _kinds(model.__class__), model.__dict__
    return kinds is not None and all(values[name].__class__ in classes for name, classes in kinds.items())


@cache
def _kinds(model: type[BaseModel]) -> dict[str, tuple[type, ...]] | None:
    """By field, the classes of values that JSON has too; None where anything else has a say in how it is kept."""
    match model.__pydantic_core_schema__:
        case {"type": "model", "custom_init": False, "schema": {"type": "model-fields", "fields": fields}, **more}:
            ours = not {"post_init", "serialization"} & more.keys()
            found = {name: _classes(field["schema"]) for name, field in fields.items()}
            return found if ours and all(found.values()) else None
    return None


def _classes(schema: Any) -> tuple[type, ...]:
    """Of the values that a field of this core schema takes as they are; none where it is not that simple."""
    if "serialization" in schema:
        return ()
    match schema:
        case {"type": "str" | "int" | "bool" as kind}:
            return ({"str": str, "int": int, "bool": bool}[kind],)
        case {"type": "literal", "expected": expected} if all(type(each) is str for each in expected):
            return (str,)
        case {"type": "default", "schema": inner}:
            return _classes(inner)
        case {"type": "nullable", "schema": inner}:
            return (*found, type(None)) if (found := _classes(inner)) else ()
    return ()
