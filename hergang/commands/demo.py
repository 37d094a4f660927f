"""The command `hergang demo`."""

from __future__ import annotations

from hergang.command import command


@command("hergang demo", place=90)
def demo() -> None:
    """Read the sample articles and show what can be asked of them.

    They go into a throw-away store in a temporary folder."""
    from hergang.demo import run

    run()
