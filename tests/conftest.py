"""Fixtures for all tests."""

import os
from pathlib import Path

import hypothesis
import pytest

hypothesis.settings.register_profile("untimed", deadline=None)  # a busy machine is slow; speed is for benchmarks
hypothesis.settings.load_profile("untimed")

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def root() -> Path:
    """Return the top of the checkout."""
    return ROOT


@pytest.fixture(scope="session")
def test_data() -> Path:
    """Return the folder of outside data; the test is skipped where there is none."""
    folder = Path(os.environ.get("HERGANG_TEST_DATA", ROOT.parent / "shared"))
    if not (folder / "data").is_dir():
        pytest.skip("no outside data (HERGANG_TEST_DATA)")
    return folder
