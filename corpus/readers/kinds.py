"""Which kind of source a payload is: by the server's media type, a file's name, or the first bytes."""

from __future__ import annotations

import re
from pathlib import Path

from hergang.corpus.readers.encoding import to_utf8

SUFFIXES = {
    ".html": "html", ".htm": "html", ".xhtml": "html", ".txt": "text", ".text": "text", ".md": "markdown",
    ".markdown": "markdown", ".json": "json", ".jsonld": "json", ".jsonl": "jsonl", ".ndjson": "jsonl", ".warc": "warc",
    ".wet": "warc", ".xml": "xml", ".rss": "xml", ".atom": "xml", ".nitf": "xml", ".newsml": "xml",
}  # fmt: skip
MEDIA_TYPES = {
    "text/html": "html", "application/xhtml+xml": "html", "text/markdown": "markdown", "text/xml": "xml",
    "application/xml": "xml", "application/rss+xml": "xml", "application/atom+xml": "xml", "application/rdf+xml": "xml",
    "application/vnd.iptc.g2.newsitem+xml": "xml", "application/vnd.iptc.g2.newsmessage+xml": "xml",
    "application/vnd.iptc.g2.packageitem+xml": "xml", "application/nitf+xml": "xml", "application/json": "json",
    "application/ld+json": "json", "application/feed+json": "json", "application/x-ndjson": "jsonl",
    "application/jsonl": "jsonl", "application/warc": "warc",
}  # fmt: skip
ROOTS = {
    "rss": "feed", "feed": "feed", "rdf": "feed", "html": "html", "nitf": "nitf", "newsitem": "newsml",
    "newsmessage": "newsml", "packageitem": "newsml", "conceptitem": "newsml", "knowledgeitem": "newsml",
    "planningitem": "newsml", "catalogitem": "newsml",
}  # fmt: skip
GZIP = b"\x1f\x8b"

_HEAD = 64 * 1024  # bytes that tell the kind
_BEGINNING = 2048  # bytes in which elements of HTML tell a page without a declaration
_PROLOG = re.compile(rb"\s+|<\?[^>]*>|<!--.*?-->|<!doctype[^\[>]*(\[[^\]]*\]\s*)?>", re.DOTALL | re.IGNORECASE)
_ROOT = re.compile(rb"<(?:[\w.-]+:)?([\w.-]+)")


def suffix(path: Path) -> str:
    """Return the ending that tells the type, in lower case; a last ".gz" does not."""
    return Path(path.stem if path.suffix.lower() == ".gz" else path.name).suffix.lower()


def tell_kind(payload: bytes) -> str:
    """Return the kind of a payload by its first bytes.

    It is one of html, feed, newsml, nitf, xml (of another kind), json, markdown, warc, gzip, and else text.
    """
    if payload.startswith(GZIP):
        return "gzip"
    head = to_utf8(payload[:_HEAD]).removeprefix(b"\xef\xbb\xbf").lstrip()
    if head.startswith(b"WARC/"):
        return "warc"
    root = find_root(head).lower()
    if root in ROOTS:
        return ROOTS[root]
    if re.search(rb"<!doctype html|<(html|head|body|article|p|div|h1|meta)\b", head[:_BEGINNING].lower()):
        return "html"
    if re.match(rb'\{\s*"|\[\s*\{', head):
        return "json"
    if re.match(rb"(---|\+\+\+)[ \t]*\r?\n|#{1,3} ", head):
        return "markdown"
    return "xml" if head[:5].lower() == b"<?xml" else "text"


def find_root(head: bytes) -> str:
    """Return the local name of the first element behind declarations and comments; empty where there is none."""
    place = 0
    while match := _PROLOG.match(head, place):
        place = match.end()
    root = _ROOT.match(head, place)
    return root[1].decode("ascii", "replace") if root else ""
