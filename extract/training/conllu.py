"""Reads CoNLL-U treebanks, and repairs what is known to be wrong in ours.

Multiword lines and empty nodes are passed over: the prepared treebanks have no words in them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from hergang.extract.mood_forms import form_of

UNSHARED = ("any", "I", "II")  # forms that are no past indicative


@dataclass(frozen=True)
class Word:
    """One line of a treebank; ``head`` is the index in the sentence, a root's own index is its head."""

    text: str
    lemma: str
    pos: str
    tag: str
    morph: str  # "Case=Nom|Number=Sing", empty where there is none
    head: int
    dep: str
    space: bool = True  # a blank follows


@dataclass(frozen=True)
class Sentence:
    """The words of one sentence; ``document`` is empty where the treebank has lost its documents."""

    words: tuple[Word, ...]
    document: str = ""


def read_conllu(path: Path) -> list[Sentence]:
    """Return the sentences of a treebank file in their order."""
    with path.open(encoding="utf-8") as lines:
        return list(parse_conllu(lines))


def parse_conllu(lines: Iterable[str]) -> Iterator[Sentence]:
    """Yield the sentences of CoNLL-U lines; ``# newdoc`` lines part the documents."""
    words: list[Word] = []
    document = ""
    for line in lines:
        line = line.rstrip("\n")
        if line.startswith("# newdoc"):
            document = line.partition("=")[2].strip()
        elif not line and words:
            yield Sentence(tuple(words), document)
            words = []
        elif line and not line.startswith("#"):
            words.extend(_parse_word(line, len(words)))
    if words:
        yield Sentence(tuple(words), document)


def _parse_word(line: str, index: int) -> Iterator[Word]:
    number, text, lemma, pos, tag, morph, head, dep, _, misc = line.split("\t")
    if not number.isdigit():
        return
    known = {"_": ""}
    yield Word(
        text=text,
        lemma=text if lemma == "_" and text != "_" else lemma,
        pos=known.get(pos, pos),
        tag=known.get(tag, tag),
        morph=known.get(morph, morph),
        head=int(head) - 1 if int(head) else index,
        dep="ROOT" if head == "0" else dep,
        space="SpaceAfter=No" not in misc,
    )


def repair(sentence: Sentence, repairs: Mapping[str, Any]) -> Sentence:
    """Return the sentence with German Konjunktiv marked as such where its form leaves no doubt.

    HDT marks every finite verb ``Mood=Ind``, "sei" and "hätte" too. Two rules mend that: the forms listed in the recipe
    are Konjunktiv; and so is a present third person singular in "-e" ("habe", "gebe"), since the indicative never ends
    so (Duden, Die Grammatik, Konjunktiv I). Weak pasts ("sagte"), which HDT now and then marks as present, stay.
    """
    forms = frozenset(repairs.get("subjunctive", ()))
    if not forms:
        return sentence
    return replace(sentence, words=tuple(_repair_mood(word, forms) for word in sentence.words))


def _repair_mood(word: Word, forms: frozenset[str]) -> Word:
    features = dict(feature.split("=", 1) for feature in word.morph.split("|") if feature)
    if features.get("Mood") != "Ind":
        return word
    form = word.text.lower()
    third = features.get("Person") == "3" and features.get("Number") == "Sing" and features.get("Tense") == "Pres"
    if form not in forms and not (third and form.endswith("e") and form_of(form) in UNSHARED):
        return word
    features["Mood"] = "Sub"
    return replace(word, morph="|".join(f"{name}={value}" for name, value in sorted(features.items())))
