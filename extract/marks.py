"""Quotation marks: which opens, which closes, and what stands between, in any style that newspapers use.

„“ »« «» “” "" ‚‘ ›‹ ‹› ‘’ '' and doubled apostrophes. The same sign opens in one style and closes in another, so that
its surroundings decide. Pairing never crosses a paragraph, except for a quotation of several paragraphs each of which
opens again and the last of which alone closes. One odd mark costs its own paragraph's rest at most.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from hergang.extract.records import Span

MAX_OPEN = 12  # marks open at once; no text nests deeper, and garbage must not cost time with its square
_MARKS = re.compile(r"[„“”\"»«‚‘’›‹‟‛]|''|``|'")
_DOUBLE = {"„": "„", "“": "“", "”": "”", '"': '"', "»": "»", "«": "«", "''": '"', "``": "“", "‟": "“"}
_SINGLE = {"‚", "‘", "’", "›", "‹", "‛", "'"}
_CLIPPED = re.compile(r"(?:em|til|tis|twas|cause|bout|round|n|s|d|\d+s?)\b", re.IGNORECASE)  # behind an apostrophe
_STRAIGHT_END = re.compile(r"(?<=[^\s'])'(?![\w'])")
_STRAIGHT_STOP = re.compile(r"(?<=[.,!?…])'(?![\w'])|(?<![\w'])'(?=\w)")  # an end behind a stop, or the next beginning
#: What may close each opening mark.
_CLOSERS = {
    "„": "“”\"‟", "“": "”\"“", "”": "”", '"': "\"”“", "»": "«»", "«": "»", "‚": "‘’", "‘": "’", "’": "’",
    "›": "‹›", "‹": "›", "'": "'",
}  # fmt: skip


@dataclass(frozen=True)
class Quoted:
    """Quoted words: ``spans`` without the marks (several where paragraphs go on), ``outer`` with them."""

    spans: tuple[Span, ...]
    outer: Span
    depth: int = 0
    single: bool = False
    closed: bool = True

    @property
    def start(self) -> int:
        return self.spans[0][0]

    @property
    def end(self) -> int:
        return self.spans[-1][1]


def find_quoted(text: str) -> list[Quoted]:
    """Return the quoted stretches of a text in order of their start; inner ones follow the one they stand in."""
    found: list[Quoted] = []
    pending: Quoted | None = None
    for start, end in paragraphs(text):
        quoted, unclosed = _pair(text, start, end)
        if pending is not None:
            pending = _continue(text, pending, quoted, unclosed, start, found)
            if pending is not None and pending.closed:
                found.append(pending)
                pending = None
            quoted = [q for q in quoted if not (found and q.outer[0] == start and found[-1].spans[-1][0] == q.start)]
        found.extend(quoted)
        if unclosed is not None and pending is None:
            pending = Quoted(((unclosed + 1, _rstrip(text, unclosed + 1, end)),), (unclosed, end), closed=False)
    if pending is not None:
        found.append(pending)
    return sorted(found, key=lambda q: (q.start, -q.end))


def paragraphs(text: str) -> Iterator[Span]:
    """Yield the spans of the paragraphs: what stands between empty lines, or between line ends where there are none."""
    pattern = re.compile(r"\n\s*\n" if re.search(r"\n\s*\n", text) else r"\n")
    position = 0
    for match in pattern.finditer(text):
        if text[position : match.start()].strip():
            yield position, match.start()
        position = match.end()
    if text[position:].strip():
        yield position, len(text)


def _rstrip(text: str, start: int, end: int) -> int:
    while end > start and text[end - 1].isspace():
        end -= 1
    return end


def _continue(
    text: str, pending: Quoted, quoted: list[Quoted], unclosed: int | None, start: int, found: list[Quoted]
) -> Quoted | None:
    """Go on with a quotation of several paragraphs, or give it up as unclosed; return the one still at hand."""
    opener = text[pending.outer[0]]
    if text[start : start + 1] != opener:
        found.append(pending)
        return None
    first = next((q for q in quoted if q.outer[0] == start), None)
    if first is not None:
        return Quoted((*pending.spans, *first.spans), (pending.outer[0], first.outer[1]))
    if unclosed == start:
        end = next(e for s, e in paragraphs(text) if s == start)
        return Quoted(
            (*pending.spans, (start + 1, _rstrip(text, start + 1, end))), (pending.outer[0], end), closed=False
        )
    found.append(pending)
    return None


def _pair(text: str, start: int, end: int) -> tuple[list[Quoted], int | None]:
    """Return the closed pairs of one paragraph, and the position of the outermost mark left open (or None)."""
    stack: list[tuple[int, str, int]] = []  # position, mark, length
    found: list[Quoted] = []
    for match in _MARKS.finditer(text, start, end):
        position, raw = match.start(), match.group()
        mark = raw if raw in _SINGLE else _DOUBLE[raw]
        if raw in "‘’" and _is_apostrophe(text, position, stack):
            continue
        if raw == "'" and _is_straight_apostrophe(text, position, end, stack):
            continue
        opener = _opener_for(stack, mark)
        if opener is not None and _may_close(text, position, len(raw), mark, stack[opener][1]):
            low, first, length = stack[opener]
            del stack[opener:]
            inner = (low + length, position)
            if text[inner[0] : inner[1]].strip():
                found.append(Quoted((_trim(text, *inner),), (low, position + len(raw)), len(stack), first in _SINGLE))
        elif _may_open(text, position, len(raw), mark):
            stack.append((position, mark, len(raw)))
            del stack[:-MAX_OPEN]
    doubles = [position for position, mark, _ in stack if mark not in _SINGLE]
    return found, (doubles[0] if doubles else None)


def _trim(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    return start, _rstrip(text, start, end)


def _opener_for(stack: list[tuple[int, str, int]], mark: str) -> int | None:
    for index in range(len(stack) - 1, -1, -1):
        if mark in _CLOSERS.get(stack[index][1], ""):
            return index
        if mark not in _SINGLE and stack[index][1] not in _SINGLE:
            return None
    return None


def _may_close(text: str, position: int, length: int, mark: str, opener: str) -> bool:
    before = text[position - 1] if position else " "
    after = text[position + length] if position + length < len(text) else " "
    if before.isspace() and not after.isspace() and not _is_stop(after) and mark in '"“»«':
        return False
    return not (mark == opener and mark in "»“" and (before.isspace() or before in "([") and after.isalnum())


def _may_open(text: str, position: int, length: int, mark: str) -> bool:
    before = text[position - 1] if position else " "
    after = text[position + length] if position + length < len(text) else " "
    if mark in "„‚":
        return True
    if before == "=":  # an attribute of markup that was left in the text
        return False
    return (
        before.isspace() or before in "([{-–—/:,„“\"‚‘»«'\u00a0" or (not before.isalnum() and not _is_stop(before))
    ) and not after.isspace()


def _is_stop(character: str) -> bool:
    return character in ".,;:!?)]…"


def _is_apostrophe(text: str, position: int, stack: list[tuple[int, str, int]]) -> bool:
    """Tell an apostrophe ("don’t", "Gates’ Firma", "’90s") from a single quotation mark."""
    before = text[position - 1] if position else " "
    after = text[position + 1] if position + 1 < len(text) else " "
    if before.isalnum() and after.isalnum():
        return True
    open_single = any(mark in _SINGLE for _, mark, _ in stack)
    if text[position] == "’":
        return not open_single
    return not open_single and (before.isalnum() or after.isspace())


def _is_straight_apostrophe(text: str, position: int, end: int, stack: list[tuple[int, str, int]]) -> bool:
    """Tell an apostrophe from a straight single mark, which opens at a word's start and closes at a word's end."""
    before = text[position - 1] if position else " "
    after = text[position + 1] if position + 1 < len(text) else " "
    if any(mark == "'" for _, mark, _ in stack):
        return before.isspace() or after.isalnum() or _is_possessive(text, position, end)
    if before.isalnum() or before in ".,!?)" or after.isspace() or _CLIPPED.match(text, position + 1):
        return True
    return _STRAIGHT_END.search(text, position + 2, end) is None


def _is_possessive(text: str, position: int, end: int) -> bool:
    """Tell "the workers' strike" within a quotation that ends behind a stop further on."""
    if text[position - 1] != "s" or not text[position + 1 : position + 3].strip().islower():
        return False
    following = _STRAIGHT_STOP.search(text, position + 1, end)
    return following is not None and text[following.start() - 1] in ".,!?…"
