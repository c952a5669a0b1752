"""Raw replies, kept small: what a reply says stands in its message and its actions already.

A raw reply is deflated against those, so it costs a few dozen bytes rather than its whole length.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence

_WINDOW = 32 * 1024


def pack(raw: str, beside: Sequence[str]) -> bytes:
    """`raw` without what stands in `beside`, the texts stored in the same turn."""
    known, text = _dictionary(beside), raw.encode("utf-8", "surrogatepass")
    # A window no larger than what there is to see: the largest takes 256 KB of fresh memory every time.
    bits = min(max((len(known) + len(text)).bit_length(), 9), 15)
    deflate = zlib.compressobj(level=6, wbits=-bits, memLevel=max(bits - 7, 1), zdict=known)
    return deflate.compress(text) + deflate.flush()


def unpack(packed: bytes, beside: Sequence[str]) -> str:
    """The raw reply, given the same texts that it was packed with."""
    inflate = zlib.decompressobj(wbits=-15, zdict=_dictionary(beside))
    return (inflate.decompress(packed) + inflate.flush()).decode("utf-8", "surrogatepass")


def _dictionary(beside: Sequence[str]) -> bytes:
    return "\n".join(beside).encode("utf-8", "surrogatepass")[-_WINDOW:]
