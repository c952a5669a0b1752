"""Typed records, and the collections of them that make up a memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any, ClassVar, Generic, NoReturn, TypeVar, get_args

from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler, ValidationError
from pydantic_core import CoreSchema, core_schema

from coach.errors import ProgramError, Refused, Stale
from coach.program.fields import check_frozen, check_kept, check_names, values_of
from coach.program.ids import Ids
from coach.program.words import a, complaints, fold, listed, spoken

#: How records and memories are validated; their errors never repeat a client's words.
CONFIG = ConfigDict(extra="forbid", hide_input_in_errors=True, allow_inf_nan=False)


@dataclass(frozen=True)
class Key:
    """Marks the field a record is known by: unique in its collection, case and spaces aside."""


class Record(BaseModel):
    """One typed thing the coach knows. Frozen; it gets its `id` when it is added to a collection."""

    model_config = CONFIG | ConfigDict(frozen=True)
    _key_field: ClassVar[str | None] = None

    id: str = ""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        check_names(cls, Record)  # before pydantic sees the fields: it would only warn
        super().__init_subclass__(**kwargs)

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        check_kept(cls, Record)
        keys = [name for name, field in cls.model_fields.items() if any(isinstance(m, Key) for m in field.metadata)]
        if len(keys) > 1:
            raise ProgramError(f"{cls.__name__} has {len(keys)} Key() fields ({', '.join(keys)}); it can have one")
        for name, field in cls.model_fields.items():
            check_frozen(field.annotation, f"{cls.__name__}.{name}", (cls,))
        cls._key_field = keys[0] if keys else None


def key_of(record: Record) -> str:
    """What a record is called: its `Key()` field as text, else its id."""
    name = type(record)._key_field
    if name is None:
        return record.id
    value = getattr(record, name)
    if value.__class__ is str:
        return value
    return str(value.value if isinstance(value, Enum) else value)


R = TypeVar("R", bound=Record)


class Records(Generic[R]):
    """A collection of records in order of creation, found by key (case and spaces aside) or by id."""

    __slots__ = ("_by_id", "_by_key", "_ids", "_locked", "_shared", "_type")

    def __init__(self, kind: type[R], records: Iterable[R] = (), ids: Ids | None = None) -> None:
        self._type = kind
        self._ids = ids or Ids()
        self._locked = False
        self._shared = False
        self._by_id: dict[str, R] = {}
        self._by_key: dict[str, str] = {}
        records = list(records)
        given = {record.id: record for record in records}
        if "" not in given and len(given) == len(records) and self._index(given):
            return
        self._by_id, self._by_key = {}, {}
        if len(given.keys() - {""}) < sum(1 for record in records if record.id):
            raise Refused(f"two {self._noun} records have the same id")
        for record in records:
            self._insert(record if record.id else record.model_copy(update={"id": self._new_id(given)}))

    def __iter__(self) -> Iterator[R]:
        return iter(self._by_id.values())

    def __len__(self) -> int:
        return len(self._by_id)

    def __contains__(self, key: object) -> bool:
        """Whether there is such a record: by key, by id, or the record itself."""
        return key in self._by_id.values() if isinstance(key, Record) else self.get(key) is not None

    def __getitem__(self, key: object) -> R:
        """The record of this key or id; `Refused`, with the keys there are, where there is none."""
        found = self.get(key)
        return self._absent(key) if found is None else found

    def get(self, key: object) -> R | None:
        """The record of this key or id, or as another record now is; None where there is none."""
        if isinstance(key, Record):
            return self._by_id.get(key.id)
        text = str(key.value if isinstance(key, Enum) else key)
        return self._by_id.get(self._by_key.get(fold(text), text) if self._by_key else text)

    def add(self, record: R) -> R:
        """Keep a new record and return it with its id; a duplicate key or a foreign type is `Refused`.

        Raises ValueError for one that was made around its own checks (`model_construct`, `model_copy`).
        """
        self._writable()
        if type(record) is not self._type:  # of a subclass, the fields of its own could not be kept
            raise Refused(f"{a(spoken(type(record).__name__))} does not belong among the {self._noun} records")
        return self._insert(self._type.model_validate(values_of(record) | {"id": self._new_id(self._by_id)}))

    def change(self, key: object, **fields: Any) -> R:
        """Replace fields of a record (by key, id or itself) and return it; a value that does not fit is `Refused`."""
        self._writable()
        record = self[key]
        kind = type(record)
        declared = kind.__pydantic_fields__  # `model_fields` finds them by way of the metaclass, every time
        if "id" in fields or not fields.keys() <= declared.keys():
            unknown = sorted(fields.keys() - (declared.keys() - {"id"}))
            raise TypeError(f"{kind.__name__} has no field {unknown[0]!r} to change")
        try:
            changed = kind.model_validate(values_of(record) | fields)
        except ValidationError as error:
            self._unfit(error)
        self._insert(changed)
        if self._type._key_field in fields and fold(key_of(record)) != fold(key_of(changed)):
            del self._by_key[fold(key_of(record))]
        return changed

    def remove(self, key: object) -> R:
        """Take a record out (by key, id or itself) and return it."""
        self._writable()
        record = self[key]
        self._by_key.pop(fold(key_of(record)), None)
        return self._by_id.pop(record.id)

    def copied(self, ids: Ids, locked: bool) -> Records[R]:
        """A copy that shares the records themselves."""
        twin: Records[R] = Records.__new__(Records)
        twin._type, twin._ids, twin._locked = self._type, ids, locked
        twin._by_id, twin._by_key = self._by_id, self._by_key
        twin._shared = self._shared = True  # until one of the two is written to
        return twin

    def by_id(self) -> dict[str, R]:
        """The records by id, in order of creation; not to be changed."""
        return self._by_id

    def _index(self, given: dict[str, R]) -> bool:
        """Take in records that all have ids, as stored ones do; False where their keys do not do."""
        self._by_id = given
        if self._type._key_field:
            self._by_key = {fold(key_of(record)): id for id, record in given.items()}
        return not self._type._key_field or (len(self._by_key) == len(given) and "" not in self._by_key)

    def _insert(self, record: R) -> R:
        if self._type._key_field:
            folded = fold(key_of(record))
            if not folded:
                self._nameless(self._type._key_field)
            there = self._by_key.setdefault(folded, record.id)
            if there != record.id:
                self._taken(self._by_id[there])
        self._by_id[record.id] = record
        return record

    def _new_id(self, taken: Iterable[str]) -> str:
        while (made := self._ids.new()) in taken:
            continue  # only where records came with ids of their own
        return made

    @property
    def _noun(self) -> str:
        return spoken(self._type.__name__)

    # Each refusal in a method of its own: by that, whoever looks on tells them apart.

    def _nameless(self, key_field: str) -> NoReturn:
        raise Refused(f"{a(self._noun)} needs a {spoken(key_field)}")

    def _taken(self, by: R) -> NoReturn:
        raise Refused(f"there is already {a(self._noun)} called {key_of(by)!r}")

    def _unfit(self, error: ValidationError) -> NoReturn:
        raise Refused(complaints(error)) from None

    def _absent(self, key: object) -> NoReturn:
        if isinstance(key, Record) or not self._type._key_field:
            gone = key.id if isinstance(key, Record) else str(key)[:80]
            raise Stale(f"there is no {self._noun} {gone!r} any more")
        there = f"there are {listed(map(key_of, self))}" if self else "there are none yet"
        raise Refused(f"there is no {self._noun} called {str(key)[:80]!r}; {there}")

    def _writable(self) -> None:
        if self._locked:
            raise TypeError("the memory is read only here: only apply and on_enter may change it")
        if self._shared:
            self._by_id, self._by_key, self._shared = self._by_id.copy(), self._by_key.copy(), False

    def __eq__(self, other: object) -> bool:
        return list(self) == list(other) if isinstance(other, Records | list | tuple) else NotImplemented

    __hash__ = None  # type: ignore[assignment]  # it can change, like a list

    def __repr__(self) -> str:
        return f"Records({list(self)!r})"

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """A list of records; `Memory` makes the collection of it, so that all share one source of ids."""
        (kind,) = get_args(source) or (None,)
        if not (isinstance(kind, type) and issubclass(kind, Record)):
            raise ProgramError("Records[…] wants a Record class between its brackets")
        records = core_schema.list_schema(handler.generate_schema(kind))
        return core_schema.with_default_schema(
            core_schema.json_or_python_schema(
                records, core_schema.no_info_before_validator_function(_as_list, records)
            ),
            default_factory=list,
            serialization=core_schema.plain_serializer_function_ser_schema(list, return_schema=records),
        )


def _as_list(value: Any) -> Any:
    return list(value) if isinstance(value, Records | tuple) else value
