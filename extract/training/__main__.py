"""``python -m hergang.extract.training``: trains the base pipelines and writes them as spaCy folders."""

from __future__ import annotations

import argparse
import logging
import sys
from collections.abc import Sequence
from pathlib import Path

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
    options = _encoder_parser().parse_args(given[1:]) if given[:1] == ["encoder"] else _parser().parse_args(given)
    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(asctime)s %(message)s")
    try:
        if given[:1] == ["encoder"]:
            train_encoder(options)
            return 0
        for language in [options.language] if options.language else LANGUAGES:
            train_language(language, options.data, options.out, options.checkpoints, resume=options.resume)
    except HergangError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def train_encoder(options: argparse.Namespace) -> None:
    """Train the encoder, export it to ``out`` and write how well it reads the dev parts."""
    try:
        from hergang.extract.training import encoder  # torch, of the extra "train", is needed by this command alone
    except ImportError as error:
        raise LexiconError(
            f"{error.name}: not installed. The encoder's training needs: pip install hergang[train]"
        ) from error
    settings = read_settings(options.config)
    settings = commercial(settings) if options.free else settings
    checkpoints = options.checkpoints or options.out / "checkpoints"
    trained = encoder.run(settings, options.data, checkpoints, resume=options.resume, part=options.part)
    encoder.finish(trained, settings, options.data, options.out, checkpoints, options.part)


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
