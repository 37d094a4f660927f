"""The gender that a given name tells: by the names of all countries that the package Faker keeps.

Names that many of both genders bear ("Kim", "Jean") tell nothing. What an article says by a title, a noun or a
pronoun is surer than any name.
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

SURE = 3  # times as many countries have the name for the one gender as for the other


def gender_of_name(name: str) -> str | None:
    """Return "m" or "f" for the given name that a full name begins with ("Katrin Bahr"), None where it tells none."""
    first, _, rest = name.partition(" ")
    if not rest.strip():
        return None
    masculine, feminine = (table.get(first, 0) for table in _countries())
    if masculine >= max(1, SURE * feminine):
        return "m"
    return "f" if feminine >= max(1, SURE * masculine) else None


@cache
def _countries() -> tuple[dict[str, int], dict[str, int]]:
    """Return how many countries have a given name for men, and how many for women."""
    package = importlib.import_module("faker.providers.person")
    tables: tuple[dict[str, int], dict[str, int]] = ({}, {})
    for module in pkgutil.iter_modules(package.__path__):
        provider = importlib.import_module(f"{package.__name__}.{module.name}").Provider
        for table, names in zip(tables, ("first_names_male", "first_names_female"), strict=True):
            for name in set(getattr(provider, names, ())):
                table[name] = table.get(name, 0) + 1
    return tables
