"""What a page is that holds no article: an error, a check for robots, a consent wall, an index, a paywall's stub.

No rule is for one publisher: what tells are structured data (schema.org's types, ``isAccessibleForFree``,
``wordCount``), how much of the page is links, how much text there is, and the phrases of both languages
(`corpus/lexica/*/kinds.toml`). A page with much text is an article whatever else it shows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from hergang.corpus.lexica import LANGUAGES, lexicon
from hergang.corpus.readers.boxes import leads_elsewhere, text_of
from hergang.corpus.readers.metadata import is_article, linked_data, types

ENOUGH_WORDS = 25  # in whole sentences; below it a page is taken for one without article text
PREVIEW_WORDS = 100  # of the free part of an article behind a paywall, at least, for it to be kept as a preview
WHOLE_WORDS = 300  # from which a text is taken for whole where the page does not tell how long the article is
_WHOLE_SHARE = 0.7  # of the words that the page says the article has, from which a text is taken for whole
_WALL_WORDS = 150  # words in sentences that a page may have beside its wall or message
_WALL_SIGNS = 2  # kinds of phrases of a consent wall, at least
_WALL = 1500  # code points behind the text within which a paywall says what it is
_FOUND = 40  # code points of a paragraph's end by which it is found again
_SHOWN = 20_000  # code points of the page that are looked through for phrases
_HEADLINES = 8  # links to articles on an index page, at least
_HEADLINE_WORDS = 4  # words of such a link, at least
_LONG_PARAGRAPH = 45  # words; an index page has none
_COLLECTIONS = frozenset({"CollectionPage", "ItemList", "SearchResultsPage", "ProfilePage", "WebSite"})
_CAPTCHA = re.compile(r"captcha|challenge-platform|turnstile|datadome|perimeterx", re.IGNORECASE)

_MESSAGES = {
    "error": "an error page, no article ({told}). Check the address, or fetch it again later.",
    "robots": "a check for robots, no article ({told}). Open the page in a browser and save it as HTML.",
    "consent": "a consent wall, no article ({told}). Open the page in a browser, choose, and save it as HTML.",
    "index": "an index page, no article ({told}). Give the articles' own pages, or the site's feed.",
    "paywall": "the stub of an article behind a paywall ({told}). Open it with your subscription and save it as HTML.",
    "empty": "no article text ({told}). Give the article's own page.",
}


@dataclass(frozen=True)
class PageKind:
    """What a page is."""

    name: str  # error, robots, consent, index, paywall, empty; preview and article hold a text
    told: str = ""  # by which the kind is told, for people

    @property
    def has_text(self) -> bool:
        """Whether the page holds an article's text, whole or its beginning."""
        return self.name in ("article", "preview")

    def message(self) -> str:
        """Return what the page is and what to do."""
        return _MESSAGES[self.name].format(told=self.told)


def tell_page(tree: Any, paragraphs: Sequence[str], words: int, url: str | None) -> PageKind:
    """Return what a page is.

    Args:
        tree: the page as parsed.
        paragraphs: what was taken for the article's text, cleaned.
        words: those of the paragraphs that are whole sentences.
        url: the page's canonical address.
    """
    nodes = list(linked_data(tree))
    if words >= WHOLE_WORDS:
        return _index(tree, nodes, paragraphs, url) or PageKind("article")
    shown = _shown(tree)
    found = (
        _message(tree, shown, words)
        or _wall(tree, nodes, shown, paragraphs, words)
        or _index(tree, nodes, paragraphs, url)
    )
    if found is not None:
        return found
    if words < ENOUGH_WORDS:
        count = f"{len(paragraphs)} paragraph{'' if len(paragraphs) == 1 else 's'}, {words} words in whole sentences"
        return PageKind("empty", count)
    return PageKind("article")


def names_ticker(titles: Iterable[str], url: str | None) -> bool:
    """Return whether titles or address of a page say that it is a live ticker."""
    texts = [*titles, urlsplit(url).path if url else ""]
    return any(pattern.search(text) for pattern in _patterns("ticker") for text in texts)


def _message(tree: Any, shown: str, words: int) -> PageKind | None:
    """Return the kind of a page that says something else than an article: error, check for robots, consent wall."""
    if words >= _WALL_WORDS:
        return None
    headings = [text_of(element) for element in tree.iter("title", "h1", "h2")][:4]
    is_short = len(shown.split()) < _WALL_WORDS
    for name in ("robots", "error"):
        for text in (*headings, *([shown] if is_short else [])):
            if phrase := _first(name, text):
                return PageKind(name, f'"{phrase}"')
    if is_short and _has_captcha(tree):
        return PageKind("robots", "a captcha")
    signs = [match for pattern in _patterns("consent") if (match := pattern.search(shown))]
    if len(signs) >= _WALL_SIGNS and words < PREVIEW_WORDS:
        return PageKind("consent", f'"{_short(signs[0][0])}"')
    return None


def _wall(
    tree: Any, nodes: Iterable[Mapping[str, Any]], shown: str, paragraphs: Sequence[str], words: int
) -> PageKind | None:
    """Return paywall or preview where the text is less than the article, and something says that the rest is paid."""
    articles = [node for node in nodes if is_article(node)]
    closed = any(_is_closed(node) for node in articles) or _meta_is_closed(tree)
    phrase = _first("paywall", _behind(shown, paragraphs))
    whole = max((_word_count(node) for node in articles), default=0)
    if not (closed or phrase) or (whole and words >= _WHOLE_SHARE * whole):
        return None
    if not phrase and not whole and words >= PREVIEW_WORDS:
        return None  # declared as paid, and nothing on the page asks for money: its reader had it open
    told = f'{words} words, "{phrase}"' if phrase else f"{words} words, declared as not free"
    told += f", of {whole} words" if whole else ""
    return PageKind("preview" if words >= PREVIEW_WORDS else "paywall", told)


def _behind(shown: str, paragraphs: Sequence[str]) -> str:
    """Return what the page shows right behind the article's text; all of it where the text is not found."""
    end = max((shown.rfind(last := paragraph[-_FOUND:]) + len(last) for paragraph in paragraphs[-1:]), default=0)
    return shown[end : end + _WALL]


def _index(
    tree: Any, nodes: Sequence[Mapping[str, Any]], paragraphs: Sequence[str], url: str | None
) -> PageKind | None:
    """Return the kind of a page that leads to articles and is none."""
    if any(is_article(node) and node.get("headline") and _is_main(node, tree) for node in nodes) or _og_article(tree):
        return None
    if any(len(paragraph.split()) >= _LONG_PARAGRAPH for paragraph in paragraphs):
        return None
    headlines = {text for link in tree.iter("a") if (text := _headline(link))}
    is_named = any(name in _COLLECTIONS for node in nodes for name in types(node)) or _is_front(url)
    if len(headlines) < (_HEADLINES if is_named else 2 * _HEADLINES):
        return None
    if not is_named and 2 * _teasers(tree, paragraphs) < len(paragraphs):
        return None
    return PageKind("index", f"{len(headlines)} headlines lead to articles")


def _teasers(tree: Any, paragraphs: Sequence[str]) -> int:
    """Return how many of the paragraphs stand under a headline that leads elsewhere."""
    wanted, is_linked, found = set(paragraphs), False, 0
    for element in tree.iter("h1", "h2", "h3", "h4", "p"):
        if element.tag == "p":
            found += is_linked and text_of(element) in wanted
        else:
            is_linked = any(_headline(link) for link in (*element.iter("a"), *element.iterancestors("a")))
    return found


def _is_main(node: Mapping[str, Any], tree: Any) -> bool:
    """Return whether an article of the structured data is the page's own, not one in a list."""
    letters = re.sub(r"\W", "", str(node.get("headline"))).lower()
    shown = (text_of(element) for element in tree.iter("title", "h1"))
    return any(letters in re.sub(r"\W", "", text).lower() for text in shown) or bool(node.get("articleBody"))


def _og_article(tree: Any) -> bool:
    kinds = (element.get("content") or "" for element in tree.iter("meta") if element.get("property") == "og:type")
    return any("article" in kind.lower() for kind in kinds)


def _is_front(url: str | None) -> bool:
    path = urlsplit(url).path if url else ""
    return bool(url) and re.fullmatch(r"/?|/index\.\w+", path) is not None


def _headline(link: Any) -> str | None:
    if not leads_elsewhere(link):
        return None
    heading = next(link.iter("h2", "h3", "h4"), None)
    if heading is None and link.getparent() is not None and link.getparent().tag in ("h2", "h3", "h4"):
        heading = link
    text = "" if heading is None else text_of(heading)
    return text if len(text.split()) >= _HEADLINE_WORDS else None


def _is_closed(node: Mapping[str, Any]) -> bool:
    return any(_is_false(item.get("isAccessibleForFree")) for item in (node, *_parts(node)))


def _parts(node: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    value = node.get("hasPart")
    items = value if isinstance(value, list) else [value]
    return [item for item in items if isinstance(item, Mapping)]


def _is_false(value: Any) -> bool:
    return value is False or (isinstance(value, str) and value.strip().lower() in ("false", "no", "0"))


def _meta_is_closed(tree: Any) -> bool:
    names = ("article:content_tier", "og:article:content_tier")
    tiers = (element.get("content") or "" for element in tree.iter("meta") if element.get("property") in names)
    return any(tier.lower() in ("locked", "metered") for tier in tiers)


def _word_count(node: Mapping[str, Any]) -> int:
    value = str(node.get("wordCount") or "")
    return int(value) if re.fullmatch(r"\d{1,6}", value) else 0


def _has_captcha(tree: Any) -> bool:
    sources = (element.get("src") or "" for element in tree.iter("script", "iframe"))
    return any(_CAPTCHA.search(source) for source in sources)


def _shown(tree: Any) -> str:
    body = tree.find(".//body")
    return "" if body is None else text_of(body)[:_SHOWN]


def _first(name: str, text: str) -> str | None:
    """Return the words that a pattern of a kind finds first, shortened."""
    match = next((match for pattern in _patterns(name) if (match := pattern.search(text))), None)
    return _short(match[0]) if match else None


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:57].rsplit(' ', 1)[0]} …"


@cache
def _patterns(name: str) -> tuple[re.Pattern[str], ...]:
    patterns = [lexicon("kinds", language)["patterns"][name] for language in LANGUAGES]
    return tuple(re.compile(pattern, re.IGNORECASE) for each in patterns for pattern in each)
