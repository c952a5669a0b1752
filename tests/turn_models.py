"""Models whose every move a test decides, and short ways to write replies and to look at what is stored."""

from __future__ import annotations

import asyncio
import inspect
import json
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, func, select

from coach import Coach, Program
from coach.engine.replies import FORMATS
from coach.engine.reply import FormatName
from coach.engine.request import Chunk, Completion, Model, Request, Restart
from coach.results import Completed, Event, Failed, Retracted, Text
from coach.store.rows import read_id
from coach.store.sqlite import SqliteStore
from coach.store.tables import metadata
from coach.store.whole import PARTS

#: What a scripted answer is made of: it is said, waited for, raised, or called for its effect.
Piece = str | Restart | Completion | asyncio.Event | BaseException | Callable[[], Any]


def said(message: str, *actions: tuple[str, dict[str, Any]]) -> str:
    """A raw reply in the format `json`."""
    proposals = [{"type": type, **params} for type, params in actions]
    return json.dumps({"actions": proposals, "message": message}, ensure_ascii=False)


def goal(name: str, **more: Any) -> tuple[str, dict[str, Any]]:
    return "SAVE_GOAL", {"name": name, **more}


def move(target: str) -> tuple[str, dict[str, Any]]:
    return "TRANSITION_STATE", {"target_state": target}


class PiecesModel:
    """Answers in pieces; each call takes the next answer, and one too many fails the test."""

    def __init__(self, *answers: str | Sequence[Piece], name: str = "pieces") -> None:
        self.name = name
        self.answers = list(answers)
        self.requests: list[Request] = []
        self.asked = asyncio.Event()
        self.closed = 0

    def format(self, preferred: FormatName) -> FormatName:
        return preferred

    async def ask(self, request: Request, deadline: float) -> AsyncGenerator[Chunk, None]:
        self.requests.append(request)
        self.asked.set()
        if not self.answers:
            raise AssertionError(f"call {len(self.requests)} was not expected")
        answer = self.answers.pop(0)
        pieces: Sequence[Piece] = [answer] if isinstance(answer, str) else answer
        for piece in pieces:
            match piece:
                case asyncio.Event():
                    await piece.wait()
                case BaseException():
                    raise piece
                case str() | Restart():
                    yield piece
                case Completion():
                    yield piece
                    return
                case _:
                    if inspect.isawaitable(done := piece()):
                        await done
        yield Completion(self.name)

    async def close(self) -> None:
        self.closed += 1


class EchoModel(PiecesModel):
    """Says again, in whatever format it is asked, what it was told the client said."""

    async def ask(self, request: Request, deadline: float) -> AsyncGenerator[Chunk, None]:
        self.requests.append(request)
        words = request.messages[-1].text if request.messages[-1].role == "user" else "…"
        yield words if request.format in ("tags", "xml") else FORMATS[request.format].write(words)
        yield Completion(self.name)


class SteadyModel(PiecesModel):
    """Gives the same reply for ever, after a pause."""

    def __init__(self, reply: str, pause: float = 0.0) -> None:
        super().__init__()
        self.reply = reply
        self.pause = pause

    async def ask(self, request: Request, deadline: float) -> AsyncGenerator[Chunk, None]:
        self.requests.append(request)
        self.asked.set()
        await asyncio.sleep(self.pause)
        yield self.reply
        yield Completion(self.name)


def small_program(folder: Path) -> Path:
    """Write the small program of the fixtures into a folder, where those cannot be used."""
    from conftest import SMALL

    for name, text in SMALL.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def open_coach(database: str, folder: str | Path | Program, model: Model | None = None, **options: Any) -> Coach:
    """A coach of a small program; without a model, one that is never asked."""
    program = folder if isinstance(folder, Program) else Program.load(folder)
    return Coach.open(database, program=program, model=model or PiecesModel(), **options)


async def count(coach: Coach, conversation: str | None = None) -> dict[str, int]:
    """How many rows each table that conversations are kept in has (of one conversation)."""
    id = read_id(conversation) if conversation else None
    kept = [table for table in metadata.sorted_tables if table.name in (*PARTS, "conversations")]

    def mine(table: Table) -> Any:
        owner = table.c.id if table.name == "conversations" else table.c.conversation_id
        query = select(func.count()).select_from(table)
        return query if id is None else query.where(owner == id)

    found = await coach.store.fetch(*(mine(table) for table in kept))
    return {table.name: rows[0][0] for table, rows in zip(kept, found, strict=True)}


async def rows(coach: Coach, table: Table) -> list[Any]:
    """All rows of a table, in the order of its key."""
    [found] = await coach.store.fetch(select(table).order_by(*table.primary_key.columns))
    return found


async def events_of(coach: Coach, conversation: str, text: str, **options: Any) -> list[Event]:
    return [event async for event in coach.stream(conversation, text, **options)]


def shown(events: Sequence[Event]) -> str:
    """What a client sees in the end of a turn's events."""
    words = ""
    for event in events:
        match event:
            case Text(text):
                words += text
            case Retracted():
                words = ""
            case Completed(result):
                assert words == result.message
            case Failed():
                assert words == ""
    return words


def letters(raw: str) -> list[Piece]:
    return list(raw)


def kinds(events: Sequence[Event]) -> list[str]:
    """The events by name; a row of texts counts once."""
    names = [type(event).__name__ for event in events]
    return [name for index, name in enumerate(names) if name != "Text" or index == 0 or names[index - 1] != "Text"]


def texts(events: Sequence[Event]) -> str:
    """All words that were ever shown, withdrawn or not."""
    return "".join(event.text for event in events if isinstance(event, Text))


async def eventually(holds: Callable[[], Any]) -> None:
    """Wait until it holds (or what it returns, awaited, does), five seconds at the most."""
    for _ in range(500):
        if await found if inspect.isawaitable(found := holds()) else found:
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it did not come to hold within five seconds")


@asynccontextmanager
async def failing_inserts(coach: Coach, table: str) -> AsyncIterator[None]:
    """The database fails whenever a row is to be written into this table."""
    if isinstance(coach.store, SqliteStore):
        make = [f"CREATE TRIGGER broken BEFORE INSERT ON {table} BEGIN SELECT raise(ABORT, 'broken'); END"]
        unmake = ["DROP TRIGGER broken"]
    else:
        make = [
            "CREATE FUNCTION broken() RETURNS trigger AS $$ BEGIN RAISE 'broken'; END $$ LANGUAGE plpgsql",
            f"CREATE TRIGGER broken BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION broken()",
        ]
        unmake = [f"DROP TRIGGER broken ON {table}", "DROP FUNCTION broken"]

    def run(statements: list[str]) -> Callable[[Connection], Any]:
        return lambda connection: [connection.exec_driver_sql(each) for each in statements]

    await coach.store.with_connection(run(make))
    try:
        yield
    finally:
        await coach.store.with_connection(run(unmake))
