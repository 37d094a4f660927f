"""Live tickers: a page that grows by entries, each with its time, split into them.

Three forms are known: schema.org's LiveBlogPosting with its ``liveBlogUpdate``; elements of one kind, each with a time
of its own in the markup; and lines of the text that begin with a time ("11.39 Uhr: ..."). The first two tell the
moment; in the third the page tells the day, and entries go back (or on) by a day where their times do.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise
from statistics import median
from typing import Any
from urllib.parse import quote

from hergang.corpus.article import Article, article_id, normalise_text
from hergang.corpus.dates import Stamp, find_day, parse_timestamp
from hergang.corpus.lexica import words
from hergang.corpus.readers.boxes import TEXTS, fold, is_leaf, linked_share, text_of
from hergang.corpus.readers.bylines import tidy
from hergang.corpus.readers.draft import Draft
from hergang.corpus.readers.markup import SENTENCE_END
from hergang.corpus.readers.metadata import Metadata, linked_data, names, types
from hergang.corpus.readers.page_kinds import names_ticker

_FEWEST = 3  # entries of a ticker, at least
_UNNAMED = (5, 25)  # entries, and words of the middle one, from which elements with times are a ticker without its name
_SHARE = 0.5  # of the words of the text that the entries hold, at least
_UP = 6  # elements around a time within which its entry is looked for
_HEADING_WORDS = 25
_TIME = re.compile(
    r"^\W{0,6}(?P<hour>[01]?\d|2[0-3])\s?[.:h]\s?(?P<minute>[0-5]\d)(?!\d)(?:\s*(?P<half>[ap]\.?m\b\.?))?"
    r"(?:\s*(?P<word>[^\W\d_]{1,4})\b)?(?P<mark>\W*)(?P<rest>.*)$",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True)
class Entry:
    """One entry of a ticker."""

    paragraphs: tuple[str, ...]
    title: str | None = None
    published: Stamp | None = None
    clock: str | None = None  # as the entry shows it, "11:39"; where nothing more is known of the moment
    anchor: str | None = None  # the place on the page
    authors: tuple[str, ...] = ()


@dataclass(frozen=True)
class Ticker:
    """What a ticker holds: paragraphs before its entries, and the entries in the order of the page."""

    before: tuple[str, ...]
    entries: tuple[Entry, ...]


def find_ticker(tree: Any, page: Any, metadata: Metadata, paragraphs: Sequence[str]) -> Ticker | None:
    """Return the ticker of a page, or None where it is none.

    Args:
        tree: the page as parsed, with its structured data.
        page: its body without boxes.
        metadata: of the page.
        paragraphs: what was taken for the article's text.
    """
    posting = next((node for node in linked_data(tree) if "LiveBlogPosting" in types(node)), None)
    declared = list(_declared(posting)) if posting is not None else []
    if len(declared) >= _FEWEST:
        return Ticker(_before(paragraphs, declared), tuple(declared))
    is_named = posting is not None or names_ticker((*metadata.titles, metadata.kicker or ""), metadata.url)
    marked = [] if page is None else _marked(page)
    size = sum(len(paragraph.split()) for paragraph in paragraphs)
    if _is_ticker(marked, size, is_named=is_named):
        return Ticker(_before(paragraphs, marked), tuple(marked))
    return _timed(paragraphs, metadata) if is_named else None


def _is_ticker(entries: Sequence[Entry], size: int, *, is_named: bool) -> bool:
    counts = [sum(len(paragraph.split()) for paragraph in entry.paragraphs) for entry in entries]
    if len(entries) < _FEWEST or sum(counts) < _SHARE * size:
        return False
    return is_named or (len(entries) >= _UNNAMED[0] and median(counts) >= _UNNAMED[1])


def split_ticker(draft: Draft, ticker: Ticker) -> Draft:
    """Return the draft of a page with the drafts of its entries, each part of the article that the page is.

    An entry is named by its place on the page where it has one, else by its time, and its number among those of one
    time: entries that come later change no name.
    """
    page = draft.article
    page = replace(page, text=page.text or page.standfirst or page.title or "")
    page = replace(page, id=article_id(url=page.url, path=draft.path, text=page.text))
    name = page.url or draft.path or page.id
    found: Counter[str] = Counter()
    entries = []
    for entry in reversed(ticker.entries):
        key = (
            entry.anchor
            or f"{entry.published.at or entry.published.day if entry.published else ''} {entry.clock or ''}"
        )
        found[key] += 1
        entries.append(_draft(draft, page, entry, f"{name}#{key}{found[key] if found[key] > 1 else ''}"))
    return replace(draft, article=page, entries=tuple(reversed(entries)))


def _draft(draft: Draft, page: Article, entry: Entry, name: str) -> Draft:
    article = replace(
        page,
        id=article_id(guid=name),
        text=normalise_text("\n\n".join(entry.paragraphs)),
        title=entry.title,
        kicker=None,
        standfirst=None,
        url=f"{page.url}#{quote(entry.anchor, safe='')}" if page.url and entry.anchor else None,
        published=entry.published.day if entry.published else page.published,
        published_at=entry.published.at if entry.published else None,
        modified=None,
        authors=entry.authors or page.authors,
        part_of=page.id,
    )
    return replace(
        draft, article=article, source=f"{draft.source}, entry {name.rpartition('#')[2]}", path=None, cuts=()
    )


# --- LiveBlogPosting -------------------------------------------------------------------------------------------------


def _declared(posting: Mapping[str, Any]) -> Iterator[Entry]:
    updates = posting.get("liveBlogUpdate")
    for update in updates if isinstance(updates, list) else [updates]:
        if not isinstance(update, Mapping):
            continue
        title = tidy(str(update.get("headline") or update.get("name") or "")) or None
        body = str(update.get("articleBody") or update.get("text") or update.get("description") or "")
        paragraphs = tuple(line for line in (tidy(part) for part in _lines(body)) if line)
        if paragraphs or title:
            address = str(update.get("url") or update.get("@id") or "")
            yield Entry(
                paragraphs or ((title or ""),),
                title,
                parse_timestamp(str(update.get("datePublished") or update.get("dateModified") or "")),
                anchor=address.partition("#")[2] or None,
                authors=tuple(names(update.get("author"))),
            )


def _lines(body: str) -> list[str]:
    return re.split(r"\n+|</p>|<br\s*/?>\s*<br\s*/?>|</h\d>|</li>", body)


# --- elements with a time --------------------------------------------------------------------------------------------


def _marked(page: Any) -> list[Entry]:
    """Return the entries of the longest run of elements of one kind that have a time each."""
    groups: dict[Any, dict[Any, Stamp]] = defaultdict(dict)
    for time in page.iter("time"):
        stamp = parse_timestamp(time.get("datetime") or "")
        element = time
        if stamp is None:
            continue
        for _ in range(_UP):
            parent = element.getparent()
            if parent is None:
                break
            groups[parent, element.tag, element.get("class")].setdefault(element, stamp)
            element = parent
    runs = (group for group in groups.values() if len(group) >= _FEWEST)
    best = max(runs, key=lambda group: sum(len(text_of(element)) for element in group), default={})
    entries = (_entry(element, stamp) for element, stamp in best.items() if linked_share(element) < _SHARE)
    return [entry for entry in entries if entry is not None]


def _entry(element: Any, stamp: Stamp) -> Entry | None:
    shown = {fold(text_of(time)) for time in element.iter("time")}
    lines = [text_of(part) for part in element.iter(*TEXTS) if is_leaf(part)]
    lines = [line for line in lines if line and fold(line) not in shown]
    if not lines:
        return None
    heading = next((text_of(part) for part in element.iter("h2", "h3", "h4") if text_of(part)), None)
    if heading is None and len(lines) > 1 and _is_heading(lines[0]):
        heading = lines[0]
    rest = [line for line in lines if line != heading] or lines
    anchor = element.get("id") or next((part.get("id") for part in element.iter() if part.get("id")), None)
    return Entry(tuple(rest), heading, stamp, anchor=anchor)


# --- lines that begin with a time ------------------------------------------------------------------------------------


def _timed(paragraphs: Sequence[str], metadata: Metadata) -> Ticker | None:
    starts = [index for index, paragraph in enumerate(paragraphs) if _clock(paragraph) is not None]
    if len(starts) < _FEWEST:
        return None
    within = paragraphs[starts[0] :]
    if sum(len(line.split()) for line in within) < _SHARE * sum(len(line.split()) for line in paragraphs):
        return None
    ends = [*starts[1:], len(paragraphs)]
    entries = [_timed_entry(paragraphs[start:end]) for start, end in zip(starts, ends, strict=True)]
    days = list(_days(paragraphs, starts, metadata))
    dated = [Entry(e.paragraphs, e.title, day, e.clock) for e, day in zip(entries, days, strict=True)]
    return Ticker(tuple(line for line in paragraphs[: starts[0]] if not _is_day(line)), tuple(dated))


def _timed_entry(lines: Sequence[str]) -> Entry:
    clock, rest = _clock(lines[0]) or ("", lines[0])
    body = [line for line in lines[1:] if not _is_day(line)]
    if _is_heading(rest) and body:
        return Entry(tuple(body), rest or None, clock=clock)
    return Entry(tuple(line for line in (rest, *body) if line), clock=clock)


def _clock(line: str) -> tuple[str, str] | None:
    """Return the time that a line begins with ("11:39") and the rest, or None where it begins with none.

    A word of time ("Uhr", "am") or a mark has to set it apart: "11.39 Euro" is none.
    """
    match = _TIME.match(line)
    if match is None:
        return None
    word = match["word"] or ""
    is_word = word.lower() in words("times") or re.fullmatch(r"[A-Z]{2,4}", word) is not None
    rest = match["rest"] if is_word or not word else f"{word}{match['mark']}{match['rest']}"
    is_apart = is_word or match["half"] or (not word and match["mark"].strip(" .,"))
    if not is_apart or (len(line.split()) > _HEADING_WORDS and not match["mark"].strip()):
        return None
    hour = int(match["hour"]) % 12 + 12 * match["half"].lower().startswith("p") if match["half"] else int(match["hour"])
    return f"{hour:02}:{match['minute']}", re.sub(r"\s*\++\s*$", "", rest).strip()


def _days(paragraphs: Sequence[str], starts: Sequence[int], metadata: Metadata) -> Iterator[Stamp | None]:
    """Yield the day of each entry: of the last line that names one, and else counted from the page's own."""
    clocks = [(_clock(paragraphs[start]) or ("", ""))[0] for start in starts]
    falls = sum(after < before for before, after in pairwise(clocks))
    is_latest_first = falls * 2 >= len(clocks) - 1
    stamp = metadata.modified or metadata.published if is_latest_first else metadata.published
    day = date.fromisoformat(stamp.day) if stamp else None
    before, at = clocks[0], 0
    for clock, start in zip(clocks, starts, strict=True):
        named = next(
            (found[0] for line in reversed(paragraphs[at:start]) if _is_day(line) and (found := find_day(line))), None
        )
        if named:
            day = date.fromisoformat(named)
        elif day and (clock > before if is_latest_first else clock < before):
            day += timedelta(days=-1 if is_latest_first else 1)
        before, at = clock, start
        yield Stamp(day.isoformat()) if day else None


def _is_day(line: str) -> bool:
    """Return whether a line names a day and hardly more ("Dienstag, 27. August 2024")."""
    found = find_day(line)
    return found is not None and len(line) - (found[2] - found[1]) <= 20


def _is_heading(line: str) -> bool:
    return len(line.split()) <= _HEADING_WORDS and not SENTENCE_END.search(line)


def _before(paragraphs: Sequence[str], entries: Iterable[Entry]) -> tuple[str, ...]:
    """Return the paragraphs of the text before the first that belongs to an entry."""
    held = fold(" ".join(text for entry in entries for text in (entry.title or "", *entry.paragraphs)))
    before: list[str] = []
    for paragraph in paragraphs:
        if fold(paragraph) in held:
            break
        before.append(paragraph)
    return tuple(before)
