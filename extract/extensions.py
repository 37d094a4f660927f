"""The attributes that the components keep on a `Doc`, declared in one place.

All hold plain records of `hergang.extract.records` (or lists of them) with character offsets into ``doc.text``. They
lie in ``doc.user_data`` and outlive ``Doc.to_bytes``, `DocBin` and other processes (`hergang.extract.packing`).
"""

from functools import partial
from typing import Any

from spacy.tokens import Doc

from hergang.extract import packing  # noqa: F401  (teaches msgpack the records)
from hergang.extract.frozen import FrozenDoc

LISTS = ("candidates", "entities", "timexes", "quantities", "quotations", "relations", "events", "claims")


def register() -> None:
    """Declare the extensions; calling it again changes nothing."""
    for name in LISTS:
        _declare(name, partial(_list, key=_key(name)))
    _declare("published", partial(_value, key=_key("published")))
    _declare("full_text", partial(_value, key=_key("full_text")))
    _declare("language", _language)


def text_of(doc: Any) -> str:
    """Return ``doc.text``, kept: spaCy joins it from the tokens at each call, which makes loops over it quadratic."""
    if isinstance(doc, FrozenDoc):
        return doc.text
    if doc._.full_text is None:
        doc._.full_text = doc.text
    return str(doc._.full_text)


def _declare(name: str, getter: Any) -> None:
    if not Doc.has_extension(name):
        Doc.set_extension(name, getter=getter, setter=partial(_set, key=_key(name)))


def _key(name: str) -> str:
    return f"hergang_{name}"


def _list(doc: Any, key: str) -> list[Any]:
    kept = doc.user_data.setdefault(key, [])
    if not isinstance(kept, list):  # a DocBin gives tuples back
        kept = doc.user_data[key] = list(kept)
    return kept


def _value(doc: Any, key: str) -> Any:
    return doc.user_data.get(key)


def _language(doc: Any) -> str:
    """Return the language that was set, or that of the vocabulary."""
    return str(doc.user_data.get(_key("language")) or doc.lang_)


def _set(doc: Any, value: Any, key: str) -> None:
    doc.user_data[key] = value


register()
