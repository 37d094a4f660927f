"""The attributes that the components keep on a `Doc`, declared in one place.

All hold plain records of `hergang.extract.records` (or lists of them) with character offsets into ``doc.text``.
"""

from typing import Any

from spacy.tokens import Doc

LISTS = ("candidates", "entities", "timexes", "quantities", "quotations", "relations", "events", "claims")


def register() -> None:
    """Declare the extensions; calling it again changes nothing."""
    for name in LISTS:
        if not Doc.has_extension(name):
            Doc.set_extension(name, default=[])
    for name in ("published", "language", "full_text"):
        if not Doc.has_extension(name):
            Doc.set_extension(name, default=None)


def text_of(doc: Any) -> str:
    """Return ``doc.text``, kept: spaCy joins it from the tokens at each call, which makes loops over it quadratic."""
    if doc._.full_text is None:
        doc._.full_text = doc.text
    return str(doc._.full_text)


register()
