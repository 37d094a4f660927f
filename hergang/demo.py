"""The demonstration: the sample articles go into a throw-away store, and the graph is asked how their story went.

Nothing here is canned: what is printed is what the commands that are named would print for the same store.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import as_file, files
from pathlib import Path

from hergang import storyviews
from hergang.corpus.errors import StoreError
from hergang.graphs import questions
from hergang.library import Hergang
from hergang.story import Story
from hergang.terminal import cards, out, progress, say

WIDTH = 100  # characters of a line
QUESTIONS: tuple[tuple[str, dict[str, str]], ...] = (
    ("durations", {"topic": "account", "limit": "3"}),
    ("first-version", {"topic": "Mitarbeiter", "limit": "3"}),
    ("who-said", {"speaker": "Duysak", "limit": "3"}),
)
SUFFIXES = {".html", ".txt", ".md", ".json", ".jsonl", ".rss", ".xml"}
NO_ARTICLES = {"README.md"}


def run() -> None:
    """Run the demonstration; the store stays in a temporary folder, so that it can be asked more."""
    folder = Path(tempfile.mkdtemp(prefix="hergang-demo-"))
    store = Hergang(folder / "store")
    with samples() as sources, progress("Reading the samples") as done:
        report = store.ingest(sources, offline=True, on_outcome=lambda outcome: done(outcome.source))
    if report.failed:
        raise StoreError("; ".join(outcome.reason or outcome.source for outcome in report.failed))
    say(f"{len(report.new)} articles read, {len(report.revised)} revised.")
    story = _longest(store)
    _title(f"How the story developed: {story.label}", f"hergang story {story.id}")
    out(cards(storyviews.COLUMNS, storyviews.rows(story, everything=False), WIDTH))
    for name, parameters in QUESTIONS:
        _ask(store, name, parameters)
    graphml = folder / "story.graphml"
    store.export("graphml", graphml)
    _farewell(store, story, graphml)


@contextmanager
def samples() -> Iterator[list[str]]:
    """Give the paths of the sample articles by name: the first state of an article comes before the next."""
    with as_file(files("hergang.corpus").joinpath("samples")) as folder:
        paths = sorted(path for path in folder.iterdir() if path.suffix in SUFFIXES and path.name not in NO_ARTICLES)
        yield [str(path) for path in paths]


def _longest(store: Hergang) -> Story:
    lines = store.stories()
    if not lines:
        raise StoreError(f"{store.paths.root}: no story was found in the samples. Please report this as a bug.")
    return store.story(max(lines, key=lambda line: line.articles).id)


def _ask(store: Hergang, name: str, parameters: dict[str, str]) -> None:
    given = "".join(f" {key}={value}" for key, value in parameters.items())
    _title(questions.find(name).title_en, f"hergang ask {name}{given}")
    result = store.ask(name, **parameters)
    out(cards(result.columns, result.shown, WIDTH) or "The store has no answer to that.\n")


def _title(title: str, command: str) -> None:
    out(f"\n{title}\n{'=' * len(title)}\n$ {command}\n\n")


def _farewell(store: Hergang, story: Story, graphml: Path) -> None:
    program, at = _program(), f"--store {store.paths.root}"
    out(f"\nThe graph for Gephi, networkx and igraph: {graphml}\n")
    say(
        "\nAsk the same store more:\n"
        f"  {program} ask {at}\n"
        f"  {program} story {story.id} --as-of 2017-11-05 {at}\n"
        f"  {program} export ttl story.ttl {at}\n"
        "Or read articles of your own:\n"
        f"  {program} ingest article.html https://example.org/feed.xml\n"
        f"  {program} stories"
    )


def _program() -> str:
    """Return how the program is called here: by name where that is found, else by its path (``make demo``)."""
    return "hergang" if shutil.which("hergang") else sys.argv[0]
