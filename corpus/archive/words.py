"""What a user searches for, in the words of FTS5.

Words stand together (all must occur), "in quotation marks" for a phrase, with a * at the end for a beginning; OR, NOT
and parentheses combine them; "title:", "text:", "names:" and "quotations:" before a word, phrase or parenthesis tell
where it must stand. Case and diacritics do not matter; ß and ss are one. Every word is passed on in quotation marks, so
that no character has a meaning of its own ("AfD-Politiker" is a phrase of two words).
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass

from hergang.corpus.errors import SearchError

FIELDS = ("title", "text", "names", "quotations")

_TOKEN = re.compile(r'\s*(?:"([^"]*)"(\*?)|([()])|([^\s()"]+))')
_FIELD = re.compile(f"({'|'.join(FIELDS)}):(.*)", re.DOTALL)
_MARKS = str.maketrans(dict.fromkeys("„“”«»", '"'))
_UNSEARCHABLE = re.compile("[\0\ud800-\udfff]")  # what SQLite takes for the end, and what UTF-8 cannot hold
_DEPTH = 30  # parentheses within one another; FTS5 itself allows 256 levels of its own
_VARIANTS = 16  # spellings with ß or ss of one phrase


@dataclass(frozen=True)
class _Token:
    kind: str  # phrase, word, (, ), AND, OR, NOT, field
    text: str
    prefix: bool = False


def to_fts5(words: str) -> str:
    """Return the FTS5 query for what a user typed.

    Raises:
        SearchError: there is nothing to search for, or a mark, parenthesis or operator stands alone.

    >>> to_fts5('Brücke OR "neuer Haushalt"')
    '("Brücke" OR "neuer Haushalt")'
    """
    parser = _Parser(words, _tokens(words))
    query = parser.alternatives(0)
    if parser.tokens:
        raise parser.error('a ")" without its "("')
    return query


def _tokens(words: str) -> list[_Token]:
    plain = _UNSEARCHABLE.sub(" ", words.translate(_MARKS))
    if plain.count('"') % 2:
        raise SearchError(f"{words}: a quotation mark is not closed. Put one behind the phrase.")
    tokens: list[_Token] = []
    for phrase, star, bracket, word in _TOKEN.findall(plain):
        if bracket:
            tokens.append(_Token(bracket, bracket))
        elif word in ("AND", "OR", "NOT"):
            tokens.append(_Token(word, word))
        elif word:
            tokens.extend(_word(word))
        else:
            tokens.append(_Token("phrase", phrase, bool(star)))
    return tokens


def _word(word: str) -> list[_Token]:
    if named := _FIELD.fullmatch(word):
        return [_Token("field", named[1]), *(_word(named[2]) if named[2] else [])]
    return [_Token("word", word.rstrip("*"), word.endswith("*"))]


class _Parser:
    """Reads tokens from the front; NOT binds closer than AND, AND closer than OR, as in FTS5."""

    def __init__(self, words: str, tokens: list[_Token]) -> None:
        self.words = words
        self.tokens = tokens

    def error(self, wrong: str) -> SearchError:
        return SearchError(
            f'{self.words}: {wrong}. Write words, "a phrase", begin*, or combine them: (Brücke OR Tunnel) NOT Bahn.'
        )

    def alternatives(self, depth: int) -> str:
        if depth > _DEPTH:
            raise self.error(f"more than {_DEPTH} parentheses within one another")
        parts = [self._together(depth)]
        while self._take("OR"):
            parts.append(self._together(depth))
        return parts[0] if len(parts) == 1 else f"({' OR '.join(parts)})"

    def _together(self, depth: int) -> str:
        query = self._unit(depth)
        while self.tokens and self.tokens[0].kind not in ("OR", ")"):
            operator = "NOT" if self._take("NOT") else "AND"
            self._take("AND")
            query = f"({query} {operator} {self._unit(depth)})"
        return query

    def _unit(self, depth: int) -> str:
        if not self.tokens:
            raise self.error("a word is missing" if self.words.strip() else "nothing to search for")
        token = self.tokens.pop(0)
        if token.kind == "field":
            return f"{{{token.text}}} : {self._unit(depth)}"
        if token.kind == "(":
            inner = self.alternatives(depth + 1)
            if not self._take(")"):
                raise self.error('a "(" without its ")"')
            return f"({inner})"
        if token.kind not in ("word", "phrase"):
            raise self.error(f"a word is missing before {token.text}")
        if not any(character.isalnum() for character in token.text):
            raise self.error(f'no word in "{token.text}"')
        return _spellings(token)

    def _take(self, kind: str) -> bool:
        if self.tokens and self.tokens[0].kind == kind:
            del self.tokens[0]
            return True
        return False


def _spellings(token: _Token) -> str:
    """Return the phrase, in every spelling that it may have: Straße and Strasse are one word."""
    choices = [_variants(word) for word in token.text.split()]
    phrases = [" ".join(words) for words in itertools.islice(itertools.product(*choices), _VARIANTS)]
    quoted = [f'"{phrase}"{" *" if token.prefix else ""}' for phrase in phrases]
    return quoted[0] if len(quoted) == 1 else f"({' OR '.join(quoted)})"


def _variants(word: str) -> list[str]:
    low = word.lower()
    return (
        list(dict.fromkeys((word, low.replace("ß", "ss"), low.replace("ss", "ß"))))
        if re.search("ß|ss", low)
        else [word]
    )
