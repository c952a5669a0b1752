"""One request and its answer, tried again where that is safe and can help; and lists, a page after another."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Generic, TypeVar

from coach.client.commands import Answered, Emit, Flow, Lost, Request, Send, Wait, Work
from coach.client.failing import failure_of, unreadable
from coach.client.patience import Patience
from coach.client.reading import made, read
from coach.values import value

T = TypeVar("T")


@value
class Call(Generic[T]):
    """What is asked for, and how the answer is read."""

    request: Request
    reading: Callable[[bytes], T]


@value
class Listing(Generic[T]):
    """A list that is asked for, and what is in it."""

    request: Request
    item: type[T]


def as_object(cls: type[T], request: Request) -> Call[T]:
    """What is asked for with the request, read as an object of this class."""
    return Call(request, lambda body: read(cls, body))


def as_text(request: Request) -> Call[str]:
    """What is asked for with the request, as it comes."""
    return Call(request, lambda body: body.decode("utf-8", "replace"))


def exchanged(call: Call[T], patience: Patience) -> Work[T]:
    """Ask until there is an answer. Raises what the service says is wrong, or `Unreachable`.

    Every request can be asked again: it reads, or it has a key, with which it happens once.
    """
    while True:
        told = yield Send(call.request)
        assert isinstance(told, Answered | Lost)
        if isinstance(told, Answered) and told.status < 300:
            return call.reading(told.body)
        failure = failure_of(told)
        pause = patience.pause(failure.after) if failure.again else None
        if pause is None:
            raise failure.error
        yield Wait(pause)


def listed(listing: Listing[T], patience: Patience) -> Flow[T]:
    """The items of a list, to its end. Raises what `exchanged` raises."""
    request = listing.request
    while True:
        page = yield from exchanged(Call(request, lambda body: read(dict[str, Any], body)), patience)
        try:
            items = [made(listing.item, each) for each in page["items"]]
            after, more = page["after"], page["more"]
        except (ValueError, KeyError, TypeError):
            raise unreadable("it is not a page of a list") from None
        patience.renew()
        for item in items:
            yield Emit(item)
        if not more:
            return
        request = replace(request, params=_behind(request.params, after))


def _behind(params: Mapping[str, str], after: object) -> Mapping[str, str]:
    return {**params, "after": str(after)}
