"""What each component after the encoder costs, as a part of what the encoder costs, in processor time.

    python benchmarks/components.py --data ../shared/data --articles 20

Saved pages of each language go through the pipeline, spread evenly over all there are; the first article is read once
before, so that lexica and models are loaded. All is measured in one run, so that the parts may be compared though the
machine is shared.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from hergang.corpus.article import Article
from hergang.corpus.sources import read_sources
from hergang.extract.pipeline import LANGUAGES, load, prepared

ROOT = Path(__file__).resolve().parent.parent
ENCODER = "hergang_encoder"
LEAST = 800  # characters of an article that is taken


def main() -> int:
    """Measure as many articles of each language as the arguments ask for, and print a table in Markdown."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data", help="folder that holds pages/")
    parser.add_argument("--articles", type=int, default=20, help="of each language")
    options = parser.parse_args()
    shares = {language: share(language, read_pages(options.data, language, options.articles)) for language in LANGUAGES}
    print(f"| component | {' | '.join(LANGUAGES)} |\n|---|{'---|' * len(LANGUAGES)}")
    for name in shares[LANGUAGES[0]]:
        print(f"| {name} | {' | '.join(f'{shares[language][name]:.3f}' for language in LANGUAGES)} |")
    return 0


def share(language: str, articles: list[Article]) -> dict[str, float]:
    """Return the processor time of each component, and of all together, as a part of the encoder's."""
    nlp = load(language)
    seconds: Counter[str] = Counter()
    for number, article in enumerate([articles[0], *articles]):
        doc = prepared(article, nlp)
        for name, component in nlp.pipeline:
            start = time.process_time()
            doc = component(doc)
            seconds[name] += (time.process_time() - start) if number else 0.0
    encoder = seconds.pop(ENCODER)
    return {name: spent / encoder for name, spent in (*seconds.items(), ("all", sum(seconds.values())))}


def read_pages(data: Path, language: str, count: int) -> list[Article]:
    """Return articles of some length from saved pages, evenly spread over all there are."""
    lines = (data / "pages" / "index.jsonl").read_text(encoding="utf-8").splitlines()
    files = sorted(page["file"] for page in map(json.loads, lines) if page["language"] == language)
    step = max(1, len(files) // (count + count // 3 + 1))
    articles = [article for file in files[::step] for article in _articles(data / "pages" / file, language)][:count]
    if not articles:
        raise SystemExit(f"{data}: no saved pages in {language!r}. Name the folder of the data by --data.")
    return articles


def _articles(page: Path, language: str) -> Iterator[Article]:
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / page.stem
        copy.write_bytes(gzip.decompress(page.read_bytes()))
        for result in read_sources([str(copy)], fetcher=None):
            article = None if isinstance(result, Exception) else result.article
            if article is not None and article.language == language and len(article.text) >= LEAST:
                yield article


if __name__ == "__main__":
    sys.exit(main())
