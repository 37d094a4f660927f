"""Precision of entities on real pages: a hundred records a language that were judged by reading.

    python tests/quality/judged_entities.py DATA LANGUAGE               what of the judged records is right
    python tests/quality/judged_entities.py DATA LANGUAGE --draw        records to judge, with their surroundings

Records are drawn with a fixed seed from pages that nothing else is marked on, four of each page. A verdict, a line of
``tests/data/written/judged-entities-LANGUAGE.jsonl``, has the page, the offsets of the entity's first mention and its
type as they were, and whether the span, the type and the identity (all mentions are of one and the same) were right.
Offsets are into the text that the program reads from the page: of a record that the program no longer gives, no verdict
is known; those are counted apart. It holds none of the pages' words.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from common import percent, read_jsonl
from saved_pages import read_page
from score_judged import ASPECTS
from written_sets import WRITTEN

SEED, PAGES, EACH = 20171130, 25, 4


def verdicts(language: str) -> list[dict[str, Any]]:
    """Return the verdicts of a language in their order."""
    return list(read_jsonl(WRITTEN / f"judged-entities-{language}.jsonl"))


def pages(data: Path, language: str) -> list[str]:
    """Return the pages to draw from: a fixed choice of those that no facts are marked on."""
    marked = json.loads((data / "pages-gold" / f"gold-{language}.json").read_text(encoding="utf-8"))
    names = sorted(path.name.removesuffix(".html.gz") for path in (data / "pages" / language).glob("*.html.gz"))
    free = [f"{language}/{name}" for name in names if f"{language}/{name}" not in marked]
    return sorted(random.Random(SEED).sample(free, PAGES))


def drawn(annotations: Any) -> list[Any]:
    """Return the entities of a page to judge, in text order."""
    count = min(EACH, len(annotations.entities))
    return sorted(random.Random(SEED).sample(list(annotations.entities), count), key=lambda e: e.mentions[0].start)


def tally(found: Mapping[str, Any], told: Sequence[Mapping[str, Any]]) -> dict[str, tuple[int, int]]:
    """Return by aspect, and for all three, how many records are right and of how many; "gone" are no longer given.

    Args:
        found: annotations by page; pages that are missing count as gone.
        told: verdicts.
    """
    there = [row for row in told if row["page"] in found and _is_given(found[row["page"]], row)]
    shares = {name: (sum(row[name] for row in there), len(there)) for name in ASPECTS}
    shares["all"] = (sum(all(row[name] for name in ASPECTS) for row in there), len(there))
    return {**shares, "gone": (len(told) - len(there), len(told))}


def _is_given(annotations: Any, row: Mapping[str, Any]) -> bool:
    return any(
        (e.mentions[0].start, e.mentions[0].end, e.type) == (row["start"], row["end"], row["kind"])
        for e in annotations.entities
    )


def shown(annotations: Any, entity: Any) -> Iterator[str]:
    """Yield lines that tell a reader of an entity: its first mentions amid the text, then all of them."""
    text = annotations.article.text
    yield f"{entity.type} {entity.name!r} {'' if entity.named else 'unnamed'}"
    for mention in entity.mentions[:2]:
        before, after = text[max(0, mention.start - 70) : mention.start], text[mention.end : mention.end + 50]
        yield f"  {before}[{text[mention.start : mention.end]}]{after}".replace("\n", "/")
    yield f"  {[text[m.start : m.end] for m in entity.mentions[:14]]}"


def main() -> None:
    """Print the shares of right records, or the records to judge."""
    data, language = Path(sys.argv[1]), sys.argv[2]
    if "--draw" not in sys.argv:
        told = verdicts(language)
        found = {page: read_page(data / "pages" / f"{page}.html.gz") for page in sorted({row["page"] for row in told})}
        for name, (part, whole) in tally({k: v for k, v in found.items() if v is not None}, told).items():
            print(f"{name:10} {part:3} of {whole:3}  {percent(part, whole):5.1f} %")
        return
    for page in pages(data, language):
        annotations = read_page(data / "pages" / f"{page}.html.gz")
        for entity in drawn(annotations) if annotations is not None else ():
            first = entity.mentions[0]
            print(json.dumps({"page": page, "start": first.start, "end": first.end, "kind": entity.type}))
            print("\n".join(shown(annotations, entity)))


if __name__ == "__main__":
    main()
