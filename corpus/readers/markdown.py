"""Markdown: front matter (YAML style, or TOML between +++), headings, emphasis, links and lists reduced to text.

Front matter is read as ``key: value`` and simple lists, which is what newsrooms and note programs write; nested YAML is
passed over.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

from hergang.corpus.article import Article, normalise_text
from hergang.corpus.errors import SourceError
from hergang.corpus.readers.draft import Draft, Origin
from hergang.corpus.readers.encoding import decode, refuse_binary
from hergang.corpus.readers.html import html_to_text
from hergang.corpus.readers.labels import Labels
from hergang.corpus.readers.text import describe, part_metadata
from hergang.corpus.reading import Cut

_FRONT = re.compile(r"\A\s*(?P<mark>---|\+\+\+)[ \t]*\n(?P<matter>.*?)\n(?:(?P=mark)|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_BLOCK = re.compile(r"(#{1,6}\s|[-*+]\s|\d{1,3}[.)]\s|>\s?|\|)")  # begins a paragraph of its own
_RULE = re.compile(r"([-*_])(\s*\1){2,}")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+\-.!>~|])")
_INLINE = (
    (re.compile(r"!\[[^\[\]]*\](\([^()]*(\([^()]*\)[^()]*)*\)|\[[^\[\]]*\])"), ""),  # images
    (re.compile(r"\[\^[^\]]+\]:?"), ""),  # footnote marks
    (re.compile(r"\[([^\[\]]*)\](\([^()]*(\([^()]*\)[^()]*)*\)|\[[^\[\]]*\])"), r"\1"),  # links
    (re.compile(r"<(https?://[^>\s]+)>"), r"\1"),
    (re.compile(r"</?[a-zA-Z][^<>]*>"), ""),
    (re.compile(r"(\*\*\*|\*\*|\*|~~)(?=\S)(.+?)(?<=\S)\1"), r"\2"),
    (re.compile(r"(?<!\w)(___|__|_)(?=\S)(.+?)(?<=\S)\1(?!\w)"), r"\2"),
    (re.compile(r"(`+)(.+?)\1"), r"\2"),
)


def read_markdown(payload: bytes, origin: Origin, *, media_type: str = "text/markdown") -> Draft:
    """Return the article of a Markdown text; its first heading is the title where the front matter has none."""
    refuse_binary(payload, origin.name)
    text = normalise_text(decode(payload, origin.charset))
    front = _front_matter(text, origin)
    body, head, tail = part_metadata(to_lines(_FRONT.sub("", text, count=1)))
    article = describe(Article(id="", text="\n\n".join(line for line in body if line)), front, head, tail)
    if not article.text:
        raise SourceError(f"{origin.name}: no text but front matter. Give the article's text.")
    cuts = tuple(Cut("\n".join(labels.lines), "metadata") for labels in (head, tail) if labels.lines)
    return Draft(article, payload, media_type, origin.name, path=origin.file, cuts=cuts)


def to_lines(markdown: str) -> list[str]:
    """Return the paragraphs of a Markdown text as plain lines, an empty line between each two.

    A heading of level 1 at the head is followed by an empty line like every other, and so is read as a headline.
    """
    lines: list[str] = []
    for block in _blocks(re.sub(r"<!--.*?-->", "", markdown, flags=re.DOTALL)):
        if text := _plain(block):
            lines += [*text.split("\n"), ""]
    return lines


def _blocks(markdown: str) -> Iterator[str]:
    """Yield the blocks: lines that belong together, joined by a blank; two blanks at a line's end keep the break."""
    block: list[str] = []
    for line in markdown.split("\n"):
        stripped = line.strip()
        if re.fullmatch(r"=+|-+", stripped) and len(block) == 1:  # a heading underlined
            yield block.pop()
        elif not stripped or _RULE.fullmatch(stripped) or stripped.startswith(("```", "~~~")):
            yield from _joined(block)
            block = []
        elif _BLOCK.match(stripped) and not (block and stripped[0] == ">"):
            yield from _joined(block)
            block = [stripped]
            if stripped[0] == "#":
                yield block.pop()
        else:
            block.append(re.sub(r"^>\s?", "", stripped) + ("\n" if line.endswith(("  ", "\\")) else ""))
    yield from _joined(block)


def _joined(block: list[str]) -> Iterator[str]:
    if block:
        yield " ".join(block).replace("\n ", "\n").strip()


def _plain(block: str) -> str:
    text = re.sub(r"^(#{1,6}\s+|[-*+]\s+(\[[ xX]\]\s+)?|\d{1,3}[.)]\s+|>\s?)+", "", block)
    text = re.sub(r"\s+#+$", "", text) if block.startswith("#") else text
    text = _ESCAPED.sub(lambda match: f"\x00{ord(match[1])}\x00", text)  # out of the way of the patterns
    for pattern, replacement in _INLINE:
        text = pattern.sub(replacement, text)
    if "&" in text:
        text = html_to_text(text) or text
    text = re.sub("\x00(\\d+)\x00", lambda match: chr(int(match[1])), text)
    return "\n".join(" ".join(line.rstrip("\\").split()) for line in text.split("\n")).strip()


def _front_matter(text: str, origin: Origin) -> Labels:
    match = _FRONT.match(text)
    if match is None:
        return Labels()
    if match["mark"] == "+++":
        try:
            return _labels(tomllib.loads(match["matter"]))
        except tomllib.TOMLDecodeError as error:
            raise SourceError(
                f"{origin.name}: the front matter is no TOML ({error}). Mend it or take it out."
            ) from error
    return _labels(_parse_pairs(match["matter"]))


def _parse_pairs(matter: str) -> dict[str, Any]:
    """Return the pairs of a YAML-style front matter; values are strings or lists of strings."""
    pairs: dict[str, Any] = {}
    key = ""
    for line in matter.split("\n"):
        if item := re.fullmatch(r"\s*-\s+(.+)", line):
            if isinstance(pairs.get(key), list) or not pairs.get(key):
                pairs[key] = [*(pairs.get(key) or []), _unquote(item[1])]
        elif pair := re.fullmatch(r"(\w[\w -]*?)\s*:\s*(.*)", line):
            key, value = pair[1], pair[2].strip()
            is_list = value.startswith("[") and value.endswith("]")
            pairs[key] = (
                [_unquote(part) for part in value[1:-1].split(",") if part.strip()] if is_list else _unquote(value)
            )
        elif line.startswith((" ", "\t")) and isinstance(pairs.get(key), str):
            pairs[key] = f"{pairs[key].lstrip('>|-')} {line.strip()}".strip()
    return pairs


def _unquote(value: str) -> str:
    value = value.strip()
    return (
        value[1:-1]
        if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'"
        else re.sub(r"\s+#\s.*$", "", value)
    )


def _labels(pairs: Mapping[str, Any]) -> Labels:
    labels = Labels()
    for key, value in pairs.items():
        for item in value if isinstance(value, list) else [value]:
            labels.take_label(key, str(item))
    return labels
