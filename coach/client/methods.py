"""Methods that both clients have, each made of the one function that says what is asked for."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Coroutine, Generator
from functools import wraps
from typing import Any, Generic, ParamSpec, Protocol, Self, TypeVar, overload

from coach.client.commands import Emit, Flow, Work
from coach.client.exchange import Call, Listing, exchanged, listed
from coach.client.patience import Patience
from coach.client.streaming import Hearing, heard
from coach.errors import CoachError
from coach.results import Event, Failed

P = ParamSpec("P")
T = TypeVar("T")


class Waits(Protocol):
    """A client whose methods wait."""

    def _patience(self) -> Patience: ...
    def _run(self, work: Work[T]) -> T: ...
    def _iterate(self, flow: Flow[T]) -> Generator[T]: ...


class Awaits(Protocol):
    """A client whose methods are awaited."""

    def _patience(self) -> Patience: ...
    async def _run(self, work: Work[T]) -> T: ...
    def _iterate(self, flow: Flow[T]) -> AsyncGenerator[T]: ...


class Asking(Generic[P, T]):
    """Asks for something and gives it back."""

    def __init__(self, asks: Callable[P, Call[T]]) -> None:
        self._asks = asks
        self.__doc__, self.__wrapped__ = asks.__doc__, asks

    @overload
    def __get__(self, client: None, owner: type[Any]) -> Self: ...

    @overload
    def __get__(self, client: Waits, owner: type[Any]) -> Callable[P, T]: ...
    @overload
    def __get__(self, client: Awaits, owner: type[Any]) -> Callable[P, Coroutine[Any, Any, T]]: ...
    def __get__(self, client: Any, owner: type[Any]) -> Any:
        if client is None:
            return self

        @wraps(self._asks)
        def asked(*arguments: P.args, **options: P.kwargs) -> Any:
            return client._run(exchanged(self._asks(*arguments, **options), client._patience()))

        return asked


class Going(Generic[P, T]):
    """Goes through something that comes one after another: items of a list, or the events of a turn."""

    def __init__(self, flows: Callable[P, Callable[[Callable[[], Patience]], Flow[T]]]) -> None:
        self._flows = flows
        self.__doc__, self.__wrapped__ = flows.__doc__, flows

    @overload
    def __get__(self, client: None, owner: type[Any]) -> Self: ...

    @overload
    def __get__(self, client: Waits, owner: type[Any]) -> Callable[P, Generator[T]]: ...
    @overload
    def __get__(self, client: Awaits, owner: type[Any]) -> Callable[P, AsyncGenerator[T]]: ...
    def __get__(self, client: Any, owner: type[Any]) -> Any:
        if client is None:
            return self

        @wraps(self._flows)
        def going(*arguments: P.args, **options: P.kwargs) -> Any:
            return client._iterate(self._flows(*arguments, **options)(client._patience))

        return going


def listing(asks: Callable[P, Listing[T]]) -> Going[P, T]:
    """Goes through a list, to its end."""

    @wraps(asks)
    def flows(*arguments: P.args, **options: P.kwargs) -> Callable[[Callable[[], Patience]], Flow[T]]:
        asked = asks(*arguments, **options)
        return lambda patience: listed(asked, patience())

    return Going(flows)


def hearing(asks: Callable[P, Hearing]) -> Going[P, Event]:
    """Hears a turn, to its end."""

    @wraps(asks)
    def flows(*arguments: P.args, **options: P.kwargs) -> Callable[[Callable[[], Patience]], Flow[Event]]:
        try:
            asked = asks(*arguments, **options)
        except CoachError as error:
            failed = Failed(error)
            return lambda patience: _told(failed)
        return lambda patience: heard(asked, patience(), patience())

    return Going(flows)


def _told(event: Event) -> Flow[Event]:
    yield Emit(event)
