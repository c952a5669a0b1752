"""Drawing with Graphviz, which comes from the package index inside pygraphviz."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from tempfile import TemporaryFile
from typing import Any

from coach.errors import ConfigurationError
from coach.extras import to_install

logger = logging.getLogger("coach.graph")

#: Dots per inch of a PNG: twice what a screen shows at 100 %.
SHARP = 192


def drawn(dot: str, format: str) -> bytes:
    """The picture that DOT describes. Raises `ConfigurationError` where there is nothing to draw with."""
    graph = _pygraphviz().AGraph()
    try:
        graph.from_string(dot)
        if format == "png":
            graph.graph_attr["dpi"] = str(SHARP)
        done: bytes = graph.draw(format=format, prog="dot")
    finally:
        graph.close()
    return done


@contextmanager
def hushed() -> Iterator[None]:
    """Let what Graphviz's libraries print go to the log: they complain of fonts, and nobody asked.

    All of this process is hushed, so it is for commands, not for servers.
    """
    sys.stderr.flush()
    try:
        kept = os.dup(2)
    except OSError:  # it is closed
        yield
        return
    with TemporaryFile() as said:
        os.dup2(said.fileno(), 2)
        try:
            yield
        finally:
            os.dup2(kept, 2)
            os.close(kept)
            said.seek(0)
            if text := said.read().decode("utf-8", "replace").strip():
                logger.info("while drawing: %s", text)


def _pygraphviz() -> Any:
    try:
        import pygraphviz
    except ImportError as error:
        if find_spec("pygraphviz") is None:
            raise ConfigurationError(
                "pictures are drawn with pygraphviz, which brings Graphviz with it; install it beside coach: "
                f"{to_install('graph')}"
            ) from None
        raise ConfigurationError(
            f"pygraphviz is here but cannot be loaded ({error}); on Debian and Ubuntu its libraries come with: "
            "apt-get install libglib2.0-0 libxrender1 libxext6 libexpat1"
        ) from None
    return pygraphviz
