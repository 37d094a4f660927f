"""Proof that a store is whole: the archive in itself, and the graph against the archive.

The graph is proved in full: the projection is made anew and compared quad by quad with what readers see. To mend is to
make what is derived anew from what is archived; nothing that is archived is deleted.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from hergang.corpus.archive import Archive, checking
from hergang.corpus.archive.checking import Finding
from hergang.corpus.errors import HergangError
from hergang.extract import standoff
from hergang.graphs import store
from hergang.graphs.difference import STANDING, Difference, compare
from hergang.graphs.iris import Iris
from hergang.paths import StorePaths
from hergang.projecting import made_anew, revised, write_graph

ROUNDS = 3  # of checking and mending: annotations, then what is read anew, then the index and the graph
NAMED = 5  # findings of one kind that are named; the others are counted

Complete = Callable[[Archive], object]  # reads the revisions that have no annotations


@dataclass(frozen=True)
class Checked:
    """What a check found, and what is left of it after mending."""

    found: tuple[Finding, ...]
    left: tuple[Finding, ...]
    articles: int
    revisions: int
    pending: int  # sources that an ingest was given and has not finished
    failed: int  # sources that failed


def check(paths: StorePaths, archive: Archive, base: str, *, mend: bool, complete: Complete) -> Checked:
    """Return what is wrong with a store; the caller holds its lock.

    Args:
        paths: the store.
        archive: open to write.
        base: what the IRIs of the data begin with.
        mend: whether to mend what can be mended.
        complete: reads what is not yet read, where that is to be mended.
    """
    found = left = _findings(paths, archive, base, complete)
    for _ in range(ROUNDS):
        if not (mend and any(finding.mend for finding in left)):
            break
        for finding in left:
            if finding.mend is not None:
                finding.mend()
        left = _findings(paths, archive, base, complete)
        found += tuple(finding for finding in left if finding not in found)
    pending, failed = (len(archive.tasks.of(state)) for state in ("pending", "failed"))
    articles = archive.database.row("SELECT count(*) FROM article")[0]
    return Checked(found, left, articles, archive.count(), pending, failed)


def _findings(paths: StorePaths, archive: Archive, base: str, complete: Complete) -> tuple[Finding, ...]:
    found = [*checking.check(archive), *_files(paths)]
    found.extend(_lines(archive))
    found.extend(_unread(archive, complete))
    if not any(finding.part == "archive" for finding in found):
        found.extend(_graph(paths, archive, base))
    return tuple(found)


def _files(paths: StorePaths) -> Iterator[Finding]:
    """Yield what a killed restore left beside the archive: it holds whole articles."""
    for file in sorted(paths.root.glob(f"{paths.archive.name}.*.new*")):
        yield Finding("archive", f"{file.name} was left by a command that was ended.", "It is deleted.", _deletes(file))


def _lines(archive: Archive) -> Iterator[Finding]:
    """Yield the annotations that cannot be read as the stand-off format."""
    for revision in archive.revisions():
        article, digest = revision.article.id, revision.digest
        try:
            line = archive.annotations(article, digest)
            if line is not None:
                standoff.loads(line)
        except (HergangError, ValueError, KeyError, TypeError, AttributeError, zlib.error) as error:
            yield Finding(
                "archive",
                f"The annotations of article {article}, revision {digest}, cannot be read ({error}).",
                "It is read anew.",
                lambda article=article, digest=digest: archive.drop_annotations(article, digest),  # type: ignore[misc]
            )


def _unread(archive: Archive, complete: Complete) -> Iterator[Finding]:
    names = [f"{revision.article.id} ({revision.source})" for revision in archive.unread()]
    if names:
        what = f"{len(names)} revisions are not yet read: {_some(names)}."
        yield Finding("reading", what, "They are read.", lambda: complete(archive))


def _graph(paths: StorePaths, archive: Archive, base: str) -> Iterator[Finding]:
    @cache  # several findings have one remedy
    def anew() -> object:
        return write_graph(paths, archive, base, anew=True)

    remedy = "It is made anew."
    if archive.tombstones.must_purge():
        yield Finding("graph", "It may still hold articles that were forgotten.", remedy, anew)
        return
    try:
        with store.open_reader(paths.root) as reader, made_anew(paths, archive, base) as (quads, agrees):
            difference = compare(reader, quads)
    except HergangError as error:
        if archive.count():
            yield Finding("graph", f"It cannot be read ({error}).", remedy, anew)
        return
    for what in _told(difference, archive, base):
        yield Finding("graph", what, remedy, anew)
    if not agrees:
        yield Finding("graph", "What it remembers of how it was made is out of step.", remedy, anew)


def _told(difference: Difference, archive: Archive, base: str) -> Iterator[str]:
    """Yield what differs in words: revisions first, then graphs of no revision, then all else together."""
    iris, rest = Iris(base), dict(difference.missing)
    names = {iris.revision(one): f"{one.article.id}, revision {one.digest}" for one in revised(archive)}
    absent = [name for name in names if rest.get(name) == difference.expected.get(name)]
    if absent:
        yield f"{len(absent)} revisions are not in it: {_some([f'article {names[name]}' for name in absent])}."
    if difference.orphans:
        yield f"{len(difference.orphans)} of its graphs are of no revision: {_some(difference.orphans)}."
    missing = sum(count for name, count in rest.items() if name not in absent)
    surplus = sum(count for name, count in difference.surplus.items() if name not in difference.orphans)
    if missing or surplus:
        wrong = {*rest, *difference.surplus} - {*absent, *difference.orphans}
        where = _some(sorted("the standing view" if name == STANDING else name for name in wrong))
        yield f"It lacks {missing} statements and has {surplus} too many, in {where}."


def _some(names: list[str]) -> str:
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return ", ".join(names[:NAMED]) + more


def _deletes(file: Path) -> Callable[[], object]:
    return lambda: file.unlink(missing_ok=True)
