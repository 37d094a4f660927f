from collections.abc import Callable
from typing import Any

import pytest

from hergang.corpus.readers.draft import Origin
from hergang.corpus.readers.markdown import read_markdown, to_lines

YAML = """---
title: "Neue Brücke: der Rat stimmt zu"
date: 2024-05-03T18:19:00+02:00
author:
  - Max Muster
  - Eva Roth
source: Neustädter Bote
url: https://bote.example/a?utm_source=x
tags: [Brücke, Rat]
---
"""
TOML = """+++
title = "Neue Brücke: der Rat stimmt zu"
date = 2024-05-03
authors = ["Max Muster", "Eva Roth"]
publisher = "Neustädter Bote"
url = "https://bote.example/a"
+++
"""


@pytest.mark.parametrize("front", [YAML, TOML])
def test_front_matter_gives_the_metadata(front: str, german: str) -> None:
    article = read_markdown(f"{front}\n# Neue Brücke: der Rat stimmt zu\n\n{german}\n".encode(), Origin("a.md")).article
    assert (article.title, article.published) == ("Neue Brücke: der Rat stimmt zu", "2024-05-03")
    assert article.authors == ("Max Muster", "Eva Roth")
    assert (article.publisher, article.url) == ("Neustädter Bote", "https://bote.example/a")
    assert article.text == german


def test_first_heading_and_byline_stand_in_for_front_matter(english: str) -> None:
    draft = read_markdown(f"# Bridge approved\n\n*By Jane Roe, 3 May 2024*\n\n{english}\n".encode(), Origin("a.md"))
    assert (draft.article.title, draft.article.authors) == ("Bridge approved", ("Jane Roe",))
    assert (draft.article.published, draft.article.text) == ("2024-05-03", english)


@pytest.mark.parametrize(
    ("markdown", "lines"),
    [
        ("Ein **Satz** mit [Link](https://a.example/b_(c)) und ![Bild](x.png).", ["Ein Satz mit Link und ."]),
        ("Zeile eins\nZeile zwei", ["Zeile eins Zeile zwei"]),
        ("## Zwischentitel ##\nText", ["Zwischentitel", "Text"]),
        ("Titel\n=====\n\nText", ["Titel", "Text"]),
        ("- eins\n- zwei\n1. drei", ["eins", "zwei", "drei"]),
        ("> Ich gehe,\n> sagte er.", ["Ich gehe, sagte er."]),
        ("snake_case_name und 5 * 3 * 2", ["snake_case_name und 5 * 3 * 2"]),
        (r"\*kein\* Kursiv", ["*kein* Kursiv"]),
        ("Text[^1]\n\n***\n\n<!-- weg -->`code` &amp; mehr", ["Text", "code & mehr"]),
        ("<b>fett</b> und <https://a.example>", ["fett und https://a.example"]),
    ],
)  # fmt: skip
def test_marks_are_reduced_to_text(markdown: str, lines: list[str]) -> None:
    assert [line for line in to_lines(markdown)[0] if line] == lines


def test_broken_toml_is_named(read: Callable[..., Any], german: str) -> None:
    (error,) = read("a.md", f"+++\ntitle = \n+++\n{german}")
    assert "a.md: the front matter is no TOML" in str(error)
