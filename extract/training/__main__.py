"""``python -m hergang.extract.training``: trains the encoder or the base pipelines, or cross-validates a few sets."""

from __future__ import annotations

import argparse
import logging
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from hergang.corpus.errors import HergangError
from hergang.extract.errors import LexiconError
from hergang.extract.training.jobs import names_job, syntax_job
from hergang.extract.training.loop import train
from hergang.extract.training.pipelines import joined
from hergang.extract.training.recipe import LANGUAGES, recipe
from hergang.extract.training.settings import commercial, read_settings


def main(arguments: Sequence[str] | None = None) -> int:
    """Train what the arguments ask for; return the exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    command = given.pop(0) if given[:1] in (["encoder"], ["crossvalidate"]) else "pipelines"
    parser = {"encoder": _encoder_parser, "crossvalidate": _folds_parser, "pipelines": _parser}[command]()
    options = parser.parse_args(given)
    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(asctime)s %(message)s")
    try:
        if command == "encoder":
            train_encoder(options)
            return 0
        if command == "crossvalidate":
            cross_validate(options)
            return 0
        for language in [options.language] if options.language else LANGUAGES:
            train_language(language, options.data, options.out, options.checkpoints, resume=options.resume)
    except HergangError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def train_encoder(options: argparse.Namespace) -> None:
    """Train the encoder, export it to ``out`` and write how well it reads the dev parts."""
    encoder = _with_torch("encoder")
    settings = read_settings(options.config)
    settings = commercial(settings) if options.free else settings
    checkpoints = options.checkpoints or options.out / "checkpoints"
    trained = encoder.run(settings, options.data, checkpoints, resume=options.resume, part=options.part)
    encoder.finish(trained, settings, options.data, options.out, checkpoints, options.part)


def cross_validate(options: argparse.Namespace) -> None:
    """Train and read the folds of some tasks; ``out`` takes what was found."""
    folds = _with_torch("crossvalidation")
    settings = read_settings(options.config)
    folds.crossvalidate(settings, folds.read_plan(options.plan), options.data, options.out, options.task, options.part)


def _with_torch(name: str) -> Any:
    """Return a module of this package that needs torch, which no other command does."""
    try:
        return import_module(f"hergang.extract.training.{name}")
    except ImportError as error:
        raise LexiconError(
            f"{error.name}: not installed. The encoder's training needs: pip install hergang[train]"
        ) from error


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


def _encoder_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m hergang.extract.training encoder",
        description="Train the encoder that reads both languages, and export it.",
        epilog="Example: python -m hergang.extract.training encoder --data ../shared/data --out /tmp/news --resume",
    )
    parser.add_argument("--data", type=Path, required=True, help="folder of the annotated data")
    parser.add_argument("--out", type=Path, required=True, help="folder that takes the model")
    parser.add_argument("--config", type=Path, help="settings (default: encoder.toml of the package)")
    parser.add_argument("--free", action="store_true", help="leave out the sets under a non-commercial licence")
    parser.add_argument("--checkpoints", type=Path, help="folder of checkpoint and log (default: OUT/checkpoints)")
    parser.add_argument("--resume", action="store_true", help="go on from the checkpoint")
    parser.add_argument("--part", type=float, default=1.0, help="share of the data that is read (quick trials)")
    return parser


def _folds_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m hergang.extract.training crossvalidate",
        description="Train the encoder shortly without each fold of sets that have no dev part, and read the fold.",
        epilog="Example: python -m hergang.extract.training crossvalidate --data ../shared/data --out /tmp/folds "
        "--task names_en names_de",
    )
    parser.add_argument("--data", type=Path, required=True, help="folder of the annotated data")
    parser.add_argument("--out", type=Path, required=True, help="folder that takes predictions.jsonl; done folds stay")
    parser.add_argument("--task", nargs="+", required=True, help="tasks of the plan that are trained together")
    parser.add_argument("--config", type=Path, help="settings (default: encoder.toml of the package)")
    parser.add_argument("--plan", type=Path, help="what is folded (default: crossvalidation.toml of the package)")
    parser.add_argument("--part", type=float, default=1.0, help="share of the data that is read (quick trials)")
    return parser


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
