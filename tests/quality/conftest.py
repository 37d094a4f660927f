"""The scorers of this folder, as modules that find each other as `make quality` has them."""

import importlib
import sys

import pytest


@pytest.fixture(scope="module")
def load(root):
    """Return a function that imports a module of this folder by its name."""
    folder = str(root / "tests" / "quality")
    sys.path.insert(0, folder)
    yield importlib.import_module
    sys.path.remove(folder)
