"""The sentences that we wrote and marked: where they lie, both halves of their figures, options of scorers."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Sequence
from pathlib import Path

from common import Figure, labelled

WRITTEN = Path(__file__).resolve().parent.parent / "data" / "written"


def paths(data: Path, kind: str, part: str, *, language: str | None = None) -> list[Path]:
    """Return the files KIND-LANGUAGE-PART of a folder; those of the checkout where the folder has none of the kind."""
    folder = data if any(data.glob(f"{kind}-*")) else WRITTEN
    return sorted(folder.glob(f"{kind}-{language or '*'}-{part}.*"))


def both_halves(score_part: Callable[[Path, str], list[Figure]], data: Path, part: str) -> list[Figure]:
    """Return the figures of a part, with "dev" also those of the half that nobody looks at."""
    return score_part(data, part) + (labelled(score_part(data, "test"), "test") if part == "dev" else [])


def parser(description: str, names: str) -> ArgumentParser:
    """Return the options of a scorer; ``names`` is what its files are called."""
    found = ArgumentParser(description=description)
    found.add_argument("--data", type=Path, default=WRITTEN, help=f"folder with {names}")
    found.add_argument("--part", default="dev", choices=("dev", "test"), help="default: dev")
    found.add_argument("--misses", action="store_true", help="show what is missed and what is wrong (dev only)")
    return found


def options(of: ArgumentParser, arguments: Sequence[str] | None) -> Namespace:
    """Return what is given; the misses of the part test are refused, since nobody is to tune on them."""
    found = of.parse_args(arguments)
    if found.misses and found.part == "test":
        of.error("the part test is not looked at: its misses are not shown")
    return found
