"""What the coach knows of one client: scalars, and collections of records."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Self, get_args, get_origin

from pydantic import BaseModel, ConfigDict, PrivateAttr
from pydantic.fields import FieldInfo

from coach.errors import ProgramError, Refused
from coach.program.fields import check_fresh, check_frozen, check_kept, check_names, reads_back, surely_same
from coach.program.ids import Ids, with_ids
from coach.program.offer import Offer
from coach.program.records import CONFIG, Record, Records

if TYPE_CHECKING:

    class _Model:
        """What a type checker takes for pydantic's base, or it would make up constructors that want every field."""

        model_config: ClassVar[ConfigDict]
        model_fields: ClassVar[dict[str, FieldInfo]]
        __pydantic_fields_set__: set[str]
        __pydantic_private__: dict[str, Any]

        def __init__(self, **data: Any) -> None: ...
        @classmethod
        def __pydantic_init_subclass__(cls, **kwargs: Any) -> None: ...
        @classmethod
        def model_validate(cls, obj: Any, *, context: Any = None) -> Self: ...
        @classmethod
        def model_validate_json(cls, json_data: str, *, strict: bool = False, context: Any = None) -> Self: ...
        @classmethod
        def model_json_schema(cls) -> dict[str, Any]: ...
        def model_dump_json(self) -> str: ...

        __pydantic_decorators__: ClassVar[Any]

        def model_dump(
            self,
            *,
            mode: str = "python",
            include: set[str] | None = None,
            exclude: set[str] | None = None,
            exclude_defaults: bool = False,
        ) -> dict[str, Any]: ...

else:
    _Model = BaseModel


class Memory(_Model):
    """The base of a program's memory: declare scalars with defaults, and `Records[…]`.

    Scalars are assigned in place (and checked); collections are changed by their own methods.
    Every instance starts writable; the engine hands out copies, locked where only looking is allowed.
    """

    model_config = CONFIG | ConfigDict(validate_assignment=True)
    collections: ClassVar[Mapping[str, type[Record]]] = {}

    _ids: Ids = PrivateAttr(default_factory=Ids)
    _locked: bool = PrivateAttr(default=False)
    _offer: Offer | None = PrivateAttr(default=None)

    def __init_subclass__(cls, **kwargs: Any) -> None:
        check_names(cls, Memory)  # before pydantic sees the fields: it would only warn
        super().__init_subclass__(**kwargs)

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        check_kept(cls, Memory)
        check_fresh(cls)
        collections = {}
        for name, field in cls.model_fields.items():
            if get_origin(field.annotation) is Records:
                collections[name] = get_args(field.annotation)[0]
                _check_unlimited(f"{cls.__name__}.{name}", name, field)
                continue
            check_frozen(field.annotation, f"{cls.__name__}.{name}")
            if field.is_required():
                raise ProgramError(f"{cls.__name__}.{name} has no default; a conversation begins with an empty memory")
        cls.collections = collections

    def model_post_init(self, context: Any) -> None:
        self._ids = context if isinstance(context, Ids) else Ids()
        for name, kind in self.collections.items():
            try:
                self.__dict__[name] = Records(kind, self.__dict__[name], self._ids)
            except Refused:  # its words may be the client's
                raise ValueError(f"two records of {name} have one key or id, or one has an empty key") from None

    if not TYPE_CHECKING:  # a type checker would allow any attribute to be assigned

        def __setattr__(self, name: str, value: Any) -> None:
            if not name.startswith("_"):
                if self._locked:
                    raise TypeError("the memory is read only here: only apply and on_enter may change it")
                if name in self.collections:
                    raise TypeError(f"{name} is a collection: use its add, change and remove")
            super().__setattr__(name, value)

        def __delattr__(self, name: str) -> None:
            raise TypeError(f"{name} cannot be deleted; give it its default again")

    @classmethod
    def load(cls, text: str, *, namespace: int = 0, serial: int = 0, strict: bool = False) -> Self:
        """The memory kept as JSON `text`: scalars by name, each collection a list of its records in order.

        Raises pydantic's `ValidationError` where it does not fit the declaration; `strict`, a number in quotes is
        no number.
        """
        return cls.model_validate_json(text, strict=strict, context=Ids(namespace, serial))

    def renewed(self, namespace: int) -> Self:
        """This memory with new ids for all its records, wherever they are named, as a new conversation wants them."""
        plain, ids = self.plain(), Ids(namespace)
        renamed = {record["id"]: ids.new() for name in self.collections for record in plain[name]}
        text = json.dumps(with_ids(plain, renamed))
        return type(self).load(text, namespace=namespace, serial=ids.serial)

    def plain(self) -> dict[str, Any]:
        """The memory as JSON-able data: scalars by name, each collection a list of objects in order."""
        return self.model_dump(mode="json")

    def scalars(self) -> dict[str, Any]:
        """The scalars alone, as JSON-able data."""
        return self.model_dump(mode="json", exclude=set(self.collections))

    def copied(self, *, locked: bool = False) -> Self:
        """A copy that shares the frozen records; a locked one raises on every change."""
        private = self.__pydantic_private__  # by way of the attributes it takes three times as long
        twin = type(self).__new__(type(self))
        ids = private["_ids"].copy()
        fields = self.__dict__.copy()
        for name in self.collections:
            fields[name] = fields[name].copied(ids, locked)
        object.__setattr__(twin, "__dict__", fields)
        object.__setattr__(twin, "__pydantic_fields_set__", self.__pydantic_fields_set__)
        object.__setattr__(twin, "__pydantic_extra__", None)
        object.__setattr__(twin, "__pydantic_private__", {"_ids": ids, "_locked": locked, "_offer": private["_offer"]})
        return twin

    def check_since(self, before: Self) -> None:
        """Raise ValueError where what is new since `before` could not be kept, or found again."""
        if self.assigned_since(before):
            json.dumps(self.scalars(), ensure_ascii=False).encode()
        for name in self.collections:
            old, new = before.__dict__[name].by_id(), self.__dict__[name].by_id()
            for id, record in new.items() if new is not old else ():
                if old.get(id) is not record:
                    record.model_dump_json()
        if self.__pydantic_decorators__.model_validators:
            type(self).load(self.model_dump_json())

    def as_stored(self, before: Self, scalars: str, data: Mapping[str, str]) -> Self:
        """This memory as it is read once it is stored: fields may be written, and read, otherwise than they were set.

        `scalars` is their JSON, and `data` that of the records that are others than in `before`, by id. Raises
        ValueError where it cannot be read again, or not piece by piece.
        """
        checks = self.__pydantic_decorators__
        if checks.model_validators or checks.field_validators:
            raise ValueError("what is checked across fields is read as a whole")
        read: dict[str, Any] = {}
        if assigned := self.assigned_since(before):
            again = type(self).load(scalars).__dict__
            read = {name: again[name] for name in assigned if not surely_same(self.__dict__[name], again[name])}
        for name, kind in self.collections.items():
            records = self.__dict__[name].by_id()
            if records is not before.__dict__[name].by_id():
                doubtful = [id for id in data if id in records and not reads_back(records[id])]
                others = {id: kind.model_validate_json(data[id]) for id in doubtful}
                if not all(surely_same(records[id], each) for id, each in others.items()):
                    read[name] = {**records, **others}.values()
        if not read:
            return self
        found = self.copied()
        for name, each in read.items():
            kept = self.collections.get(name)
            found.__dict__[name] = each if kept is None else Records(kept, each, found._ids)
        return found

    def assigned_since(self, before: Self) -> set[str]:
        """The scalars that are not the same objects as in `before`."""
        old = before.__dict__
        return {name for name, each in self.__dict__.items() if each is not old[name] and name not in self.collections}

    def with_scalars(self, scalars: Mapping[str, Any]) -> Self:
        """This very memory, with other values of some scalars, given as JSON-able data and validated all together.

        Raises pydantic's `ValidationError`.
        """
        valid = type(self).load(json.dumps({**self.plain(), **scalars}))
        self.__dict__.update({name: valid.__dict__[name] for name in scalars})
        return self

    def wrote_since(self, before: Self) -> bool:
        """Whether a scalar or a collection is another one than in `before`, around all that forbids it."""
        return any(
            self.__dict__[name].by_id() is not value.by_id()
            if name in self.collections
            else self.__dict__[name] is not value
            for name, value in before.__dict__.items()
        )

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and other.__dict__ == self.__dict__

    __hash__ = None  # type: ignore[assignment]  # it can change, like a list

    @property
    def serial(self) -> int:
        """How many ids were given so far."""
        return self._ids.serial

    def new_id(self) -> str:
        """An id that nothing of this memory has."""
        return self._ids.new()

    @property
    def offer(self) -> Offer | None:
        """The offer that waits for the client's answer; None where there is none."""
        found: Offer | None = self.__pydantic_private__["_offer"]
        return found

    def with_offer(self, offer: Offer | None) -> Self:
        """This very memory, with another open offer, or with none."""
        self.__pydantic_private__["_offer"] = offer
        return self


def _check_unlimited(place: str, name: str, field: FieldInfo) -> None:
    """Raise `ProgramError` for a limit around a collection: it would hold for what is stored, and not for `add`."""
    if any(not isinstance(each, str) for each in field.metadata):
        kind = getattr(get_args(field.annotation)[0], "__name__", "…")
        raise ProgramError(
            f"{place}: a collection has no limits or checks of its own; write {name}: Records[{kind}], "
            "and let the action that adds to it raise Refused"
        )
