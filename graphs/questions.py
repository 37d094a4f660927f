"""Named questions: each is a file of plain SPARQL in ``questions/``; its head of comments says what it asks and takes.

The head, one line a thing; another file in the folder is another question (`docs/questions.md` lists them):

    # title en: Who said what?
    # title de: Wer hat was gesagt?
    # parameter speaker (text): words of the speaker's name
    # parameter kind (choice direct|indirect): how it was said
    # parameter limit (number): at most so many rows
    # example: speaker=Duysak

A parameter stands in the query as ``VALUES ?speaker { "" }`` on a line of its own, ``limit`` as ``LIMIT 100`` at the
end, and wherever else the query has that very limit: the file runs as it is, with what stands there as default (``""``
asks of everything). `Question.fill` puts the given value there as an escaped literal, so that no value can become query
text. Every query lets text parameters fit in upper or lower case and by any part of the words they are compared with;
the parameter's line says which words. It asks ``?topic = "" ||`` before ``CONTAINS(..., LCASE(?topic))``, since a
server that is asked the same may find no empty text in another (Virtuoso; `docs/store.md`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Literal, cast

import pyoxigraph as ox

from hergang.graphs.errors import QueryError
from hergang.graphs.sparql import did_you_mean, prefixed_names
from hergang.graphs.vocabulary import PREFIXES

Kind = Literal["text", "choice", "day", "number"]

_LINE = re.compile(r"# (title en|title de|example): (.+)")
_PARAMETER = re.compile(r"# parameter (\w+) \((text|day|number|choice ([\w|-]+))\): (.+)")
_SLOT = r"^(\s*VALUES \?{name} \{{ )(\"[^\"]*\")( \}})"
_LIMIT = re.compile(r"\bLIMIT (\d+)\s*\Z")


@dataclass(frozen=True)
class Parameter:
    """What a question can be told; all are optional."""

    name: str
    kind: Kind  # text fits by part and in any case; a day is ISO; a number is whole and above 0
    meaning: str
    default: str  # "" asks of everything
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Question:
    """A named question; ``sparql`` is its file, which runs as it is."""

    name: str
    title_en: str
    title_de: str
    parameters: tuple[Parameter, ...]
    example: str  # parameters as the command line takes them, "" where the question needs none
    sparql: str

    def fill(self, given: Mapping[str, str]) -> str:
        """Return the query with its parameters filled in and its prefixes declared, to run here or elsewhere.

        Raises:
            QueryError: a parameter that the question does not have, or a value of the wrong kind.
        """
        text, known = self.sparql, {parameter.name: parameter for parameter in self.parameters}
        for name, value in given.items():
            if name not in known:
                raise self._unknown(name, known)
            text = _filled(text, known[name], _checked(self.name, known[name], str(value)))
        return _declared(_body(text), f"# {self.title_en}\n")

    def _unknown(self, name: str, known: Iterable[str]) -> QueryError:
        return QueryError(
            f'The question "{self.name}" has no parameter "{name}".{did_you_mean(name, known)} '
            f"It takes {', '.join(known) or 'none'}."
        )


@cache
def questions() -> tuple[Question, ...]:
    """Return all questions, by name; QueryError names a file that is malformed."""
    folder = files(__package__).joinpath("questions")
    found = [entry for entry in folder.iterdir() if entry.name.endswith(".rq")]
    return tuple(
        parse(entry.name.removesuffix(".rq"), entry.read_text(encoding="utf-8"))
        for entry in sorted(found, key=lambda entry: entry.name)
    )


def find(name: str) -> Question:
    """Return the question of a name; QueryError with the nearest one where there is none."""
    named = {question.name: question for question in questions()}
    if name not in named:
        near = did_you_mean(name, named)
        raise QueryError(f'No question "{name}".{near} "hergang ask" lists all {len(named)}.')
    return named[name]


def parse(name: str, text: str) -> Question:
    """Return the question that a file tells.

    Raises:
        QueryError: the head lacks a line, a parameter has no place in the query, or the query is no SPARQL.
    """
    head = {found.group(1): found.group(2) for found in _LINE.finditer(text)}
    missing = [line for line in ("title en", "title de", "example") if line not in head]
    if missing:
        raise QueryError(f'questions/{name}.rq: the head has no "# {missing[0]}: ...". Add the line.')
    parameters = tuple(_parameter(name, text, found) for found in _PARAMETER.finditer(text))
    example = "" if head["example"] == "none" else head["example"]
    question = Question(name, head["title en"], head["title de"], parameters, example, text)
    _check_syntax(question)
    return question


def example_parameters(question: Question) -> dict[str, str]:
    """Return the example's parameters as `Question.fill` takes them."""
    return dict(re.findall(r'(\w+)="?([^"]*?)"?(?=\s+\w+=|\s*$)', question.example))


def _parameter(question: str, text: str, found: re.Match[str]) -> Parameter:
    name, kind, choices, meaning = found.groups()
    slot = _LIMIT.search(text) if name == "limit" else _slot(name).search(text)
    if slot is None:
        place = "LIMIT" if name == "limit" else f"VALUES ?{name}"
        raise QueryError(f'questions/{question}.rq: the parameter "{name}" has no {place} in the query. Add it.')
    default = slot.group(1) if name == "limit" else slot.group(2)[1:-1]
    words = tuple(choices.split("|")) if choices else ()
    return Parameter(name, cast(Kind, kind.partition(" ")[0]), meaning, default, words)


def _checked(question: str, parameter: Parameter, value: str) -> str:
    """Return a value that is of its parameter's kind."""

    def wrong(what: str) -> QueryError:
        return QueryError(f'{question}: {parameter.name}="{value}" is {what}')

    if parameter.kind == "number" and not re.fullmatch(r"[1-9]\d{0,8}", value):
        raise wrong("no whole number above 0. Give one, for example 20.")
    if parameter.kind == "choice" and value not in parameter.choices:
        raise wrong(f"none of {', '.join(parameter.choices)}.{did_you_mean(value, parameter.choices)}")
    if parameter.kind == "day" and not _is_day(value):
        raise wrong("no day. Write it as 2017-11-30.")
    return value


def _is_day(value: str) -> bool:
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _filled(text: str, parameter: Parameter, value: str) -> str:
    if parameter.name == "limit":
        return re.sub(rf"\bLIMIT {parameter.default}\b", f"LIMIT {value}", text)
    literal = str(ox.Literal(value))
    return _slot(parameter.name).sub(lambda found: found.group(1) + literal + found.group(3), text)


def _slot(name: str) -> re.Pattern[str]:
    return re.compile(_SLOT.format(name=name), re.MULTILINE)


def _body(text: str) -> str:
    lines = text.splitlines(keepends=True)
    first = next(at for at, line in enumerate(lines) if not line.startswith("#") and line.strip())
    return "".join(lines[first:])


def _declared(body: str, head: str) -> str:
    used = sorted({prefix for prefix, _ in prefixed_names(body) if prefix in PREFIXES})
    return head + "".join(f"PREFIX {prefix}: <{PREFIXES[prefix]}>\n" for prefix in used) + body


def _check_syntax(question: Question) -> None:
    try:
        ox.Store().query(question.fill({}))
    except SyntaxError as error:
        raise QueryError(f"questions/{question.name}.rq: {error}. Correct the query.") from error
