"""What the readers take and give, before cleaning, language and id are settled (`hergang.corpus.sources`)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from hergang.corpus.article import Article
from hergang.corpus.errors import SourceError
from hergang.corpus.reading import Cut

MAX_BYTES = 32 * 1024 * 1024  # of one file that is read as a whole; streams of articles have no bound
MAX_ARTICLE = 5 * 1024 * 1024  # bytes of a page; real ones have 0.25 MB, few more than 2 MB
MAX_TEXT = 2 * 1024 * 1024  # bytes of an article without markup: a book of 300,000 words


@dataclass(frozen=True)
class Origin:
    """Where a payload is from."""

    name: str  # as given, or as found in a folder or feed; error messages begin with it
    url: str | None = None  # after redirects
    path: Path | None = None  # absolute
    charset: str | None = None  # as the server gives it

    @property
    def file(self) -> str | None:
        """Return the path as text, which names an article that has the file to itself."""
        return str(self.path) if self.path else None


@dataclass(frozen=True)
class Draft:
    """An article as a reader found it; its id is empty unless the source itself gives one."""

    article: Article
    payload: bytes
    media_type: str
    source: str
    path: str | None = None  # absolute, of a file that holds this article alone
    guid: str | None = None  # a name that the source gives it, where it has no URL
    verbatim: bool = False  # whether the text is to be kept exactly as it is
    cuts: tuple[Cut, ...] = ()
    entries: tuple[Draft, ...] = ()  # of a live ticker, each an article of its own


def refuse_large(payload: bytes, name: str, most: int) -> None:
    """Raise a SourceError, naming the source, where a payload has more bytes than ``most``."""
    if len(payload) > most:
        raise SourceError(
            f"{name}: larger than {most // 1024**2} MB. Give the article's text alone, or many as JSON Lines or WARC."
        )
