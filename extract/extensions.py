"""The attributes that the components keep on a `Doc`, declared in one place.

All hold plain records of `hergang.extract.records` (or lists of them) with character offsets into ``doc.text``.
"""

from spacy.tokens import Doc

LISTS = ("candidates", "entities", "timexes", "quantities", "quotations", "relations", "events", "claims")


def register() -> None:
    """Declare the extensions; calling it again changes nothing."""
    for name in LISTS:
        if not Doc.has_extension(name):
            Doc.set_extension(name, default=[])
    for name in ("published", "language"):
        if not Doc.has_extension(name):
            Doc.set_extension(name, default=None)


register()
