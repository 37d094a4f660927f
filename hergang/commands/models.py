"""The command `hergang models`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hergang.command import Listed, ListFormat, Store, as_json, by_stream, command, open_store
from hergang.terminal import out, say, table, waiting

if TYPE_CHECKING:
    from hergang.extract.encoders import Encoder
    from hergang.settings import Model, Models

COLUMNS = ("model", "in use", "languages", "MB", "licence", "scores", "lacks", "problems")


class Action(StrEnum):
    """What is done with a model."""

    use = "use"


@command("hergang models use news", place=64)
def models(
    action: Annotated[
        Action | None, typer.Argument(metavar="use", help="Take the model for all that is read from now on.")
    ] = None,
    model: Annotated[
        str | None, typer.Argument(metavar="NAME|FOLDER", help="One that is listed, or a folder with an encoder.")
    ] = None,
    format_: Listed = None,
    store: Store = None,
) -> None:
    """List the models that read articles, or take another.

    Of each: its size, the training sets under a non-commercial licence, its scores on dev sets (F1 or percent), what it
    does not read, and why it cannot be used. JSON has the licence of every set. The choice is kept by the store;
    'hergang reextract' reads with it what is archived.
    """
    if action is None:
        _list(open_store(store).models(), format_)
        return
    if model is None:
        raise typer.BadParameter("use: name a model that 'hergang models' lists, or a folder with an encoder.")
    taken = open_store(store).use_model(model, waiting=waiting)
    say(f"In use: {taken.encoder.name}. 'hergang reextract' reads what is archived with it.")
    for lack in taken.encoder.lacks:
        say(f"It does not read {lack}.")


def _list(found: Models, format_: ListFormat | None) -> None:
    if (format_ or by_stream(ListFormat.table, ListFormat.json)) is ListFormat.json:
        out(as_json([_record(one) for one in found.models]))
    else:
        table(COLUMNS, [_row(one) for one in found.models])
    for slot, pipelines in (("names", found.names), ("syntax", found.syntax)):
        for language, pipeline in pipelines.items():
            say(f"This store takes the {slot} of language {language} from {pipeline}.")


def _record(one: Model) -> dict[str, Any]:
    record = asdict(one.encoder) | {"folder": str(one.encoder.folder)}
    return {**record, "noncommercial": one.encoder.noncommercial, "in_use": one.in_use}


def _row(one: Model) -> tuple[str, ...]:
    encoder = one.encoder
    return (
        f"{encoder.name} {encoder.version}".strip(),
        "yes" if one.in_use else "",
        ", ".join(encoder.languages),
        f"{encoder.size / 1e6:.0f}",
        "\n".join(_licence(encoder)),
        "\n".join(_scores(encoder)),
        "; ".join(encoder.lacks),
        "\n".join(encoder.problems),
    )


def _licence(encoder: Encoder) -> Iterator[str]:
    if encoder.base:
        yield encoder.base
    if encoder.sets:
        yield f"non-commercial training sets: {'; '.join(encoder.noncommercial) or 'none'}"


def _scores(encoder: Encoder) -> Iterator[str]:
    for measure, rows in encoder.scores.items():
        yield f"{measure}: {', '.join(f'{name} {value:.1f}' for name, value in rows.items())}"
