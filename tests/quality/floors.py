"""Floors below which no measured figure may fall: ``floors.json``, pinned by a command, never by hand.

    python tests/quality/floors.py              pins figures that are new or have risen
    python tests/quality/floors.py --lower      pins them as they are, fallen ones too: say why in the commit

A floor is kept with the digest of the data it was measured on; where the data has changed, the figure is no longer
comparable and the floor has to be pinned anew.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import score_konjunktiv
import score_written
from common import Figure
from score_written import WRITTEN

FLOORS = Path(__file__).resolve().parent / "floors.json"
PARTS = ("dev", "test")
MIN_COUNT = 10  # a figure over fewer instances is not pinned: one of them would move it by more than ten points
TOLERANCE = 1.0  # points, or one instance: rounding differs from one processor to the next and can turn a close call
COMMAND = "python tests/quality/floors.py"

Floors = dict[str, Any]


def read_floors(path: Path = FLOORS) -> Floors:
    """Return the floors by set and figure; empty where none has been pinned."""
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}


def digests(data: Path = WRITTEN) -> dict[str, str]:
    """Return the digest of each set of passages ("de-dev", "konjunktiv-dev"), 16 hex digits of SHA-256."""
    names = {f"{path.parent.name}-{path.stem}": path for path in sorted(data.glob("??/*.jsonl"))}
    names |= {path.stem: path for path in sorted(data.glob("konjunktiv-*.jsonl"))}
    return {name: hashlib.sha256(path.read_bytes()).hexdigest()[:16] for name, path in names.items()}


def measured(part: str) -> list[Figure]:
    """Return the figures of a part of all written passages and sentences."""
    return [*score_written.score(WRITTEN, part), *score_konjunktiv.score_part(WRITTEN, part)]


def is_pinned(figure: Figure) -> bool:
    """Answer whether enough instances stand behind a figure to tell a change from chance."""
    return figure.count is None or figure.count >= MIN_COUNT


def tolerance(figure: Figure) -> float:
    """Return how many points a figure may lie below its floor."""
    return max(TOLERANCE, 100 / (figure.count or 100))


def fallen(figures: Iterable[Figure], floors: Mapping[str, Any], data: Mapping[str, str]) -> list[str]:
    """Return a line for each figure that is below its floor or has none, and for each set that has changed."""
    lines: dict[str, None] = {}
    for figure in filter(is_pinned, figures):
        pinned = floors.get(figure.data, {"digest": None, "figures": {}})
        floor = pinned["figures"].get(figure.name)
        if pinned["digest"] != data[figure.data]:
            lines[f"{figure.data} has changed since it was pinned: {COMMAND}"] = None
        elif floor is None:
            lines[f"{figure.data} {figure.name} has no floor: {COMMAND}"] = None
        elif figure.value < floor - tolerance(figure):
            lines[f"{figure.data} {figure.name} fell from {floor} to {figure.value:.1f}"] = None
    return list(lines)


def pinned(
    figures: Iterable[Figure], floors: Mapping[str, Any], data: Mapping[str, str], *, lower: bool = False
) -> Floors:
    """Return the floors raised to the figures; a floor sinks only with ``lower`` or where its data has changed."""
    fresh: Floors = {}
    for figure in filter(is_pinned, figures):
        before = floors.get(figure.data, {})
        same = before.get("digest") == data[figure.data]
        floor = before.get("figures", {}).get(figure.name, 0.0) if same and not lower else 0.0
        entry = fresh.setdefault(figure.data, {"digest": data[figure.data], "figures": {}})
        entry["figures"][figure.name] = max(floor, round(figure.value, 1))
    return fresh


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure the written passages and pin their figures; the exit code is 1 where one has fallen and stays pinned."""
    parser = argparse.ArgumentParser(description="Pin the figures of the written passages.")
    parser.add_argument("--lower", action="store_true", help="let fallen figures lower their floor")
    options = parser.parse_args(arguments)
    figures = [figure for part in PARTS for figure in measured(part)]
    floors, data = read_floors(), digests()
    fresh = pinned(figures, floors, data, lower=options.lower)
    FLOORS.write_bytes((json.dumps(fresh, indent=1, sort_keys=True) + "\n").encode())
    below = fallen(figures, fresh, data)
    print("\n".join(below) or f"{len(figures)} figures pinned", file=sys.stderr)
    return 1 if below else 0


if __name__ == "__main__":
    sys.exit(main())
