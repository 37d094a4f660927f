"""Where things lie: the default store on Linux, macOS and Windows, and the parts of a store."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

STORE_VARIABLE = "HERGANG_STORE"


def default_store(environment: Mapping[str, str], home: Path, platform: str = sys.platform) -> Path:
    """Return the store that is used where none is named: ``HERGANG_STORE``, else the user's data folder.

    Linux follows the XDG base directory specification, macOS and Windows their own guidelines; an ``XDG_DATA_HOME``
    that is no absolute path is ignored, as the specification says.
    """
    if named := environment.get(STORE_VARIABLE):
        return Path(named).expanduser()
    return _data_folder(environment, home, platform) / "hergang"


def _data_folder(environment: Mapping[str, str], home: Path, platform: str) -> Path:
    if platform == "win32":
        return Path(environment.get("LOCALAPPDATA") or home / "AppData" / "Local")
    if platform == "darwin":
        return home / "Library" / "Application Support"
    named = Path(environment.get("XDG_DATA_HOME", ""))
    return named if named.is_absolute() else home / ".local" / "share"


@dataclass(frozen=True)
class StorePaths:
    """The files of one store."""

    root: Path

    @property
    def archive(self) -> Path:
        """The truth: every article, revision and annotation (SQLite)."""
        return self.root / "archive.db"

    @property
    def lock(self) -> Path:
        """Held by the one writer."""
        return self.root / "writer.lock"

    @property
    def writer(self) -> Path:
        """Who holds the lock, for those who wait."""
        return self.root / "writer.json"
