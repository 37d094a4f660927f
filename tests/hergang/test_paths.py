"""Where the store lies when nobody says where."""

from pathlib import Path

import pytest

from hergang.paths import default_store

HOME = Path("/home/ada")


@pytest.mark.parametrize(
    ("platform", "environment", "expected"),
    [
        ("linux", {}, "/home/ada/.local/share/hergang"),
        ("linux", {"XDG_DATA_HOME": "/data"}, "/data/hergang"),
        ("linux", {"XDG_DATA_HOME": "relative"}, "/home/ada/.local/share/hergang"),
        ("darwin", {}, "/home/ada/Library/Application Support/hergang"),
        ("win32", {}, "/home/ada/AppData/Local/hergang"),
        ("win32", {"LOCALAPPDATA": "/local"}, "/local/hergang"),
        ("linux", {"HERGANG_STORE": "/elsewhere", "XDG_DATA_HOME": "/data"}, "/elsewhere"),
    ],
)
def test_default_store_follows_the_platform(platform, environment, expected):
    assert default_store(environment, HOME, platform) == Path(expected)
