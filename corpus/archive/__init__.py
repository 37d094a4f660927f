"""The archive: every article in every revision, with its raw payload, its annotations and the logs of what was done.

One SQLite file in WAL mode (`archive.db`). It is the truth of the store: the graph can be made anew from it. Every
method that writes is one transaction, synced to the disk before it returns, so that a killed process or a full disk
loses nothing that was stored before. One object serves one thread.
"""

from hergang.corpus.archive.archive import Archive
from hergang.corpus.archive.decisions import ClaimKey, Decision, EntityKey
from hergang.corpus.archive.duplicates import Copy
from hergang.corpus.archive.forgetting import Forgotten, Tombstone
from hergang.corpus.archive.records import Added, MetadataChange, Revision
from hergang.corpus.archive.schema import SCHEMA_VERSION
from hergang.corpus.archive.search import Found, Hit
from hergang.corpus.archive.tasks import MAX_TRIES, Request, Task
from hergang.corpus.archive.touched import Mark

__all__ = [
    "MAX_TRIES",
    "SCHEMA_VERSION",
    "Added",
    "Archive",
    "ClaimKey",
    "Copy",
    "Decision",
    "EntityKey",
    "Forgotten",
    "Found",
    "Hit",
    "Mark",
    "MetadataChange",
    "Request",
    "Revision",
    "Task",
    "Tombstone",
]
