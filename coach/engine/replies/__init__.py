"""The formats of a reply: how a model's raw text becomes words and proposals, and back."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from coach.engine.replies.json_format import JsonFormat
from coach.engine.replies.json_stream import JsonStream
from coach.engine.replies.tags import TagsFormat
from coach.engine.replies.tools import ToolsFormat
from coach.engine.replies.xml import XmlFormat
from coach.engine.reply import Format, FormatName

__all__ = ["FORMATS", "JsonStream"]

#: Every format, by its name.
FORMATS: Mapping[FormatName, Format] = MappingProxyType(
    {"json": JsonFormat(), "tools": ToolsFormat(), "tags": TagsFormat(), "xml": XmlFormat()}
)
