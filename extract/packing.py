"""Records through msgpack: so that ``Doc.to_bytes``, `DocBin` and ``nlp.pipe(n_process=...)`` keep what was found.

spaCy writes ``doc.user_data`` with srsly's msgpack, which knows plain values alone. Importing this module teaches it
the records of this package and days: each becomes a map with its kind under ``hergang``, and comes back as it was.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import astuple
from datetime import date
from typing import Any

import srsly.msgpack

from hergang.extract.mention_candidate import Candidate
from hergang.extract.standoff import RECORDS, record_from_json, record_to_json

KIND = "hergang"  # the key that tells our maps from others
Chain = Callable[[Any], Any] | None


def pack(value: Any, chain: Chain = None) -> Any:
    """Return a record or a day as a map; all else is left to the encoders after this one."""
    kind = type(value).__name__
    if RECORDS.get(kind) is type(value):
        return {KIND: kind, "value": record_to_json(value)}
    if type(value) is Candidate:
        return {KIND: kind, "value": astuple(value)}
    if type(value) is date:
        return {KIND: kind, "value": value.isoformat()}
    return value if chain is None else chain(value)


def unpack(value: Any, chain: Chain = None) -> Any:
    """Return what ``pack`` was given."""
    if isinstance(value, dict) and value.keys() == {KIND, "value"}:
        kind, plain = value[KIND], value["value"]
        if kind in RECORDS:
            return record_from_json(RECORDS[kind], kind, plain)
        if kind in (Candidate.__name__, date.__name__):
            return Candidate(*plain) if kind == Candidate.__name__ else date.fromisoformat(plain)
    return value if chain is None else chain(value)


srsly.msgpack.msgpack_encoders.register("hergang", func=pack)
srsly.msgpack.msgpack_decoders.register("hergang", func=unpack)
