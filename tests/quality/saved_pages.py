"""Saved news pages of the data folder, read by the program."""

from __future__ import annotations

import gzip
import tempfile
from pathlib import Path

from hergang.corpus.sources import read_sources
from hergang.extract.pipeline import annotate
from hergang.extract.records import Annotations


def read_page(path: Path) -> Annotations | None:
    """Return what the program reads on a page (``*.html.gz``); None where it finds no article."""
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "page.html"
        page.write_bytes(gzip.decompress(path.read_bytes()))
        result = next(iter(read_sources([str(page)], fetcher=None)))
    return None if isinstance(result, Exception) else annotate(result.article)
