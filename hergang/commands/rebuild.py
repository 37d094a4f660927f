"""The command `hergang rebuild`."""

from __future__ import annotations

from hergang.command import Store, command, finish, open_store
from hergang.terminal import say, waiting


@command("hergang rebuild", place=60)
def rebuild(store: Store = None) -> None:
    """Make the graph anew from the archive.

    The same articles give the same graph, byte for byte as N-Quads. An ingest that was interrupted is completed, and a
    graph that is damaged is mended.
    """
    report, change = open_store(store).rebuild(workers=1, waiting=waiting)
    say(f"The graph is written: {change.added} quads added, {change.removed} removed.")
    finish(report)
