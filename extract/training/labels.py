"""The labels of the encoder's heads, and what is taught where a data set tells only part of one.

A target is a code. Codes below the number of labels mean one label; the codes after them mean "one of several": a set
that marks no MISC does not say that an unmarked word is none, and a set that marks quotations without their kind still
says where they are. The loss of such a word is that of the summed probability.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]

IGNORED = -100  # teaches nothing
ARC, RELATION, LINK = 256, 96, 128  # widths of the vectors that pairs are scored by
DISTANCES = 24
NEAR = 12  # bucket of distance 0; 22 stands for "inside the content"
INSIDE = 22

NAMES = ("PER", "ORG", "LOC", "MISC")
TIMES = ("DATE", "TIME", "DURATION", "SET")
KINDS = ("direct", "indirect", "unframed", "free-indirect", "reported")
POS = (
    "ADJ", "ADP", "ADV", "AUX", "CCONJ", "DET", "INTJ", "NOUN", "NUM", "PART", "PRON", "PROPN", "PUNCT", "SCONJ",
    "SYM", "VERB", "X",
)  # fmt: skip
FEATURES = (
    "Case", "Definite", "Degree", "Gender", "Mood", "NumForm", "NumType", "Number", "Person", "Polarity", "Poss",
    "PronType", "Reflex", "Tense", "VerbForm", "Voice",
)  # fmt: skip
STATUSES = ("new", "old")  # of a mention's head word: a first mention, or one with an antecedent in the text before
OUTSIDE = "O"
ABSENT = ""


def bio(kinds: Sequence[str]) -> tuple[str, ...]:
    """Return the labels O, B-kind, I-kind (Ramshaw and Marcus 1995) of spans of some kinds."""
    return (OUTSIDE, *(f"{place}-{kind}" for kind in kinds for place in "BI"))


SPANS: Mapping[str, tuple[str, ...]] = {
    "names": NAMES,
    "times": TIMES,
    "content": KINDS,
    "inner": ("direct",),
    "source": ("source",),
    "cue": ("cue",),
    "addressee": ("addressee",),
}

#: Heads that are no part of the joint training: they are trained on the finished network, which stays as it is.
PROBED: Mapping[str, tuple[str, ...]] = {"mention": (OUTSIDE, *STATUSES)}

GROUPS = ("syntax", "names", "speech", "mentions", "addressees")  # heads that read the layers in the same mixture
_GROUP_OF = {
    **dict.fromkeys(("names", "times"), "names"),
    **dict.fromkeys(("content", "inner", "source", "cue", "link_query", "link_key"), "speech"),
    "mention": "mentions",
    "addressee": "addressees",
}

#: What "one of several" means: by head, name of the choice and the labels it allows.
CHOICES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "names": {"O-or-MISC": (OUTSIDE, "B-MISC", "I-MISC")},
    "times": {f"{place}-any": tuple(f"{place}-{kind}" for kind in TIMES) for place in "BI"},
    "content": {
        f"{place}-{name}": tuple(f"{place}-{kind}" for kind in kinds)
        for name, kinds in (("any", KINDS), ("framed", KINDS[1:]))
        for place in "BI"
    },
    "mention": {"O-or-new": (OUTSIDE, "new")},
}


def group_of(head: str) -> str:
    """Return the group of a head, or of a vector that pairs are scored by."""
    return _GROUP_OF.get(head, "syntax")


@dataclass(frozen=True)
class Labels:
    """The label lists of all heads (by name of the output) and of the relations between words."""

    heads: Mapping[str, tuple[str, ...]]
    relations: tuple[str, ...]
    _codes: dict[str, dict[str, int]] = field(default_factory=dict, compare=False, repr=False)

    def codes(self, head: str) -> dict[str, int]:
        """Return label or choice -> code."""
        if head not in self._codes:
            own = self.relations if head == "relations" else self.heads[head]
            self._codes[head] = {name: code for code, name in enumerate((*own, *CHOICES.get(head, {})))}
        return self._codes[head]

    def allowed(self, head: str) -> Array:
        """Return a bool matrix [codes, labels]: which labels a code allows."""
        own = self.heads[head]
        rows = [[label == name for label in own] for name in own]
        rows += [[label in choice for label in own] for choice in CHOICES.get(head, {}).values()]
        return np.array(rows)

    def to_json(self) -> dict[str, Any]:
        """Return the lists for ``meta.json`` and for checkpoints."""
        return {"heads": {name: list(own) for name, own in self.heads.items()}, "relations": list(self.relations)}


def labels_from_json(table: Mapping[str, Any]) -> Labels:
    """Return what ``to_json`` gave."""
    return Labels({name: tuple(own) for name, own in table["heads"].items()}, tuple(table["relations"]))


def make_labels(tags: Mapping[str, set[str]], features: Mapping[str, set[str]], relations: set[str]) -> Labels:
    """Return the labels of a training; tags by language, feature values by name, as the treebanks have them."""
    heads: dict[str, tuple[str, ...]] = {"sentence": ("inside", "start")}
    heads |= {f"tag_{language}": tuple(sorted(own)) for language, own in sorted(tags.items())}
    heads["pos"] = POS
    heads |= {f"morph_{name}": (ABSENT, *sorted(features.get(name, ()))) for name in FEATURES if features.get(name)}
    heads |= {name: bio(kinds) for name, kinds in SPANS.items()}
    return Labels(heads, tuple(sorted(relations)))


def with_probes(labels: Labels, probes: Iterable[str]) -> Labels:
    """Return the labels with those of the heads that are trained after all others."""
    return Labels({**labels.heads, **{head: PROBED[head] for head in probes if head in PROBED}}, labels.relations)


def buckets(words: int, first: Array, last: Array) -> Array:
    """Return the distance buckets [contents, words] of each word to each content (first and last word)."""
    place = np.arange(words)[None]
    before, after = place - first[:, None], place - last[:, None]
    distance = np.where(before < 0, before, np.where(after > 0, after, 0))
    steps = np.minimum(np.log2(np.abs(distance) + 1).astype(np.int64), 8)
    found = NEAR + np.sign(distance) * steps
    return np.where((before >= 0) & (after <= 0), INSIDE, found)
