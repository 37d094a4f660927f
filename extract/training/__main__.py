"""``python -m hergang.extract.training``: trains the base pipelines and writes them as spaCy folders."""

from __future__ import annotations

import argparse
import logging
import sys
from collections.abc import Sequence
from pathlib import Path

from hergang.corpus.errors import HergangError
from hergang.extract.training.jobs import names_job, syntax_job
from hergang.extract.training.loop import train
from hergang.extract.training.pipelines import joined
from hergang.extract.training.recipe import LANGUAGES, recipe


def main(arguments: Sequence[str] | None = None) -> int:
    """Train what the arguments ask for; return the exit code."""
    options = _parser().parse_args(arguments)
    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(asctime)s %(message)s")
    try:
        for language in [options.language] if options.language else LANGUAGES:
            train_language(language, options.data, options.out, options.checkpoints, resume=options.resume)
    except HergangError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def train_language(language: str, data: Path, out: Path, checkpoints: Path | None, *, resume: bool) -> None:
    """Train both halves of a language and write the pipeline to ``out``/LANGUAGE."""
    plan = recipe(language)
    folder = (checkpoints or out / "checkpoints") / language
    folder.mkdir(parents=True, exist_ok=True)
    syntax = train(syntax_job(plan, data), plan.optimiser, plan.seed, _part(folder, "syntax"), resume=resume)
    names = train(names_job(plan, data, syntax), plan.optimiser, plan.seed, _part(folder, "names"), resume=resume)
    pipeline = joined(syntax, names)
    pipeline.to_disk(out / language)


def _part(folder: Path, name: str) -> Path:
    part = folder / name
    part.mkdir(exist_ok=True)
    return part


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m hergang.extract.training",
        description="Train the base pipelines from annotated data.",
        epilog="Example: python -m hergang.extract.training --data ../shared/data --out /tmp/models --language de",
    )
    parser.add_argument("--data", type=Path, required=True, help="folder of the annotated data")
    parser.add_argument("--out", type=Path, required=True, help="folder that takes one pipeline a language")
    parser.add_argument("--language", choices=LANGUAGES, help="one language alone")
    parser.add_argument("--checkpoints", type=Path, help="folder of the checkpoints (default: OUT/checkpoints)")
    parser.add_argument("--resume", action="store_true", help="go on after the last whole epoch")
    return parser


if __name__ == "__main__":
    sys.exit(main())
