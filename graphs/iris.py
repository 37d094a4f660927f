"""The IRIs of the graph, all told in advance from what is archived (design section 5); none is drawn by lot."""

from __future__ import annotations

import hashlib
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from hergang.corpus.article import Article
from hergang.extract.records import Span
from hergang.graphs.revised import Revised

UMLAUTS: dict[int, str] = {ord("ä"): "ae", ord("ö"): "oe", ord("ü"): "ue"}


@dataclass(frozen=True)
class Iris:
    """IRIs under one base (which ends in a slash or hash)."""

    base: str

    @property
    def identity(self) -> str:
        """Return the name of the graph that says which mentions are one."""
        return f"{self.base}identity"

    @property
    def derived(self) -> str:
        """Return the name of the graph of statements, links and stories."""
        return f"{self.base}derived"

    @property
    def activities(self) -> str:
        """Return the name of the graph of ingests, which stands outside of the byte-for-byte promise."""
        return f"{self.base}activities"

    def article(self, article_id: str) -> str:
        """Return the IRI of an article."""
        return f"{self.base}a/{article_id}"

    def revision(self, revised: Revised) -> str:
        """Return the IRI of a revision, which is its graph's name too."""
        return f"{self.base}rev/{revised.article.id}-{revised.digest}"

    def entity(self, *parts: object) -> str:
        """Return the IRI of an entity told by (article id, start, end) of its first mention."""
        return f"{self.base}e/{digest(*parts)}"

    def event(self, *parts: object) -> str:
        """Return the IRI of an event told by (article id, start, end) of its first trigger."""
        return f"{self.base}v/{digest(*parts)}"

    def statement(self, *parts: object) -> str:
        """Return the IRI of a statement told by its first claim."""
        return f"{self.base}st/{digest(*parts)}"

    def story(self, article_id: str) -> str:
        """Return the IRI of a story told by its first article."""
        return f"{self.base}s/{digest(article_id)}"

    def link(self, *parts: object) -> str:
        """Return the IRI of a link told by (from, type, to)."""
        return f"{self.base}l/{digest(*parts)}"

    def outlet(self, article: Article) -> str | None:
        """Return the IRI of the article's outlet; None where neither publisher nor URL is known."""
        label = outlet_label(article)
        return f"{self.base}o/{slug(label)}" if label else None


def digest(*parts: object) -> str:
    """Return 16 hex digits that tell the parts (SHA-256)."""
    return hashlib.sha256(" ".join(str(part) for part in parts).encode()).hexdigest()[:16]


def outlet_label(article: Article) -> str | None:
    """Return the publisher's name, lacking one the host of the URL, lacking both None."""
    if article.publisher:
        return article.publisher
    host = urlsplit(article.url).hostname if article.url else None
    return host.removeprefix("www.") if host else None


def slug(name: str) -> str:
    """Return the name in lower-case ASCII letters, digits and hyphens ("Süddeutsche" -> "sueddeutsche").

    A name without any of them (in another script) is told by its digest.
    """
    spelt = name.casefold().translate(UMLAUTS)
    plain = unicodedata.normalize("NFKD", spelt).encode("ascii", "ignore").decode()
    words = "".join(letter if letter.isalnum() else " " for letter in plain).split()
    return "-".join(words) or digest(name)


def spans(revision: str, kind: str, found: Iterable[Span]) -> list[str]:
    """Return an IRI for each span of one kind, equal spans told apart by an ordinal ("…#claim=0,80;2")."""
    seen: Counter[Span] = Counter()
    iris = []
    for start, end in found:
        seen[start, end] += 1
        ordinal = f";{seen[start, end]}" if seen[start, end] > 1 else ""
        iris.append(f"{revision}#{kind}={start},{end}{ordinal}")
    return iris
