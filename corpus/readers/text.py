"""Plain text as people save it: metadata at head or tail, paragraphs by empty lines, by lines, or hard-wrapped."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from hergang.corpus.article import Article, normalise_text
from hergang.corpus.dates import parse_timestamp
from hergang.corpus.errors import SourceError
from hergang.corpus.language import guess
from hergang.corpus.lexica import words
from hergang.corpus.readers.draft import MAX_TEXT, Draft, Origin, refuse_large
from hergang.corpus.readers.encoding import decode, refuse_binary
from hergang.corpus.readers.labels import Labels, take_head, take_tail
from hergang.corpus.readers.markup import SENTENCE_END
from hergang.corpus.reading import Cut
from hergang.corpus.urls import canonical_or_none

_WIDEST = 120  # code points; longer lines are paragraphs, not wrapped
_FILLED = 0.8  # share of line breaks that must have been forced by the width for a text to count as wrapped


def read_text(payload: bytes, origin: Origin, *, media_type: str = "text/plain") -> Draft:
    """Return the article of a plain text; the lines that hold its metadata are recorded as cut.

    The title is the one that the metadata names, else a headline set apart at the head.
    """
    refuse_binary(payload, origin.name)
    refuse_large(payload, origin.name, MAX_TEXT)
    lines = normalise_text(decode(payload, origin.charset)).split("\n")
    body, head, tail = part_metadata(lines)
    text = "\n\n".join(unwrap(body))
    article = describe(Article(id="", text=text), head, tail)
    if not text:
        raise SourceError(f"{origin.name}: no text but lines of metadata. Give the article's text.")
    cuts = tuple(Cut("\n".join(labels.lines), "metadata") for labels in (head, tail) if labels.lines)
    return Draft(article, payload, media_type, origin.name, path=origin.file, cuts=cuts)


def part_metadata(lines: Sequence[str]) -> tuple[list[str], Labels, Labels]:
    """Return the lines of the text itself, and the metadata at its head and tail; a headline alone is the text."""
    head, taken = take_head(lines)
    tail, start = take_tail(lines[taken:])
    body = list(lines[taken : taken + start])
    return body if any(map(str.strip, body)) else list(head.loose), head, tail


def describe(article: Article, *sources: Labels) -> Article:
    """Return the article with what lines of metadata say, the first source that names a field counts."""
    record = article.to_json()
    for labels in sources:
        for name, value in labels.fields.items():
            if name != "other":
                record.setdefault(name, value)
        if labels.authors and "authors" not in record:
            record["authors"] = labels.authors
    record["url"] = canonical_or_none(record.get("url"))
    for name in ("published", "modified"):
        stamp = parse_timestamp(record.get(name, ""))
        record[name] = stamp.day if stamp else None
    return Article.from_json({**record, "id": article.id, "text": article.text})


def unwrap(lines: Sequence[str]) -> list[str]:
    """Return the paragraphs of a text's lines.

    Empty lines part paragraphs. Lines within are joined where their breaks were forced by a width of at most 120
    characters, and are paragraphs of their own where they were not.
    """
    blocks = _blocks(lines)
    width = _width(blocks)
    if width is None:
        return [line for block in blocks for line in block]
    language = guess(" ".join(line for block in blocks for line in block))
    return [paragraph for block in blocks for paragraph in _join(block, width, language)]


def _blocks(lines: Sequence[str]) -> list[list[str]]:
    blocks: list[list[str]] = [[]]
    for line in lines:
        if line.strip():
            blocks[-1].append(" ".join(line.split()))
        elif blocks[-1]:
            blocks.append([])
    return [block for block in blocks if block]


def _width(blocks: Sequence[Sequence[str]]) -> int | None:
    """Return the width at which a text was wrapped (most breaks within sentences), or None where it was not."""
    breaks = [(line, following) for block in blocks for line, following in pairwise(block)]
    if not breaks:
        return None
    lengths = [len(line) for line, _ in breaks]
    width = max(lengths)
    forced = sum(_is_forced(line, following, width) for line, following in breaks)
    inside = sum(SENTENCE_END.search(line) is None for line, _ in breaks)
    is_even = width <= _WIDEST and median(lengths) >= 0.6 * width
    return width if is_even and forced >= _FILLED * len(breaks) and inside * 2 >= len(breaks) else None


def _is_forced(line: str, following: str, width: int) -> bool:
    return len(line) + 1 + len(following.split()[0]) > width


def _join(block: Sequence[str], width: int, language: str) -> list[str]:
    paragraphs = [[block[0]]]
    for line, following in pairwise(block):
        if not (_is_forced(line, following, width) or not SENTENCE_END.search(line)):
            paragraphs.append([following])
            continue
        pieces = paragraphs[-1]
        pieces[-1], blank = _end(pieces[-1], following, language)
        pieces += [blank, following]
    return ["".join(pieces) for pieces in paragraphs]


def _end(line: str, following: str, language: str) -> tuple[str, str]:
    """Return a line as it goes on in the next one, and what stands between the two.

    A hyphen at the break goes where it only parts a word (in German, before a small letter). It stays, with its blank,
    where it is suspended ("Haupt- und Nebensatz").
    """
    first = following.split()[0]
    if not re.search(r"\w-\Z", line[-2:]) or first.strip(".,") in words("suspended"):
        return line, " "
    return (line[:-1] if language == "de" and first[0].islower() else line), ""
