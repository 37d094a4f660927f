"""``make quality``: runs every scorer and writes ``docs/quality.md``.

    python tests/quality/report.py --data DIR --part dev [--only names]

A scorer is a module ``score_NAME.py`` beside this file with ``score(data, part) -> list[Figure]``. Rows of scorers that
do not run are kept with the commit at which they were measured.
"""

from __future__ import annotations

import argparse
import importlib
import re
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

HERE = Path(__file__).resolve().parent
PAGE = HERE.parent.parent / "docs" / "quality.md"
sys.path.insert(0, str(HERE))

from common import Figure  # noqa: E402

Key = tuple[str, str, str, str]
HEADER = """# What is measured

Written by `make quality` (`python tests/quality/report.py --data DIR --part dev`); do not edit by hand. Figures are
percent of F1 or accuracy on annotated data (higher is better) unless they say otherwise; "of" is the number of
annotated instances behind a figure. How each is measured is said at the head of `tests/quality/score_*.py`. `+` behind
a commit: measured with changes that were not committed yet.

| part | set | figure | value | of | portion | commit |
|---|---|---|---|---|---|---|
"""
ROW = re.compile(r"^\| (.+?) \| (.+?) \| (.+?) \| ([^|]*) \| ([^|]*) \| (.+?) \| (.+?) \|$")


def main(arguments: Sequence[str] | None = None) -> int:
    """Score, print and write; return the exit code."""
    options = _parser().parse_args(arguments)
    commit = _commit()
    names = scorers() if options.only is None else options.only
    rows = read_rows(PAGE.read_text(encoding="utf-8")) if PAGE.is_file() else {}
    for name in names:
        figures = importlib.import_module(f"score_{name}").score(options.data, options.part)
        if not figures:
            print(f"score_{name}: nothing to measure in {options.data} (part {options.part})", file=sys.stderr)
            continue
        rows = replaced(rows, figures, options.part, commit)
        for figure in figures:
            print(f"{figure.part:12} {figure.data:24} {figure.name:42} {figure.value:7.1f}", flush=True)
        PAGE.write_text(HEADER + "".join(f"| {' | '.join(row)} |\n" for row in rows.values()), encoding="utf-8")
    return 0


def scorers() -> list[str]:
    """Return the names of the scorers in this folder."""
    return sorted(path.stem.removeprefix("score_") for path in HERE.glob("score_*.py"))


def read_rows(page: str) -> dict[Key, tuple[str, ...]]:
    """Return the rows of a written page by part, set, figure and portion."""
    found = (ROW.match(line) for line in page.splitlines())
    rows = [match.groups() for match in found if match and match.group(1) not in ("part", "---")]
    return {(row[0], row[1], row[2], row[5]): row for row in rows}


def replaced(
    rows: dict[Key, tuple[str, ...]], figures: Iterable[Figure], portion: str, commit: str
) -> dict[Key, tuple[str, ...]]:
    """Return the rows with those of the figures' parts measured anew, sorted by part and set."""
    figures = list(figures)
    parts = {figure.part for figure in figures}
    kept = {key: row for key, row in rows.items() if key[0] not in parts or key[3] != portion}
    for figure in figures:
        count = "" if figure.count is None else f"{figure.count:,}"
        kept[(*figure.key, portion)] = (*figure.key, f"{figure.value:.1f}", count, portion, commit)
    return dict(sorted(kept.items(), key=lambda item: item[0][:2]))


def _commit() -> str:
    short = _git("rev-parse", "--short", "HEAD")
    return short + (
        "+" if _git("status", "--porcelain", "--untracked-files=no", "--", "extract", "tests/quality") else ""
    )


def _git(*words: str) -> str:
    return subprocess.run(["git", *words], cwd=HERE, capture_output=True, text=True, check=True).stdout.strip()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Measure every part on annotated data and write docs/quality.md.")
    parser.add_argument("--data", type=Path, required=True, help="folder of the annotated data")
    parser.add_argument("--part", default="dev", help="portion of the sets (default: dev)")
    parser.add_argument("--only", nargs="+", choices=scorers(), help="these scorers alone")
    return parser


if __name__ == "__main__":
    sys.exit(main())
