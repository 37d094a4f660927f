"""Whether the use of a text for text and data mining is reserved, as machines can read it.

Read are the TDM Reservation Protocol (W3C Community Group, final report of May 2024), in which a page's meta elements
supersede the header, and that supersedes the file of the origin, and "noai" among the robots directives of header and
page, which is no standard but leaves no doubt of what is meant.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from html.parser import HTMLParser
from typing import Any
from urllib.parse import unquote, urlsplit

from urllib3 import HTTPHeaderDict

from hergang.corpus.fetch.addresses import Target
from hergang.corpus.fetch.records import RefusalError
from hergang.corpus.fetch.robots import PRODUCT, Get

_FILE = "/.well-known/tdmrep.json"
_LARGEST = 512 * 1024  # bytes of that file
_KEPT = 24 * 3600.0  # seconds
_HEAD = 256 * 1024  # bytes of a page in which its meta elements are looked for
_TDM = "tdm-reservation"
_NO_AI = "noai"
_WITH_VALUE = ("unavailable_after", "max-snippet", "max-image-preview", "max-video-preview")  # no names of robots

Rule = tuple[str, bool]  # pattern of a path, and whether what it fits is reserved


class Reservations:
    """The files of reservations of the origins that were asked, each kept for a day.

    Args:
        get: fetches such a file; where it cannot be had, the origin has none.
        monotonic: the clock.
    """

    def __init__(self, get: Get, monotonic: Callable[[], float]) -> None:
        self._get = get
        self._monotonic = monotonic
        self._kept: dict[str, tuple[float, list[Rule]]] = {}

    def check(self, target: Target, headers: HTTPHeaderDict, page: bytes | None) -> None:
        """Raise RefusalError where the use of what was answered is reserved; ``page`` is its payload if it is HTML."""
        meta = read_meta(page) if page is not None else []
        directives = [content for name, content in meta if name in ("robots", PRODUCT)]
        if any(map(refuses_ai, (*headers.getlist("x-robots-tag"), *directives))):
            raise _reserved(target, _NO_AI)
        of_page = _declared(content for name, content in meta if name == _TDM)
        of_header = _declared(value for line in headers.getlist(_TDM) for value in line.split(","))
        declared = of_header if of_page is None else of_page
        if self._in_file(target) if declared is None else declared:
            raise _reserved(target, _TDM)

    def learn(self, target: Target) -> None:
        """Fetch the file of an origin where it is not known: the protocol wants it read before any page."""
        if target.origin not in self._kept or self._monotonic() >= self._kept[target.origin][0]:
            self._kept[target.origin] = (self._monotonic() + _KEPT, self._ask(target))

    def _in_file(self, target: Target) -> bool:
        _, rules = self._kept.get(target.origin, (0.0, []))
        path = urlsplit(target.url).path or "/"
        return next((reserved for pattern, reserved in rules if fits(pattern, path)), False)

    def _ask(self, target: Target) -> list[Rule]:
        try:
            status, payload = self._get(target.origin + _FILE, _LARGEST)
        except RefusalError:
            return []
        return read_rules(payload) if status == 200 else []


def read_rules(payload: bytes) -> list[Rule]:
    """Return the rules of a tdmrep.json in its order; what is malformed is left out, as the protocol has it."""
    try:
        found = json.loads(payload)
    except (ValueError, RecursionError):
        return []
    return list(_rules(found)) if isinstance(found, list) else []


def _rules(found: Iterable[Any]) -> Iterable[Rule]:
    for rule in found:
        if isinstance(rule, dict) and isinstance(rule.get("location"), str):
            value = _value(str(rule.get(_TDM)))
            if value is not None:
                yield rule["location"], value


def fits(pattern: str, path: str) -> bool:
    """Return whether a path begins as a pattern says, with "*" for any characters and a last "$" for the end.

    >>> fits("/a/*.jpg$", "/a/b/c.jpg"), fits("/a", "/b")
    (True, False)
    """
    whole = pattern.endswith("$")
    first, *others = (unquote(piece) for piece in pattern.removesuffix("$").split("*"))
    path = unquote(path)
    if not path.startswith(first):
        return False
    place = len(first)
    for piece in others[:-1] if whole else others:
        found = path.find(piece, place)
        if found < 0:
            return False
        place = found + len(piece)
    if not whole:
        return True
    last = others[-1] if others else ""
    return path.endswith(last) and len(path) - len(last) >= place and (bool(others) or len(path) == place)


def refuses_ai(directives: str) -> bool:
    """Return whether robots directives (of X-Robots-Tag or a meta element) forbid the use by AI to this program.

    A name before a colon limits what follows to that robot, up to the next name.
    """
    addressed = True
    for piece in directives.lower().split(","):
        name, colon, rest = piece.partition(":")
        if colon and name.strip() not in _WITH_VALUE:
            addressed, piece = name.strip() in (PRODUCT, "*"), rest
        if addressed and piece.strip() == _NO_AI:
            return True
    return False


def read_meta(page: bytes) -> list[tuple[str, str]]:
    """Return names and contents of the meta elements at the beginning of a page, names in lower case."""
    reader = _MetaReader()
    reader.feed(page[:_HEAD].replace(b"\0", b"").decode("latin-1"))
    return reader.found


class _MetaReader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "meta":
            values = {name: value or "" for name, value in attrs}
            self.found.append((values.get("name", "").strip().lower(), values.get("content", "")))


def _declared(values: Iterable[str]) -> bool | None:
    """Return what one place declares: where it says both, that it is reserved."""
    found = [value for value in map(_value, values) if value is not None]
    return any(found) if found else None


def _value(declared: str | None) -> bool | None:
    """Return what a value of the protocol says: reserved, not reserved, or nothing."""
    match = re.fullmatch(r"\s*([01])\s*", declared or "")
    return None if match is None else match[1] == "1"


def _reserved(target: Target, by: str) -> RefusalError:
    return RefusalError(
        f"{target.host} reserves the use for text and data mining ({by}). "
        "Who has a licence names the host with --licensed."
    )
