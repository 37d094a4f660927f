"""The word lists of `corpus`: what every one of them must hold, and hold once."""

import tomllib
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

from hergang.corpus import lexica
from hergang.corpus.clean import rules
from hergang.corpus.lexica import LANGUAGES, lexicon, words
from hergang.corpus.readers.labels import Labels

FILES = sorted((Path(lexica.__file__).parent / "lexica").rglob("*.toml"))
FIELDS = {"title", "kicker", "standfirst", "published", "modified", "publisher", "authors", "url", "section", "other"}


def lists(table: Any) -> list[list[str]]:
    """Return every list of words in a table, nested ones too."""
    if isinstance(table, list) and all(isinstance(item, str) for item in table):
        return [table]
    values = table.values() if isinstance(table, dict) else table if isinstance(table, list) else []
    return list(chain.from_iterable(map(lists, values)))


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_list_says_what_it_holds_and_holds_it_once(path: Path) -> None:
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    assert set(table.pop("about")) == {"holds", "source", "licence"}
    assert [entries for entries in lists(table) if len(set(entries)) != len(entries)] == []


def test_both_languages_have_the_same_lists() -> None:
    german, english = (
        sorted((path.parent / path.name).name for path in FILES if path.parent.name == language)
        for language in LANGUAGES
    )
    assert german == english
    assert set(lexicon("metadata", "de")["words"]) == set(lexicon("metadata", "en")["words"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_labels_name_fields_of_the_article(language: str) -> None:
    table = lexicon("metadata", language)["labels"]
    assert set(table) == FIELDS
    assert len(lexicon("metadata", language)["words"]["months"]) == 12
    labels = list(chain.from_iterable(table.values()))
    assert len(labels) == len(set(labels))
    for label in table["publisher"]:
        assert Labels().take(f"{label.title()}: Neustädter Bote")


def test_words_of_both_languages_are_together() -> None:
    assert {"von", "by"} <= words("bylines")
    assert all(word == word.lower() for key in ("bylines", "dated", "times", "particles") for word in words(key))


def test_patterns_compile() -> None:
    assert len(rules()) == sum(len(lexicon("boilerplate", language)["rule"]) for language in LANGUAGES)


def test_tracking_parameters_are_sorted() -> None:
    parameters = lexicon("tracking")["tracking"]["parameters"]
    assert parameters == sorted(parameters)
