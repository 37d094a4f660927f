"""Metadata that stands in lines of a text: labels ("Datum: ..."), dates, by-lines, addresses, at its head or tail.

The words are data (`corpus/lexica/*/metadata.toml`), those of both languages together. A line counts as metadata only
at the very head or tail of a text, and only where nothing in it is prose.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import chain

from hergang.corpus.dates import find_day, parse_day, parse_timestamp
from hergang.corpus.lexica import LANGUAGES, lexicon, words
from hergang.corpus.readers.bylines import split_authors
from hergang.corpus.urls import is_url

_LABEL = re.compile(r"\W{0,3}(?P<label>[^\W\d_][\w /-]{1,30}?)\s*:[\s*_]*(?P<value>.*)")
_BYLINE_WORDS = 10
_BESIDE_DATE = 2  # words that may stand beside a date in its line, besides time and weekday ("Berlin, den 3. Mai 2020")
_LONGEST = 160  # code points of a line that can be metadata or a headline
_LONGEST_LINE = 600  # code points of a line that can hold several pieces of metadata
_LOOSE = 4  # lines of a head that can be name of the paper, kicker, headline, author
_ADDRESS = re.compile(r"https?://\S+")
_MAIL = re.compile(r"@[\w.]+|[\w.+-]+@[\w.-]+\.\w+")  # an account or an address
_TAIL_LINES = 25


@dataclass
class Labels:
    """What lines of metadata say, by field of the article; ``lines`` are those lines, as they stood."""

    fields: dict[str, str] = field(default_factory=dict)
    authors: list[str] = field(default_factory=list)
    loose: list[str] = field(default_factory=list)  # lines among them that are neither label, date nor by-line
    lines: list[str] = field(default_factory=list)

    def take(self, line: str) -> bool:
        """Take a line in; return whether it is metadata. What an earlier line said of a field stays."""
        if len(line) > _LONGEST_LINE:
            return False
        pieces = [piece for piece in re.split(r"\s+[|·•]\s+", line.strip(" *_\t")) if piece]
        readings = [_read(piece) for piece in pieces]
        if not pieces or not all(readings):
            return False
        for name, value in chain.from_iterable(readings):
            self._note(name, value)
        self.lines.append(line)
        return True

    def take_label(self, label: str, value: str) -> None:
        """Take in a pair as front matter has it; an unknown label is passed over."""
        for name, text in _read_label(f"{label.replace('_', ' ')}: {value}"):
            self._note(name, text)

    def _note(self, name: str, value: str) -> None:
        if name == "authors":
            self.authors.extend(author for author in _authors(value) if author not in self.authors)
        else:
            self.fields.setdefault(name, value)


def take_head(lines: Sequence[str]) -> tuple[Labels, int]:
    """Return the metadata at the head of a text, and how many lines it takes.

    The head is what stands before the first line of prose. Where it holds metadata, its longest loose line is the
    headline and the one before that the kicker. Where it holds none, a first line that an empty one sets apart is the
    headline.
    """
    labels, taken = Labels(), 0
    for index, line in enumerate(lines):
        if not line.strip():
            continue
        if labels.take(line) or (labels.loose and _take_names(labels, lines, index)):
            taken = index + 1
        elif labels.lines and _is_unknown_label(lines, index):
            labels.lines.append(line)
            taken = index + 1
        elif _takes_loose(labels, lines[:index]) and _is_headline(lines, index):
            labels.loose.append(line.strip())
            taken = taken if labels.lines or len(labels.loose) > 1 else _after_headline(lines, index)
        else:
            break
    if labels.lines and labels.loose and "title" not in labels.fields:
        return labels, max(taken, _name_loose(labels, lines))
    if labels.loose and taken and "title" not in labels.fields:
        labels.fields["title"] = labels.loose[0]
    return labels, taken


def _takes_loose(labels: Labels, before: Sequence[str]) -> bool:
    """Return whether a headline may still come: what follows metadata under a headline is the text."""
    if len(labels.loose) >= _LOOSE or "title" in labels.fields:
        return False
    headlines = [line for line in labels.loose if not _is_paper(line)]
    return not headlines or (_next(reversed(before)) or "").strip() == headlines[-1]


def _after_headline(lines: Sequence[str], index: int) -> int:
    """Return the number of the line after a first headline, or 0 where it is not set apart from the text."""
    return index + 1 if index + 1 < len(lines) and not lines[index + 1].strip() else 0


def _name_loose(labels: Labels, lines: Sequence[str]) -> int:
    """Name the loose lines of a head, and return how many lines it takes up to the headline."""
    paper = next((line for line in labels.loose if len(labels.loose) > 1 and _is_paper(line)), None)
    if paper:
        labels.fields.setdefault("publisher", paper)
    loose = [line for line in labels.loose if line != paper]
    best = max(range(len(loose)), key=lambda index: len(loose[index].split()))
    labels.fields["title"] = title = loose[best]
    if best and len(loose[best - 1]) <= _LONGEST // 2:
        labels.fields.setdefault("kicker", loose[best - 1])
    return next(index for index, line in enumerate(lines, 1) if line.strip() == title)


def _is_paper(line: str) -> bool:
    """Return whether a line is a newspaper's name: few words, all capitalised, one of them what papers are called."""
    found = re.findall(r"[^\W\d_]+", line)
    is_name = 1 < len(found) <= 5 and all(word[0].isupper() or word.lower() in words("particles") for word in found)
    return is_name and any(word.lower().endswith(tuple(words("papers"))) for word in found)


def _take_names(labels: Labels, lines: Sequence[str], index: int) -> bool:
    """Take in a line of names under the headline: in capitals ("JANE ROE and JOHN DOE"), or beside a line of its date.

    What follows the names behind a bar is their house ("Jane Roe | Reuters").
    """
    names = split_authors(lines[index].partition(" | ")[0])
    if re.search(r"[:()]|\s[-–—]\s", lines[index]) or not names or not all(map(_is_person, names)):
        return False
    if not all(name.isupper() for name in names):
        beside = [line for line in (_next(reversed(lines[:index])), _next(lines[index + 1 :])) if line]
        if _is_paper(lines[index]) or not any("published" in _fields(line) for line in beside):
            return False
    labels.authors.extend(name.title() if name.isupper() else name for name in names)
    labels.lines.append(lines[index])
    return True


def _is_person(name: str) -> bool:
    return 2 <= len(name.split()) <= 3 and all(
        re.fullmatch(r"[^\W\d_][\w.'’-]*", word) and word[0].isupper() for word in name.split()
    )


def _fields(line: str) -> dict[str, str]:
    """Return what a line alone says as metadata, by field."""
    labels = Labels()
    labels.take(line)
    return labels.fields


def _next(lines: Iterable[str]) -> str | None:
    return next((line for line in lines if line.strip()), None)


def _is_unknown_label(lines: Sequence[str], index: int) -> bool:
    """Return whether a line between two of metadata has the form of these, with a label that is not known."""
    match = _LABEL.fullmatch(lines[index].strip())
    is_pair = (
        match is not None and len(lines[index]) <= _LONGEST and not lines[index].rstrip().endswith((".", "!", "?"))
    )
    neighbours = [*lines[max(0, index - 1) : index], *lines[index + 1 : index + 2]]
    return is_pair and len(neighbours) == 2 and all(Labels().take(line) for line in neighbours)


def take_tail(lines: Sequence[str]) -> tuple[Labels, int]:
    """Return the metadata at the tail of a text, and the index of the line where it begins.

    The tail is what follows a heading that announces it ("Shownotes"), else the unbroken run of metadata lines. Loose
    lines before its date are the headline, and before that the kicker.
    """
    start = _tail_start(lines)
    labels = Labels()
    rest = [line for line in lines[start:] if line.strip()]
    index = 0
    while index < len(rest):
        line = rest[index]
        before = "published" in labels.fields
        if (bare := _bare_label(line)) and index + 1 < len(rest):
            index += 1
            labels.take(f"{bare}: {rest[index].strip()}")
        elif not labels.take(line):
            labels.loose.append(line.strip())
        elif not before and "published" in labels.fields:
            _take_headline(labels)
        index += 1
    labels.lines = rest
    return labels, start


def is_heading(line: str) -> bool:
    """Return whether a line announces metadata ("Shownotes")."""
    return line.strip(" #*_:\t").lower() in words("headings")


def _take_headline(labels: Labels) -> None:
    lines = [line for line in labels.loose if not is_heading(line)]
    if lines and len(lines[-1]) <= _LONGEST:
        labels.fields.setdefault("title", lines[-1])
        if len(lines) > 1 and len(lines[-2]) <= _LONGEST // 2:
            labels.fields.setdefault("kicker", lines[-2])


def _tail_start(lines: Sequence[str]) -> int:
    filled = 0
    for index in range(len(lines) - 1, 0, -1):
        filled += bool(lines[index].strip())
        if filled > _TAIL_LINES or (lines[index].strip() and len(lines[index]) > _LONGEST):
            break
        if is_heading(lines[index]) and filled > 1:
            return index
    start = len(lines)
    for index in range(len(lines) - 1, 0, -1):
        if lines[index].strip():
            if not (Labels().take(lines[index]) or _bare_label(lines[index - 1]) or _bare_label(lines[index])):
                break
            start = index
    return start


def _bare_label(line: str) -> str | None:
    match = _LABEL.fullmatch(line.strip())
    return match["label"] if match and not match["value"] and match["label"].lower() in _labels() else None


def _is_headline(lines: Sequence[str], index: int) -> bool:
    """Return whether a line can be a headline: short, no sentence, no prose before the next empty line or metadata."""
    for line in lines[index:]:
        if not line.strip() or (line is not lines[index] and Labels().take(line)):
            return True
        if not _is_title(line.strip()):
            return False
    return False


def _is_title(text: str) -> bool:
    return len(text) <= _LONGEST and (text[0].isalnum() or text[0] in "\"„“»«'‚‘") and text[-1] not in ".,;:"


def _read(piece: str) -> list[tuple[str, str]]:
    """Return the fields and values that a piece of a line gives; none where it is no metadata."""
    piece = piece.strip(" *_")
    if _ADDRESS.fullmatch(piece):
        return [("url", piece)]
    if len(piece) > _LONGEST:
        return []
    if _MAIL.fullmatch(piece) or piece.lower() in words("roles") or _is_notice(piece.lower()) or _is_hour(piece):
        return [("other", piece)]
    return _read_label(piece) or _read_byline(piece) or _read_date(piece)


def _is_notice(piece: str) -> bool:
    """Return whether a piece says who holds the rights, or how long the text takes to read."""
    if re.match(rf"(©|\(c\)|copyright\b)\s?\w|(?:{_alternatives('rights')})\s*([-–—.,(©]|$)", piece):
        return True
    return " ".join(re.findall(r"[^\W\d_]+", piece)) in words("reading") and any(map(str.isdigit, piece))


def _is_hour(piece: str) -> bool:
    """Return whether a piece is the time of a day ("18:30 Uhr", "6.30 pm BST")."""
    rest, count = re.subn(r"\b\d{1,2}[:.]\d{2}(:\d{2})?\b", "", piece)
    return count == 1 and all(map(_is_time, re.findall(r"[^\s,:;()–—-]+", rest)))


def _read_label(piece: str) -> list[tuple[str, str]]:
    match = _LABEL.fullmatch(piece)
    name = _labels().get(match["label"].lower()) if match else None
    if match is None or name is None or not match["value"]:
        return []
    if name in ("published", "modified"):
        day = _day(match["value"])
        return [(name, day)] if day else []
    value = match["value"].strip(" *_")
    return [("url" if is_url(value) else name, value)]


def _day(value: str) -> str | None:
    stamp = parse_timestamp(value)
    return stamp.day if stamp else parse_day(value)


def _read_date(piece: str) -> list[tuple[str, str]]:
    found = find_day(piece)
    if found is None or piece.endswith((".", "!", "?")):
        return []
    day, start, end = found
    before = " ".join(word for word in re.findall(r"[^\s,:–—-]+", piece[:start].lower()) if not _is_day_or_hour(word))
    beside = re.sub(r"\d{1,2}[:.]\d{2}(:\d{2})?", "", piece[:start] + " " + piece[end:])
    announced = before.split() if before in words("dated") else []
    others = re.findall(r"[^\s,:;()–—-]+", beside)
    rest = [word for word in others if not _is_time(word) and word.lower() not in announced]
    if len(rest) > _BESIDE_DATE:
        return _read_issue(piece, start, day)
    return [("modified" if before in words("changed") else "published", day)]


def _read_issue(piece: str, start: int, day: str) -> list[tuple[str, str]]:
    """Read a line as archives of newspapers have it: paper, issue, day and page in any order after the paper."""
    if not re.search(rf"\b(?:{_alternatives('issues')})\b\.?\s*\w?\d", piece, re.IGNORECASE):
        return []
    paper = re.split(
        rf",|\b(?:{_alternatives('dated')}|{_alternatives('issues')})\b|\d", piece[:start], flags=re.IGNORECASE
    )[0]
    return [("published", day), *([("publisher", paper.strip())] if paper.strip() else [])]


def _alternatives(key: str) -> str:
    return "|".join(map(re.escape, sorted(words(key), key=len, reverse=True)))


def _read_byline(piece: str) -> list[tuple[str, str]]:
    match = re.fullmatch(rf"(?:{_alternatives('bylines')})\s+(?P<names>.+)", piece, re.IGNORECASE)
    if match is None or piece[-1] in ".!?:;" or len(piece.split()) > _BYLINE_WORDS:
        return []
    date = find_day(piece)
    names = match["names"] if date is None else piece[match.start("names") : date[1]].strip(" ,-–—")
    names = re.split(rf"\s(?:{_alternatives('employers')})\s", names, maxsplit=1, flags=re.IGNORECASE)[0]
    small = words("particles") | words("conjunctions")
    parts = [part for part in re.findall(r"[^\W\d_][\w.'’-]*", names) if part.lower() not in small]
    if not parts or not all(part[0].isupper() for part in parts) or all(map(_is_time, parts)):
        return []
    return [("authors", names), *(_read_date(piece[date[1] :]) if date else [])]


def _is_day_or_hour(word: str) -> bool:
    """Return whether a word before a date is a day of the week ("Fri") or a figure; "am" and "um" announce the date."""
    return word.strip(".") in words("times") - words("dated") or word[0].isdigit()


def _is_time(word: str) -> bool:
    """Return whether a word beside a date is a time's: a number, a day of the week, a time zone ("MEZ", "ET")."""
    return word.strip(".").lower() in words("times") or re.fullmatch(r"\d{1,2}|[A-Z]{2,4}", word) is not None


def _authors(value: str) -> list[str]:
    """Return the names of a by-line without jobs and places behind them; "Roe, Jane" is one name."""
    found = [author for author in split_authors(value) if author.lower() not in words("roles")]
    if re.fullmatch(r"[^\W\d_][\w'’-]+, [^\W\d_][\w'’-]+", value.strip()) and len(found) == 2:
        return [" ".join(reversed(found))]
    return [author for author in found if len(author.split()) > 1] or found  # "Max Muster, Berlin" is one


@cache
def _labels() -> dict[str, str]:
    tables = [lexicon("metadata", language)["labels"] for language in LANGUAGES]
    return {label: name for table in tables for name, labels in table.items() for label in labels}
