"""Hergang reads German and English news and keeps a graph that can be asked how a story developed.

>>> import hergang
>>> store = hergang.open("news")                        # doctest: +SKIP
>>> store.ingest(["article.html", "feed.xml"]).failed   # doctest: +SKIP
()
>>> store.ask("who-said").rows                          # doctest: +SKIP

All that is promised to callers is listed in ``__all__``; the packages behind it (`hergang.corpus`, `hergang.extract`,
`hergang.graphs`) may change. Names are loaded when they are first used: to import `hergang` costs nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hergang.corpus.article import Article
    from hergang.corpus.errors import HergangError, SourceError, StoreError
    from hergang.extract.errors import LexiconError
    from hergang.extract.records import Annotations
    from hergang.graphs.errors import QueryError
    from hergang.ingest import Report
    from hergang.library import Hergang, annotate, open

__version__ = "0.1.0"

_HOMES = {
    "Annotations": "hergang.extract.records",
    "Article": "hergang.corpus.article",
    "Hergang": "hergang.library",
    "HergangError": "hergang.corpus.errors",
    "LexiconError": "hergang.extract.errors",
    "QueryError": "hergang.graphs.errors",
    "Report": "hergang.ingest",
    "SourceError": "hergang.corpus.errors",
    "StoreError": "hergang.corpus.errors",
    "annotate": "hergang.library",
    "open": "hergang.library",
}

__all__ = [
    "Annotations",
    "Article",
    "Hergang",
    "HergangError",
    "LexiconError",
    "QueryError",
    "Report",
    "SourceError",
    "StoreError",
    "__version__",
    "annotate",
    "open",
]


def __getattr__(name: str) -> Any:
    """Load a public name from its home."""
    if name not in _HOMES:
        raise AttributeError(f"module 'hergang' has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return __all__
