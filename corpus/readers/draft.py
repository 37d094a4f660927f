"""What the readers take and give, before cleaning, language and id are settled (`hergang.corpus.sources`)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from hergang.corpus.article import Article
from hergang.corpus.reading import Cut

MAX_BYTES = 64 * 1024 * 1024  # of one file that is read as a whole; streams of articles have no bound


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
