"""Markdown (CommonMark and tables, by markdown-it-py) reduced to paragraphs, with the metadata of its front matter.

Front matter (YAML between ``---``, or TOML between ``+++``) is read as ``key: value``, lists, and the names within
lists of mappings, which is what newsrooms and note programs write; what is nested deeper is passed over.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

from hergang.corpus.article import Article, normalise_text
from hergang.corpus.errors import SourceError
from hergang.corpus.readers.draft import MAX_TEXT, Draft, Origin, refuse_large
from hergang.corpus.readers.encoding import decode, refuse_binary
from hergang.corpus.readers.html import html_to_text
from hergang.corpus.readers.labels import Labels
from hergang.corpus.readers.text import describe, part_metadata
from hergang.corpus.reading import Cut

_MARKS = "*_[]()`<>|!#~&-+\n"
_MOST_MARKS = 20_000  # in a text; an article has a few hundred, and markdown-it-py takes time in their square
_LONGEST_FRONT = 64 * 1024  # code points
_FRONT = re.compile(r"\A\s*(?P<mark>---|\+\+\+)[ \t]*\n(?P<matter>.*?)\n(?:(?P=mark)|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_PAIR = re.compile(r"(?P<key>[\w\"'][\w \"'-]{0,60}?)\s*:(?:\s+(?P<value>.*)|\s*)")
_FOOTNOTE = re.compile(r"\[\^[^\]\s]{1,40}\]:?")
_NAME_KEYS = ("name", "title")  # of a mapping in a list ("authors: - name: ...") that stand for it


def read_markdown(payload: bytes, origin: Origin, *, media_type: str = "text/markdown") -> Draft:
    """Return the article of a Markdown text; its first heading is the title where the front matter has none."""
    refuse_binary(payload, origin.name)
    refuse_large(payload, origin.name, MAX_TEXT)
    front, text = _part_front(normalise_text(decode(payload, origin.charset)), origin)
    if sum(map(text.count, _MARKS)) > _MOST_MARKS:
        raise SourceError(
            f"{origin.name}: more than {_MOST_MARKS:,} marks of Markdown. Save the article as plain text."
        )
    lines, dropped = to_lines(text)
    body, head, tail = part_metadata(lines)
    article = describe(Article(id="", text="\n\n".join(line for line in body if line)), front, head, tail)
    if not article.text:
        raise SourceError(f"{origin.name}: no text but front matter. Give the article's text.")
    cuts = [Cut("\n".join(labels.lines), "metadata") for labels in (head, tail) if labels.lines]
    return Draft(article, payload, media_type, origin.name, path=origin.file, cuts=(*cuts, *dropped))


def to_lines(markdown: str) -> tuple[list[str], list[Cut]]:
    """Return the paragraphs of a Markdown text as plain lines, an empty line between each two, and what was left out.

    A heading of level 1 at the head is followed by an empty line like every other, and so is read as a headline.
    """
    lines: list[str] = []
    cuts: list[Cut] = []
    cells: list[str] | None = None  # of the table that is open
    for token in _parser().parse(_FOOTNOTE.sub("", _without_comments(markdown))):
        if token.type == "table_open":
            cells = []
        elif token.type == "table_close" and cells is not None:
            cuts.append(Cut(" ".join(cells), "table"))
            cells = None
        elif text := _text(token, cuts):
            (lines if cells is None else cells).extend([*text.split("\n"), ""])
    return lines, [cut for cut in cuts if cut.text.strip()]


def _without_comments(text: str) -> str:
    """Return the text without comments of HTML; one that is not closed stays, with all behind it."""
    first, *rest = text.split("<!--")
    return first + "".join(piece.partition("-->")[2] if "-->" in piece else f"<!--{piece}" for piece in rest)


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark").enable(["table", "strikethrough"])


def _text(token: Token, cuts: list[Cut]) -> str:
    """Return the text of a token of the first level; empty for one that only opens or closes a block."""
    if token.type == "inline":
        text = "".join(_inline(token.children or (), cuts))
    elif token.type == "html_block":
        text = html_to_text(token.content)
    else:  # code, which indented prose looks like
        text = token.content.replace("\n\n", "\0").replace("\n", " ").replace("\0", "\n\n")
    return "\n".join(" ".join(line.split()) for line in text.split("\n")).strip()


def _inline(children: Sequence[Token], cuts: list[Cut]) -> Iterator[str]:
    for token in children:
        if token.type == "image":
            cuts.append(Cut(token.content, "image-caption"))
        elif token.type == "softbreak":
            yield " "
        elif token.type == "hardbreak" or (token.type == "html_inline" and token.content.lower().startswith("<br")):
            yield "\n"
        elif token.type != "html_inline":
            yield token.content


def _part_front(text: str, origin: Origin) -> tuple[Labels, str]:
    """Return the metadata of the front matter, and the text behind it; a rule at the head begins none."""
    match = _FRONT.match(text[:_LONGEST_FRONT])
    if match is None:
        return Labels(), text
    if match["mark"] == "---":
        first = next((line for line in match["matter"].split("\n") if line.strip() and line.lstrip()[0] != "#"), "")
        return (_labels(_parse_pairs(match["matter"])), text[match.end() :]) if _PAIR.match(first) else (Labels(), text)
    try:
        return _labels(tomllib.loads(match["matter"])), text[match.end() :]
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise SourceError(f"{origin.name}: the front matter is no TOML ({error}). Mend it or take it out.") from error


def _parse_pairs(matter: str) -> dict[str, Any]:
    """Return the pairs of a YAML-style front matter; values are strings or lists of strings."""
    pairs: dict[str, Any] = {}
    key = ""
    for line in matter.split("\n"):
        is_inner = line[:1].isspace()
        if item := re.fullmatch(r"\s*-\s+(\S.*)", line):
            _add(pairs, key, item[1])
        elif (pair := _PAIR.fullmatch(line.rstrip())) and not is_inner:
            key = pair["key"].strip(" \"'")
            pairs[key] = _value((pair["value"] or "").strip())
        elif is_inner and (pair := _PAIR.fullmatch(line.strip())) and not pairs.get(key):
            _add(pairs, key, line.strip())
        elif is_inner and isinstance(pairs.get(key), str) and not _PAIR.fullmatch(line.strip()):
            pairs[key] = _unquote(f"{pairs[key]} {line.strip()}".strip())
    return pairs


def _add(pairs: dict[str, Any], key: str, item: str) -> None:
    """Add an item to a list; of a mapping only what names it."""
    pair = _PAIR.fullmatch(item)
    if pair and pair["key"] not in _NAME_KEYS:
        return
    value = _unquote((pair["value"] or "") if pair else item)
    if value and (isinstance(pairs.get(key), list) or not pairs.get(key)):
        pairs[key] = [*(pairs.get(key) or []), value]


def _value(text: str) -> str | list[str]:
    if text.startswith("[") and text.endswith("]"):
        quoted = re.findall(r"\"((?:[^\"\\]|\\.)*)\"|'([^']*)'|([^,\"']+)", text[1:-1])
        return [value for parts in quoted if (value := _unquote("".join(parts).strip()))]
    return "" if re.fullmatch(r"[>|][+-]?\d?", text) else _unquote(text)


def _unquote(value: str) -> str:
    value = value.strip()
    if len(value) > 1 and value[0] == value[-1] == '"':
        return re.sub(r"\\([\"\\])", r"\1", value[1:-1])
    if len(value) > 1 and value[0] == value[-1] == "'":
        return value[1:-1].replace("''", "'")
    return re.sub(r"(^|\s)#\s.*$", "", value).rstrip()


def _labels(pairs: Mapping[str, Any]) -> Labels:
    labels = Labels()
    for key, value in pairs.items():
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, Mapping):
                item = next((item[name] for name in _NAME_KEYS if item.get(name)), "")
            if str(item).strip():
                labels.take_label(key, str(item))
    return labels
