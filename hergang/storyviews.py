"""A story as the rows of a table and as an HTML page; both show the same steps, neither computes anything."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from importlib.resources import files
from string import Template

from hergang.story import Step, Story, Tie

COLUMNS = ("reported", "outlet", "what was said", "on whose word", "how sure", "what became of it")


def rows(story: Story, *, everything: bool = True) -> list[tuple[str, ...]]:
    """Return one row for each step under `COLUMNS`, or only for those at which the story turns."""
    return [
        (step.reported, step.outlet, step.sentence, word(step), sure(step), "\n".join(fate(step)))
        for step in story.steps
        if everything or step.turns
    ]


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
    return Template(template).substitute(
        title=escape(story.label),
        about=escape(" · ".join([story.id, *days])),
        head="".join(f"<th>{escape(column)}</th>" for column in COLUMNS),
        rows="\n".join(_html_row(cells) for cells in rows(story, everything=everything)),
    )


def shortened(text: str, limit: int = 90) -> str:
    """Return the text on one line, cut at a word where it is longer than ``limit`` characters."""
    line = " ".join(text.split())
    return f"“{line}”" if len(line) <= limit else f"“{line[:limit].rsplit(' ', 1)[0]} …”"


def _place(tie: Tie) -> str:
    return " ".join(part for part in (tie.reported, tie.outlet) if part)


def _html_row(cells: Iterable[str]) -> str:
    return "<tr>" + "".join(f"<td>{escape(cell).replace(chr(10), '<br>')}</td>" for cell in cells) + "</tr>"
