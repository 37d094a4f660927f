"""A story as a picture: a line for each outlet, a dot for each step on its day. Pure: steps in, SVG for HTML out.

A dot leads to its row (``#step-3``) and tells its sentence when pointed at; a hollow one is no longer in its article.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from html import escape

from hergang.story import Step

WIDTH, LEFT, RIGHT, LANE, TOP = 1000, 190, 30, 30, 34
NEAREST = 76  # pixels between the days that are written
DOT = 6
GAP = 2.0  # dots that a day without a report is wide
LONGEST = 6  # days that a gap shows
GAP_AT_ENDS = 20  # pixels
COLOURS = {"article": "#4a6fa5", "speaker": "#c2572b", "hearsay": "#c99a1c"}
WORDS = {"article": "on the outlet's word", "speaker": "on a speaker's word", "hearsay": "hearsay"}


def timeline(steps: Sequence[tuple[int, Step]]) -> str:
    """Return the picture of steps with the numbers of their rows; nothing where there is none with a day."""
    dated = [(number, step) for number, step in steps if _day(step) is not None]
    if not dated:
        return ""
    places = _places([step for _, step in dated])
    lanes = {outlet: TOP + 12 + LANE * at for at, outlet in enumerate(dict.fromkeys(step.outlet for _, step in dated))}
    height = TOP + LANE * len(lanes) + 34
    parts = [*_days(places, height), *_lanes(lanes), *_dots(dated, places, lanes), *_legend(dated, height)]
    label = "Timeline: outlets from top to bottom, days from left to right"
    return f'<svg viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{label}">\n{"".join(parts)}</svg>'


def _day(step: Step) -> int | None:
    try:
        return date.fromisoformat(step.reported).toordinal()
    except ValueError:
        return None


def _places(steps: Sequence[Step]) -> dict[str, float]:
    """Return where each day lies from left to right, in pixels.

    A day is as wide as its dots, and a gap grows with the days in it up to `LONGEST`: a story told in one night and a
    month later has both to be seen. How long a longer gap is stands on it.
    """
    dots = Counter((step.outlet, step.reported) for step in steps)
    widths: dict[str, float] = defaultdict(float)
    for (_, day), count in dots.items():
        widths[day] = max(widths[day], count)
    places, x, before = {}, 0.0, ""
    for day in sorted(widths):
        if before:
            x += widths[before] + GAP * min(LONGEST, _apart(before, day))
        places[day], before = x, day
    scale = (WIDTH - LEFT - RIGHT - 2 * GAP_AT_ENDS) / (x + widths[before])
    return {day: LEFT + GAP_AT_ENDS + at * min(scale, 2.0 * DOT + 1) for day, at in places.items()}


def _apart(one: str, other: str) -> int:
    return date.fromisoformat(other).toordinal() - date.fromisoformat(one).toordinal()


def _days(places: Mapping[str, float], height: int) -> Iterator[str]:
    written, before = -1.0 * NEAREST, ""
    for day, x in places.items():
        if before and _apart(before, day) > LONGEST:
            middle = x - (LONGEST * GAP * DOT)
            yield f'<text x="{middle:.0f}" y="{height - 34}" text-anchor="middle">{_apart(before, day)} days</text>\n'
        before = day
        yield f'<line x1="{x:.0f}" y1="{TOP - 8}" x2="{x:.0f}" y2="{height - 30}" class="day"/>'
        if x - written >= NEAREST:
            yield f'<text x="{x:.0f}" y="{TOP - 14}" text-anchor="middle">{day}</text>\n'
            written = x


def _lanes(lanes: Mapping[str, int]) -> Iterator[str]:
    for outlet, y in lanes.items():
        yield f'<line x1="{LEFT}" y1="{y}" x2="{WIDTH - RIGHT}" y2="{y}" class="lane"/>'
        yield f'<text x="{LEFT - 10}" y="{y + 4}" text-anchor="end">{escape(outlet or "(no outlet)")}</text>\n'


def _dots(steps: Sequence[tuple[int, Step]], places: Mapping[str, float], lanes: Mapping[str, int]) -> Iterator[str]:
    """Yield the dots; those of one outlet and day stand beside each other, as far as there is room, then closer."""
    groups: dict[tuple[str, str], list[tuple[int, Step]]] = defaultdict(list)
    for number, step in steps:
        groups[step.outlet, step.reported].append((number, step))
    for (outlet, day), group in groups.items():
        later = [x for x in places.values() if x > places[day]]
        room = (min(later) if later else WIDTH - RIGHT) - places[day] - DOT
        gap = min(2.0 * DOT + 1, max(2.0, room / len(group)))
        for at, (number, step) in enumerate(group):
            yield _dot(number, step, places[day] + at * gap, lanes[outlet])


def _dot(number: int, step: Step, x: float, y: int) -> str:
    colour = COLOURS.get(step.voice, COLOURS["article"])
    fill = "none" if step.replaced else colour
    told = escape(f"{step.reported} {step.outlet}: {step.sentence}")
    return (
        f'<a href="#step-{number}"><circle cx="{x:.1f}" cy="{y}" r="{DOT}" fill="{fill}" stroke="{colour}" '
        f'pointer-events="all"><title>{told}</title></circle></a>\n'
    )


def _legend(steps: Sequence[tuple[int, Step]], height: int) -> Iterator[str]:
    x = LEFT
    for voice in (voice for voice in COLOURS if any(step.voice == voice for _, step in steps)):
        yield f'<circle cx="{x}" cy="{height - 12}" r="{DOT}" fill="{COLOURS[voice]}"/>'
        yield f'<text x="{x + 12}" y="{height - 8}">{WORDS[voice]}</text>\n'
        x += 190
    if any(step.replaced for _, step in steps):
        yield f'<circle cx="{x}" cy="{height - 12}" r="{DOT}" fill="none" stroke="currentColor"/>'
        yield f'<text x="{x + 12}" y="{height - 8}">no longer in the article</text>\n'
