"""The gender that a given name tells: by the names of all countries that the package Faker keeps.

Names that many of both genders bear ("Kim", "Jean") tell nothing. What an article says by a title, a noun or a
pronoun is surer than any name.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections import Counter
from functools import cache

SURE = 3  # times as many countries have the name for the one gender as for the other
_LISTS = {"m": "first_names_male", "f": "first_names_female"}


def gender_of_name(name: str) -> str | None:
    """Return "m" or "f" for the given name that a full name begins with ("Katrin Bahr"), None where it tells none."""
    first, _, rest = name.partition(" ")
    if not rest.strip():
        return None
    counts = _genders().get(first)
    if counts is None:
        return None
    return next((g for g, other in (("m", "f"), ("f", "m")) if counts[g] >= max(1, SURE * counts[other])), None)


@cache
def _genders() -> dict[str, Counter[str]]:
    """Return by given name how many countries have it for which gender."""
    package = importlib.import_module("faker.providers.person")
    table: dict[str, Counter[str]] = {}
    for module in pkgutil.iter_modules(package.__path__):
        provider = importlib.import_module(f"{package.__name__}.{module.name}").Provider
        for gender, names in _LISTS.items():
            for name in set(getattr(provider, names, ())):
                table.setdefault(name, Counter())[gender] += 1
    return table
