"""``make quality``: runs every scorer and writes ``docs/quality.md``.

    python tests/quality/report.py --data DIR --part dev [--only names] [--beside NAME=FOLDER] [--folds FILE]

A scorer is a module ``score_NAME.py`` beside this file with ``score(data, part) -> list[Figure]``. Rows of scorers that
do not run are kept with the commit at which they were measured. ``--beside`` measures names and syntax of another spaCy
pipeline and nothing else; ``--folds`` scores what a cross-validation has found (`docs/training.md`).
"""

from __future__ import annotations

import argparse
import importlib
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

HERE = Path(__file__).resolve().parent
PAGE = HERE.parent.parent / "docs" / "quality.md"
sys.path.insert(0, str(HERE))

from common import Figure  # noqa: E402

Key = tuple[str, str, str, str]
Row = tuple[str, ...]
HEADER = """# What is measured

Written by `make quality` (`python tests/quality/report.py --data DIR --part dev`); do not edit by hand. Figures are
percent of F1 or accuracy on annotated data (higher is better) unless they say otherwise; "95 %" is the bootstrap
interval (documents drawn anew, or sentences where a set has no documents; `tests/quality/common.py` tells how), "of"
the number of annotated instances behind a figure. How each is measured is said at the head of
`tests/quality/score_*.py`. `+` behind a commit: measured with changes that were not committed yet.

Portions: "dev" is held out of the training and was looked at in development. "train" tells figures of rules on data
that was looked at while they were written, and of what was not trained on it; "left out" is what the model's training
keeps from a set without a dev part; "5 folds" is [cross-validation](training.md#cross-validation) of the recipe at a
small budget, not of the shipped weights. A part with a name behind it ("names: ...") is that other pipeline; "from
scratch" are those that shipped before the encoder ([recipe](training.md#the-pipelines-from-nothing)), measured once.

| part | set | figure | value | 95 % | of | portion | commit |
|---|---|---|---|---|---|---|---|
"""
COLUMNS = ("part", "set", "figure", "value", "95 %", "of", "portion", "commit")


def main(arguments: Sequence[str] | None = None) -> int:
    """Score, print and write; return the exit code."""
    options = _parser().parse_args(arguments)
    commit = _commit()
    rows = read_rows(PAGE.read_text(encoding="utf-8")) if PAGE.is_file() else {}
    for figures in _measured(options):
        rows = replaced(rows, figures, options.part, commit)
        for figure in figures:
            print(f"{figure.part:29} {figure.data:20} {figure.name:44} {figure.value:6.1f}  {between(figure)}")
        sys.stdout.flush()
        PAGE.write_text(HEADER + "".join(f"| {' | '.join(row)} |\n" for row in rows.values()), encoding="utf-8")
    return 0


def _measured(options: argparse.Namespace) -> Iterator[list[Figure]]:
    """Yield the figures of what the options ask for, one scorer at a time; tell how long each took."""
    if options.beside:  # all at once: rows of one name in two languages belong together
        pairs = (pair.partition("=") for pair in options.beside)
        yield [f for name, _, folder in pairs for f in _beside(options.data, options.part, name, folder)]
    if options.folds:
        yield importlib.import_module("folds").read_figures(options.folds, options.data)
    if options.only is None and (options.beside or options.folds):
        return
    for name in scorers() if options.only is None else options.only:
        begun = time.monotonic()
        figures = importlib.import_module(f"score_{name}").score(options.data, options.part)
        print(f"score_{name}: {time.monotonic() - begun:.0f} s", file=sys.stderr)
        if figures:
            yield figures
        else:
            print(f"score_{name}: nothing to measure in {options.data} (part {options.part})", file=sys.stderr)


def _beside(data: Path, part: str, name: str, folder: str) -> list[Figure]:
    """Return the names and the syntax of another pipeline, a folder or an installed package."""
    import spacy

    nlp = spacy.load(folder)
    figures: list[Figure] = []
    for scorer, component in (("names", "ner"), ("syntax", "parser")):
        if nlp.has_pipe(component):
            figures += importlib.import_module(f"score_{scorer}").beside(data, part, name, nlp)
    return figures


def scorers() -> list[str]:
    """Return the names of the scorers in this folder."""
    return sorted(path.stem.removeprefix("score_") for path in HERE.glob("score_*.py"))


def read_rows(page: str) -> dict[Key, Row]:
    """Return the rows of a written page by part, set, figure and portion; those of pages without intervals too."""
    rows = {}
    for line in page.splitlines():
        cells = tuple(cell.strip() for cell in line.removeprefix("|").removesuffix("|").split("|"))
        if len(cells) == len(COLUMNS) - 1:
            cells = (*cells[:4], "", *cells[4:])
        if line.startswith("| ") and len(cells) == len(COLUMNS) and cells[0] != COLUMNS[0]:
            rows[(*cells[:3], cells[6])] = cells
    return rows


def replaced(rows: dict[Key, Row], figures: Iterable[Figure], portion: str, commit: str) -> dict[Key, Row]:
    """Return the rows with those of the figures' parts and portions measured anew, sorted by part and set."""
    figures = list(figures)
    parts = {figure.part for figure in figures}
    portions = {figure.portion or portion for figure in figures}
    kept = {key: row for key, row in rows.items() if key[0] not in parts or key[3] not in portions}
    for figure in figures:
        count = "" if figure.count is None else f"{figure.count:,}"
        own = figure.portion or portion
        kept[(*figure.key, own)] = (*figure.key, f"{figure.value:.1f}", between(figure), count, own, commit)
    return dict(sorted(kept.items(), key=lambda item: (item[0][:2], item[0][3])))


def between(figure: Figure) -> str:
    """Return a figure's interval as it is written, empty where it has none."""
    return "" if figure.interval is None else "{:.1f}-{:.1f}".format(*figure.interval)


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
    parser.add_argument("--beside", nargs="+", metavar="NAME=FOLDER", help="another spaCy pipeline: names and syntax")
    parser.add_argument("--folds", type=Path, metavar="FILE", help="predictions.jsonl of a cross-validation")
    return parser


if __name__ == "__main__":
    sys.exit(main())
