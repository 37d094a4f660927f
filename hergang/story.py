"""How a story developed: who reported what, when, on whose word, and what became of it.

The rows come from the graph by SPARQL (`queries/`). A step is one sentence of one article with the claims read from it
that stand on the same word; what only repeats an earlier step is counted there and not told again. Nothing here
decides which version is true: a first version and what refined, contradicted or replaced it stand side by side.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from difflib import get_close_matches
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from hergang.graphs.errors import QueryError
from hergang.notebook import framed

if TYPE_CHECKING:
    from hergang.graphs.store import Reader

Row = Mapping[str, str]  # the bound variables of a solution, as plain text


@dataclass(frozen=True)
class StoryLine:
    """One story in the list of stories."""

    id: str
    label: str
    articles: int
    outlets: int
    first: str  # ISO day of the first report
    last: str
    iri: str


@dataclass(frozen=True)
class Claimed:
    """One claim of a step: who did what to whom, in the words of the graph; what is unknown is empty."""

    iri: str
    subject: str
    predicate: str
    object: str
    certainty: str = "certain"
    polarity: str = "positive"

    def standing(self, voice: str) -> str:
        """Say how sure the claim is told; what is not so is denied by a speaker, or only negated by the outlet."""
        return standing(self.certainty, self.polarity, voice)


def standing(certainty: str, polarity: str, voice: str) -> str:
    """Say how sure a claim is told: "certain", "certain, denied" on a speaker's word, else "certain, negated"."""
    if polarity == "positive":
        return certainty
    return f"{certainty}, {'denied' if voice == 'speaker' else 'negated'}"


@dataclass(frozen=True)
class Tie:
    """What a step has to do with another one."""

    type: str  # repeats, confirms, refines, contradicts, doubts, corrects, retracts
    reported: str
    outlet: str
    sentence: str
    claim: str  # IRI, of the other step


@dataclass(frozen=True)
class Step:
    """A sentence of an article with what was read from it, on one and the same word."""

    reported: str  # ISO day
    outlet: str
    headline: str
    article: str  # IRI
    sentence: str
    voice: str  # article, speaker, hearsay
    speaker: str | None
    phase: int | None
    status: str | None
    claims: tuple[Claimed, ...]
    ties: tuple[Tie, ...] = ()  # to earlier steps
    later: tuple[Tie, ...] = ()  # of later steps that confirm, refine, contradict, correct ... this one
    repeated: tuple[Tie, ...] = ()  # of later steps that only say the same, and are not told again
    url: str | None = None  # of the article
    replaced: str | None = None  # UTC dateTime: the article was revised then, and no longer says so

    @property
    def turns(self) -> bool:
        """Whether the story turns here: the step is tied to another, replaced, open, hearsay or one of phases."""
        tied = self.ties or self.later or self.repeated
        return bool(tied or self.replaced or self.status or self.phase is not None or self.voice == "hearsay")


@dataclass(frozen=True)
class Story:
    """A story with its steps in the order of reporting."""

    id: str
    label: str
    as_of: str | None
    since: str | None
    steps: tuple[Step, ...]

    def to_json(self) -> dict[str, Any]:
        """Return the story as a JSON object; what is unknown is left out."""
        record: dict[str, Any] = _known(asdict(self))
        return record

    def _repr_html_(self) -> str:
        from hergang.storyviews import html

        return framed(html(self, everything=False))


def read_stories(reader: Reader) -> list[StoryLine]:
    """Return all stories, by the day of their last report and by label."""
    lines = [
        StoryLine(
            id=_tail(row["story"]),
            label=row["label"],
            articles=int(row["articles"]),
            outlets=int(row["outlets"]),
            first=row["first"],
            last=row["last"],
            iri=row["story"],
        )
        for row in _select(reader, "stories")
    ]
    return sorted(lines, key=lambda line: (line.last, line.label, line.id))


def read_story(reader: Reader, wanted: str, *, as_of: str | None = None, since: str | None = None) -> Story:
    """Return one story; QueryError where none or several fit ``wanted``, or a day is no ISO day."""
    _check_day("--as-of", as_of)
    _check_day("--since", since)
    line = find_story(read_stories(reader), wanted)
    rows = [*_select(reader, "steps", line.iri), *_select(reader, "superseded", line.iri)]
    known = [row for row in rows if row["reported"] <= (as_of or "9999")]
    steps = tell(known, [*_select(reader, "ties", line.iri), *repetitions(known)])
    return Story(line.id, line.label, as_of, since, tuple(step for step in steps if step.reported >= (since or "")))


def find_story(lines: list[StoryLine], wanted: str) -> StoryLine:
    """Return the story whose id begins with ``wanted`` (four characters or more), or whose label holds it."""
    low = wanted.casefold()
    fits = [line for line in lines if low in (line.id, line.iri, line.label.casefold())]
    fits = fits or [line for line in lines if len(low) >= 4 and line.id.startswith(low)]
    fits = fits or [line for line in lines if low in line.label.casefold()]
    if len(fits) == 1:
        return fits[0]
    if fits:
        listed = ", ".join(f'{line.id} ("{line.label}")' for line in fits[:5])
        raise QueryError(f'story "{wanted}": {len(fits)} fit it: {listed}. Give the id of one.')
    near = get_close_matches(wanted, [name for line in lines for name in (line.id, line.label)], n=1)
    hint = f' Did you mean "{near[0]}"?' if near else ""
    raise QueryError(f'no story "{wanted}".{hint} "hergang stories" lists all {len(lines)}.')


def repetitions(rows: Iterable[Row]) -> Iterator[Row]:
    """Yield a link of type "repeats" from each claim to the first that makes the same statement in another article."""
    first: dict[str, Row] = {}
    for row in sorted(rows, key=_place):
        earliest = first.setdefault(row["statement"], row) if "statement" in row else row
        if earliest["article"] != row["article"]:
            yield {"later": row["claim"], "type": "repeats", "earlier": earliest["claim"]}


def tell(rows: Iterable[Row], links: Iterable[Row]) -> tuple[Step, ...]:
    """Return the steps that the rows of claims tell, tied to each other; repetitions are folded into the first."""
    steps = _steps(rows)
    home = {claim.iri: index for index, step in enumerate(steps) for claim in step.claims}
    ties: dict[int, list[Tie]] = defaultdict(list)
    back: dict[int, list[Tie]] = defaultdict(list)
    for row in links:
        later, earlier = home.get(row["later"]), home.get(row["earlier"])
        if later is not None and earlier is not None and later != earlier:
            ties[later].append(_tie(row["type"], row["earlier"], steps[earlier]))
            back[earlier].append(_tie(row["type"], row["later"], steps[later]))
    return tuple(
        replace(step, ties=_once(ties[index]), later=_once(_changing(back[index])), repeated=_once(_same(back[index])))
        for index, step in enumerate(steps)
        if not _only_repeats(ties[index], back[index])
    )


def _only_repeats(ties: list[Tie], back: list[Tie]) -> bool:
    """Say whether a step tells nothing new, and nothing but repetitions comes back to it."""
    return bool(ties) and not _changing(ties) and not _changing(back)


def _steps(rows: Iterable[Row]) -> list[Step]:
    """Return a step for each sentence and word it stands on, in the order of reporting and of the text."""
    grouped: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in sorted(rows, key=_place):
        word = (row.get(name, "") for name in ("voice", "speaker", "replaced"))
        grouped[(row["article"], row["sentence"], *word)].append(row)
    return [_step(group) for group in grouped.values()]


def _step(group: list[Row]) -> Step:
    first = group[0]
    return Step(
        reported=first["reported"],
        outlet=first.get("outlet", ""),
        headline=first.get("headline", ""),
        article=first["article"],
        sentence=first["sentence"],
        voice=first.get("voice", "article"),
        speaker=first.get("speaker"),
        phase=min((int(row["phase"]) for row in group if "phase" in row), default=None),
        status=next((row["status"] for row in group if "status" in row), None),
        claims=tuple({row["claim"]: _claimed(row) for row in group}.values()),
        url=first.get("url"),
        replaced=first.get("replaced"),
    )


def _claimed(row: Row) -> Claimed:
    return Claimed(
        iri=row["claim"],
        subject=row.get("subject", ""),
        predicate=row.get("predicate", ""),
        object=row.get("object", ""),
        certainty=row.get("certainty", "certain"),
        polarity=row.get("polarity", "positive"),
    )


def _tie(type_: str, claim: str, step: Step) -> Tie:
    return Tie(_tail(type_), step.reported, step.outlet, step.sentence, claim)


def _once(ties: Iterable[Tie]) -> tuple[Tie, ...]:
    return tuple({(tie.type, tie.reported, tie.outlet, tie.sentence): tie for tie in ties}.values())


def _same(ties: Iterable[Tie]) -> list[Tie]:
    return [tie for tie in ties if tie.type == "repeats"]


def _changing(ties: Iterable[Tie]) -> list[Tie]:
    return [tie for tie in ties if tie.type != "repeats"]


def _known(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _known(item) for key, item in value.items() if item not in (None, "", ())}
    return [_known(item) for item in value] if isinstance(value, tuple) else value


def _select(reader: Reader, name: str, story: str = "") -> list[dict[str, str]]:
    text = files("hergang").joinpath(f"queries/{name}.rq").read_text(encoding="utf-8")
    return reader.select(text.replace("$story", f"<{story}>"))


def _tail(iri: str) -> str:
    return re.split(r"[/#]", iri)[-1]


def _place(row: Row) -> tuple[str, str, str, str, int, str]:
    """Return what orders claims: day and moment of the report, article, earlier revisions first, place in the text."""
    replaced = row.get("replaced", "9999")
    return row["reported"], row.get("at", ""), row["article"], replaced, _start(row["claim"]), row["claim"]


def _start(claim: str) -> int:
    found = re.search(r"=(\d+),", claim)
    return int(found[1]) if found else 0


def _check_day(name: str, day: str | None) -> None:
    if day is not None and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", day):
        raise QueryError(f"{name} {day}: not a day. Write it as 2017-11-30.")
