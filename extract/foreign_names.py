"""The component ``hergang_foreign_names``: of another pipeline's entities it keeps the names.

Pipelines with the labels of OntoNotes 5.0 (the official English ones) call dates, amounts and ordinals entities too;
those are read by ``hergang_times`` and ``hergang_quantities``, and would be things with a name otherwise.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from spacy.language import Language

NO_NAMES = ("DATE", "TIME", "PERCENT", "MONEY", "QUANTITY", "ORDINAL", "CARDINAL", "LANGUAGE")


@Language.factory(
    "hergang_foreign_names",
    requires=["doc.ents"],
    assigns=["doc.ents"],
    default_config={"drop": list(NO_NAMES)},
)
def make_foreign_names(nlp: Language, name: str, drop: Sequence[str]) -> ForeignNames:
    """Return the component; ``drop`` are the labels of entities that are no names."""
    return ForeignNames(drop)


class ForeignNames:
    """Takes the entities that are no names out of a `Doc`."""

    def __init__(self, drop: Sequence[str]) -> None:
        self.drop = frozenset(drop)

    def __call__(self, doc: Any) -> Any:
        doc.set_ents([ent for ent in doc.ents if ent.label_ not in self.drop], default="outside")
        return doc
