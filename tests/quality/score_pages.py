#!/usr/bin/env python3
"""Score the reading of saved news pages beside trafilatura alone: text, paragraphs, title, day, authors.

usage: score_pages.py --data DIR [--part de|en|all] [--third seen|unseen] [--verbose]

DIR holds the pages and index.jsonl (one page a line: file, language, url, title, authors, publishing_date, summary,
headings, paragraphs). Text: F1 over tokens, as multisets, of what is read against summary, headings and paragraphs.
Paragraphs: whether each of them stands in the text, whole. Title: equal but for case, blanks and punctuation. Day: as
the page's own timestamp writes it. Authors: F1 over names. Rows named "trafilatura" are what the library gives alone.

Rules are written with an eye on two thirds of the publishers; the last third, told by a hash of the host, is named
"unseen": its pages are scored, not read.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import re
import sys
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np
import trafilatura
from common import Figure, interval, mean

from hergang.corpus.clean import clean
from hergang.corpus.errors import SourceError
from hergang.corpus.readers.draft import Draft, Origin
from hergang.corpus.readers.html import read_html

NAMES = ("text", "paragraphs", "title", "day", "authors")
Scores = dict[str, float]


@dataclass(frozen=True)
class Page:
    """What is to be read from a page, or what was."""

    text: str
    title: str
    day: str
    authors: tuple[str, ...]


def f1(found: Counter[str], gold: Counter[str]) -> float:
    """Return the F1 of two multisets; 1 where both are empty."""
    if not found and not gold:
        return 1.0
    return 2 * sum((found & gold).values()) / (sum(found.values()) + sum(gold.values()))


def tokens(text: str) -> Counter[str]:
    """Return the words of a text in lower case."""
    return Counter(re.findall(r"\w+", unicodedata.normalize("NFC", text).replace("\u00ad", "").lower()))


def fold(text: str) -> str:
    """Return the letters and digits of a text in lower case."""
    return re.sub(r"\W+", "", unicodedata.normalize("NFC", text)).lower()


def is_unseen(url: str) -> bool:
    """Return whether a page is of the third of the publishers that no rule is written on."""
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    return int(hashlib.sha256(host.encode()).hexdigest(), 16) % 3 == 0


def score(data: Path, part: str) -> list[Figure]:
    """Return the mean of each score by language; the pages have no parts: ``part`` is "dev"."""
    folder = data / "pages" if (data / "pages").is_dir() else data
    if part != "dev" or not (folder / "index.jsonl").is_file():
        return []
    rows = list(score_pages(folder))
    figures = []
    for language in sorted({page["language"] for page, _ in rows}):
        own = [(page, scores) for page, scores in rows if page["language"] == language]
        names = list(own[0][1])
        figures += [_figure(f"pages-{language}", name, [scores[name] for _, scores in own]) for name in names]
        unseen = [scores for page, scores in own if is_unseen(page["url"])]
        figures += [_figure(f"pages-{language}, unseen", name, [scores[name] for scores in unseen]) for name in NAMES]
    return figures


def _figure(data: str, name: str, scores: Sequence[float]) -> Figure:
    """Return the mean of the pages' scores; the interval draws pages."""
    table = np.column_stack([scores, np.ones(len(scores))])
    return Figure("pages", data, name, float(mean(table.sum(0))), len(scores), interval(table, mean))


def score_pages(folder: Path, language: str = "all") -> Iterator[tuple[dict[str, Any], Scores]]:
    """Yield each page's line of the index with its scores by name, those of trafilatura alone among them."""
    for line in (folder / "index.jsonl").read_text(encoding="utf-8").splitlines():
        page = json.loads(line)
        if language in (page["language"], "all"):
            payload = gzip.decompress((folder / page["file"]).read_bytes())
            alone = {f"trafilatura {name}": value for name, value in compare(page, _alone(page, payload)).items()}
            yield page, {**compare(page, _read(page, payload)), **alone}


def compare(page: dict[str, Any], found: Page | None) -> Scores:
    """Return the scores of what was read from a page, each from 0 to 1; nothing read scores 0."""
    if found is None:
        return dict.fromkeys(NAMES, 0.0)
    gold = "\n".join([*page["summary"], *(text for _, text in page["headings"]), *page["paragraphs"]])
    held = fold(found.text)
    return {
        "text": f1(tokens(found.text), tokens(gold)),
        "paragraphs": float(all(fold(paragraph) in held for paragraph in page["paragraphs"])),
        "title": float(fold(found.title) == fold(page["title"] or "")),
        "day": float(found.day == (page["publishing_date"] or "")[:10]),
        "authors": f1(Counter(map(fold, found.authors)), Counter(map(fold, page["authors"] or ()))),
    }


def _read(page: dict[str, Any], payload: bytes) -> Page | None:
    try:
        draft = read_html(payload, Origin(page["file"], url=page["url"]))
    except SourceError as error:
        print(error, file=sys.stderr)
        return None
    article = draft.article
    return Page("\n".join(_texts(draft)), article.title or "", article.published or "", article.authors)


def _texts(draft: Draft) -> Iterator[str]:
    """Yield the text of a page; of a live ticker that of its entries after it, as the page shows them."""
    yield clean(draft.article.text)[0]
    for entry in draft.entries:
        yield entry.article.title or ""
        yield clean(entry.article.text)[0]


def _alone(page: dict[str, Any], payload: bytes) -> Page | None:
    document: Any = trafilatura.bare_extraction(payload, url=page["url"], include_comments=False, with_metadata=True)
    if document is None:
        return None
    authors = tuple(name for name in (document.author or "").split("; ") if name)
    return Page(document.text or "", document.title or "", document.date or "", authors)


def main() -> None:
    """Print the mean of each score by language."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--part", choices=("de", "en", "all"), default="all")
    parser.add_argument(
        "--third", choices=("seen", "unseen"), help="only publishers that rules were written on, or not"
    )
    parser.add_argument("--verbose", action="store_true", help="print the scores of each page")
    options = parser.parse_args()
    folder = options.data / "pages" if (options.data / "pages").is_dir() else options.data
    results: dict[str, list[Scores]] = defaultdict(list)
    for page, scores in score_pages(folder, options.part):
        if options.third in (None, "unseen" if is_unseen(page["url"]) else "seen"):
            results[page["language"]].append(scores)
            if options.verbose:
                print(page["file"], *(f"{name} {scores[name]:.3f}" for name in NAMES))
    for language, rows in sorted(results.items()):
        print(language, f"{len(rows)} pages")
        for name in rows[0]:
            figure = _figure(language, name, [row[name] for row in rows])
            low, high = figure.interval or (0.0, 100.0)
            print(f"  {name:24} {figure.value:5.1f}  {low:.1f}-{high:.1f}")


if __name__ == "__main__":
    main()
