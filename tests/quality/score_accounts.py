"""Scores accounts on ``tests/data/written/accounts-LANGUAGE-PART.txt``: fifty sentences a language, written for this.

    python tests/quality/score_accounts.py [--data tests/data/written] [--part dev] [--misses]

An account is found where a mention of one overlaps the marked words; its platform is right where the same name is told,
its followers where the same number is, its owner where the relation ``hasAccount`` leads to somebody who is called by
the marked words. Answers where nothing is marked lower the precision. The part "test" is for counting alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import written_sets
from common import Counts, Figure, Span

FIELDS = ("platform", "owner", "followers")
_MARKED = re.compile(r"\[([^\]]+)\]\{([^}]*)\}")


@dataclass(frozen=True)
class Account:
    """An account of a sentence; what is not told is None; ``owner`` is any of its names, joined by a line break."""

    span: Span
    platform: str | None = None
    owner: str | None = None
    followers: str | None = None


def score(data: Path, part: str) -> list[Figure]:
    """Return precision, recall and F1 of accounts and of what is told of them, by language."""
    figures: list[Figure] = []
    for path in written_sets.paths(data, "accounts", part):
        counts = counts_of(path)
        for name, count in counts.items():
            figures += count.figures("accounts", path.stem, name)
    return figures


def counts_of(path: Path, misses: list[str] | None = None) -> dict[str, Counts]:
    """Return the counts of accounts and their fields over the sentences of a file; ``misses`` gets lines to read."""
    from hergang.extract.pipeline import load

    language = path.stem.split("-")[1]
    nlp: Any = load(language)
    counts = {name: Counts() for name in ("account", *FIELDS)}
    for text, wanted in sentences(path):
        add(counts, found_accounts(nlp(text), language), wanted, text, misses)
    return counts


def sentences(path: Path) -> Iterator[tuple[str, list[Account]]]:
    """Yield the sentences of a file without their marks, and the accounts in them."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield parsed(line)


def parsed(line: str) -> tuple[str, list[Account]]:
    """Return a marked sentence as text and accounts: ``[Anna's page]{Facebook|Anna|-}``."""
    text, accounts, last = "", [], 0
    for match in _MARKED.finditer(line):
        text += line[last : match.start()]
        told = [None if field == "-" else field for field in match[2].split("|")]
        accounts.append(Account((len(text), len(text) + len(match[1])), *told))
        text += match[1]
        last = match.end()
    return text + line[last:], accounts


def found_accounts(doc: Any, language: str) -> list[Account]:
    """Return the accounts that the program found in a Doc, in text order."""
    from hergang.extract.accounts import find_accounts

    platforms = {(a.candidate.start, a.candidate.end): a.platform for a in find_accounts(doc, language)}
    entities = {entity.id: entity for entity in doc._.entities}
    owned = {r.object: r for r in doc._.relations if r.type == "hasAccount"}
    result = []
    for entity in entities.values():
        relation = owned.get(entity.id)
        owner = entities.get(relation.subject) if relation else None
        names = "\n".join(doc.text[m.start : m.end] for m in owner.mentions) if owner else None
        followers = dict(relation.qualifiers).get("followers") if relation else None
        for mention in entity.mentions if entity.type == "Account" else ():
            if mention.kind != "pronoun":
                span = (mention.start, mention.end)
                result.append(Account(span, platforms.get(span), names, followers))
    return sorted(result, key=lambda account: account.span)


def add(
    counts: dict[str, Counts], found: list[Account], wanted: list[Account], text: str, misses: list[str] | None = None
) -> None:
    """Add the counts of one sentence."""
    left = list(wanted)
    for account in found:
        gold = next((w for w in left if w.span[0] < account.span[1] and account.span[0] < w.span[1]), None)
        if gold is not None:
            left.remove(gold)
        _add(counts, account, gold, text, misses)
    for gold in left:
        _add(counts, None, gold, text, misses)


def _add(
    counts: dict[str, Counts], one: Account | None, gold: Account | None, text: str, misses: list[str] | None
) -> None:
    counts["account"].add(one is not None and gold is not None, one is not None, gold is not None)
    if misses is not None and (one is None or gold is None):
        misses.append(f"account: {one} instead of {gold}: {text}")
    for field in FIELDS:
        told, wanted = getattr(one, field, None), getattr(gold, field, None)
        right = told is not None and wanted is not None and _agree(field, told, wanted)
        counts[field].add(right, told is not None, wanted is not None)
        if misses is not None and not right and (told or wanted):
            misses.append(f"{field}: {told!r} instead of {wanted!r}: {text}")


def _agree(field: str, told: str, wanted: str) -> bool:
    return told == wanted or (field == "owner" and any(wanted in name or name in wanted for name in told.split("\n")))


def main() -> None:
    """Print the figures, and what was missed in the part to develop on."""
    options = written_sets.options(
        written_sets.parser("Score accounts on the written sentences.", "accounts-LANGUAGE-PART.txt"), None
    )
    for path in written_sets.paths(options.data, "accounts", options.part):
        misses: list[str] | None = [] if options.misses else None
        for name, count in counts_of(path, misses).items():
            print(f"{path.stem} {name}: P {count.precision:.1f} R {count.recall:.1f} of {count.gold}")
        print(*(misses or ()), sep="\n")


if __name__ == "__main__":
    main()
