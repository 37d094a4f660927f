#!/usr/bin/env python3
"""Score the reading of saved news pages: text, title, day of publication, authors.

usage: score_pages.py --data DIR [--part de|en|all] [--verbose]

DIR holds the pages and index.jsonl (one page a line: file, language, title, authors, publishing_date, summary,
headings, paragraphs). Text: F1 over tokens, as multisets, of what is read against summary, headings and paragraphs.
Title: equal but for case, blanks and punctuation. Day: as the page's own timestamp writes it. Authors: F1 over names.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from common import Figure, interval, mean

from hergang.corpus.clean import clean
from hergang.corpus.errors import SourceError
from hergang.corpus.readers.draft import Origin
from hergang.corpus.readers.html import read_html


def f1(found: Counter[str], gold: Counter[str]) -> float:
    """Return the F1 of two multisets; 1 where both are empty."""
    if not found and not gold:
        return 1.0
    return 2 * sum((found & gold).values()) / (sum(found.values()) + sum(gold.values()))


def tokens(text: str) -> Counter[str]:
    """Return the words of a text in lower case."""
    return Counter(re.findall(r"\w+", text.lower()))


def fold(text: str) -> str:
    """Return the letters and digits of a text in lower case."""
    return re.sub(r"\W+", "", text).lower()


def score(data: Path, part: str) -> list[Figure]:
    """Return the mean of each score by language; the pages have no parts: all were looked at (``part`` is "dev")."""
    folder = data / "pages" if (data / "pages").is_dir() else data
    if part != "dev" or not (folder / "index.jsonl").is_file():
        return []
    return [
        _figure(f"pages-{language}", name, [row[name] for row in rows])
        for language, rows in sorted(score_pages(folder).items())
        for name in rows[0]
    ]


def _figure(data: str, name: str, scores: Sequence[float]) -> Figure:
    """Return the mean of the pages' scores; the interval draws pages."""
    table = np.column_stack([scores, np.ones(len(scores))])
    return Figure("pages", data, name, float(mean(table.sum(0))), len(scores), interval(table, mean))


def score_pages(folder: Path, language: str = "all", *, verbose: bool = False) -> dict[str, list[dict[str, float]]]:
    """Return the scores of each page by language."""
    results: dict[str, list[dict[str, float]]] = defaultdict(list)
    for line in (folder / "index.jsonl").read_text(encoding="utf-8").splitlines():
        page = json.loads(line)
        if language in (page["language"], "all"):
            scores = score_page(page, gzip.decompress((folder / page["file"]).read_bytes()))
            results[page["language"]].append(scores)
            if verbose:
                print(page["file"], *(f"{name} {value:.3f}" for name, value in scores.items()))
    return results


def score_page(page: dict[str, Any], payload: bytes) -> dict[str, float]:
    """Return the scores of one page by name, each from 0 to 1; a page that cannot be read scores 0."""
    try:
        article = read_html(payload, Origin(page["file"], url=page["url"])).article
    except SourceError as error:
        print(error, file=sys.stderr)
        return dict.fromkeys(("text", "title", "day", "authors"), 0.0)
    gold = "\n".join([*page["summary"], *(text for _, text in page["headings"]), *page["paragraphs"]])
    return {
        "text": f1(tokens(clean(article.text)[0]), tokens(gold)),
        "title": float(fold(article.title or "") == fold(page["title"] or "")),
        "day": float(article.published == (page["publishing_date"] or "")[:10]),
        "authors": f1(Counter(map(fold, article.authors)), Counter(map(fold, page["authors"] or ()))),
    }


def main() -> None:
    """Print the mean of each score by language."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--part", choices=("de", "en", "all"), default="all")
    parser.add_argument("--verbose", action="store_true", help="print the scores of each page")
    options = parser.parse_args()
    results = score_pages(options.data, options.part, verbose=options.verbose)
    for language, rows in sorted(results.items()):
        means = (f"{name} {sum(row[name] for row in rows) / len(rows):.3f}" for name in rows[0])
        print(language, f"{len(rows)} pages", *means)


if __name__ == "__main__":
    main()
