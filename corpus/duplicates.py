"""Near-duplicates: how much text two articles share, word for word, and where.

Texts are compared by their shingles, runs of `WORDS` words (Broder 1997, "On the resemblance and containment of
documents"). What stands in quotation marks is left out of the comparison: two reporters who heard one speech share its
words, and neither has copied the other. The share is that of the shorter text (containment), so that a shortened copy
counts in full.

Which texts are worth comparing is told by MinHash signatures, cut into bands (Leskovec, Rajaraman and Ullman, "Mining
of massive datasets", chapter 3): texts that agree in any band are candidates. Everything here is a function of its
arguments alone, the same on every machine.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

WORDS = 5  # of a shingle
PERMUTATIONS = 128  # of a signature
ROWS = 2  # of a band: 64 bands find nine of ten pairs that share a third of two texts of one length, and all copies
SEED = 1
VERSION = "rensa-0.5 128/2 words-5"  # what a signature was made by: another needs all of them anew
LEAST = 30  # shingles that two texts must share: some forty words, two or three sentences
SHARE = 0.3  # of the shorter text that makes a copy; chosen, as the next two, by reading real pairs (docs/store.md)
SHARE_UNKNOWN = 0.5  # where it is not known whether both are of one outlet
SHARE_WITHIN = 0.8  # within an outlet: all repeat their background, their forms and their newsletter's address
WINDOW = 7  # days within which a copy appears

Span = tuple[int, int]

_WORD = re.compile(r"\w+|\0")
_QUOTED = re.compile(r'„[^“”"\n]{1,800}[“”"]|“[^”\n]{1,800}”|"[^"\n]{1,800}"|»[^«\n]{1,800}«|«[^»\n]{1,800}»')
_BREAK = ""  # no word: no shingle reaches across


def shingles(text: str) -> frozenset[str]:
    """Return the runs of words of a text, those within quotation marks left out.

    >>> sorted(shingles('Die Stadt Kiel baut eine Brücke, „schnell“, heißt es.'))
    ['die stadt kiel baut eine', 'stadt kiel baut eine brücke']
    """
    words = [word.casefold() for _, _, word in _words(_QUOTED.sub(" \0 ", text))]
    runs = zip(*(words[offset:] for offset in range(WORDS)), strict=False)
    return frozenset(" ".join(run) for run in runs if _BREAK not in run)


def bands(runs: frozenset[str]) -> list[int]:
    """Return the bands of the signature of shingles, each a signed number of 64 bits; none where they are few."""
    if len(runs) < LEAST:
        return []
    from rensa import RMinHash  # a module in machine code, that readers of an archive have no need of

    sketch = RMinHash(num_perm=PERMUTATIONS, seed=SEED)
    sketch.update(sorted(runs))
    slots = sketch.digest()
    return [
        int.from_bytes(b"".join(slot.to_bytes(4, "big") for slot in slots[at : at + ROWS]), "big", signed=True)
        for at in range(0, PERMUTATIONS, ROWS)
    ]


def share(first: frozenset[str], second: frozenset[str]) -> float:
    """Return how much of the shorter of two texts is in the other, by their shingles; 0 where it is next to nothing."""
    common = len(first & second)
    return common / min(len(first), len(second)) if common >= LEAST else 0.0


def is_copy(shared: float, outlet: str, other: str) -> bool:
    """Say whether a share is that of a copy; an outlet that is not known is the empty string."""
    if not (outlet and other):
        return shared >= SHARE_UNKNOWN
    return shared >= (SHARE_WITHIN if outlet == other else SHARE)


def common(text: str, other: str) -> list[Span]:
    """Return the spans of a text that the other has in the same words, at least `WORDS` at a time, quoted ones too."""
    known = {run for run, _ in _runs(other)}
    spans: list[Span] = []
    for run, (start, end) in _runs(text):
        if run not in known:
            continue
        if spans and start <= spans[-1][1]:
            spans[-1] = spans[-1][0], end
        else:
            spans.append((start, end))
    return spans


def _runs(text: str) -> Iterator[tuple[str, Span]]:
    words = [(start, end, word.casefold()) for start, end, word in _words(text)]
    for run in zip(*(words[offset:] for offset in range(WORDS)), strict=False):
        yield " ".join(word for _, _, word in run), (run[0][0], run[-1][1])


def _words(text: str) -> Iterator[tuple[int, int, str]]:
    for found in _WORD.finditer(text):
        yield found.start(), found.end(), _BREAK if found[0] == "\0" else found[0]
