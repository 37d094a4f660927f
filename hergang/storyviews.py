"""A story as the rows of a table and as an HTML page; both show the same steps, neither computes anything."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from importlib.resources import files
from string import Template
from urllib.parse import quote

from hergang.story import Step, Story, Tie
from hergang.timeline import timeline

ENDS = 5  # words by which each end of a long sentence is named in a link
COLUMNS = ("reported", "outlet", "what was said", "on whose word", "how sure", "what became of it")


def rows(story: Story, *, everything: bool = True) -> list[tuple[str, ...]]:
    """Return one row for each step under `COLUMNS`, or only for those at which the story turns."""
    return [_cells(step) for step in story.steps if everything or step.turns]


def _cells(step: Step) -> tuple[str, ...]:
    return step.reported, step.outlet, step.sentence, word(step), sure(step), "\n".join(fate(step))


def word(step: Step) -> str:
    """Say on whose word a step stands; a speaker that was not found is called so."""
    if step.voice == "speaker":
        return step.speaker or "a speaker that was not found"
    return "hearsay" if step.voice == "hearsay" else "the outlet"


def sure(step: Step) -> str:
    """Say how certain the step's claims are told, which are denied or negated, and whether the matter is open."""
    kinds = [claim.standing(step.voice) for claim in step.claims]
    return "; ".join(dict.fromkeys(kind for kind in (*kinds, step.status) if kind))


def fate(step: Step) -> Iterator[str]:
    """Yield what a step has to do with earlier ones, and what later ones made of it."""
    for tie in step.ties:
        yield f"{tie.type} {_place(tie)}: {shortened(tie.sentence)}"
    for tie in step.later:
        yield f"→ {tie.reported} {tie.outlet} {tie.type} it: {shortened(tie.sentence)}"
    if step.repeated:
        outlets = ", ".join(dict.fromkeys(tie.outlet for tie in step.repeated if tie.outlet))
        yield f"said again until {max(tie.reported for tie in step.repeated)} ({outlets})"
    if step.replaced:
        yield f"no longer in the article (revised, seen {step.replaced[:10]})"


def html(story: Story, *, everything: bool = True) -> str:
    """Return a whole HTML page; styles are inside, nothing is loaded from anywhere."""
    template = files("hergang").joinpath("templates/story.html").read_text(encoding="utf-8")
    days = [part for part in (story.since and f"since {story.since}", story.as_of and f"as of {story.as_of}") if part]
    steps = [(number, step) for number, step in enumerate(story.steps) if everything or step.turns]
    return Template(template).substitute(
        timeline=timeline(steps),
        title=escape(story.label),
        about=escape(" · ".join([story.id, *days])),
        head="".join(f"<th>{escape(column)}</th>" for column in COLUMNS),
        rows="\n".join(_html_row(number, step) for number, step in steps),
    )


def shortened(text: str, limit: int = 90) -> str:
    """Return the text on one line, cut at a word where it is longer than ``limit`` characters."""
    line = " ".join(text.split())
    return f"“{line}”" if len(line) <= limit else f"“{line[:limit].rsplit(' ', 1)[0]} …”"


def _place(tie: Tie) -> str:
    return " ".join(part for part in (tie.reported, tie.outlet) if part)


def source_link(step: Step) -> str | None:
    """Return the address of a step's very words in its article, None where the article has no address on the web.

    Long sentences are named by their first and last words (text fragments: wicg.github.io/scroll-to-text-fragment);
    for words that are no longer in the article it is the article's own address.
    """
    if not step.url or not step.url.startswith(("http://", "https://")):
        return None
    words = step.sentence.split()
    if step.replaced or not words:
        return step.url
    ends = [words] if len(words) <= 2 * ENDS else [words[:ENDS], words[-ENDS:]]
    told = ",".join(quote(" ".join(part), safe="").replace("-", "%2D") for part in ends)
    return f"{step.url.partition('#')[0]}#:~:text={told}"


def _html_row(number: int, step: Step) -> str:
    cells = [escape(cell).replace("\n", "<br>") for cell in _cells(step)]
    link = source_link(step)
    if link:
        title = escape(step.headline or "the article", quote=True)
        cells[2] = f'<a href="{escape(link, quote=True)}" title="{title}">{cells[2]}</a>'
    return f'<tr id="step-{number}">' + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"
