"""The tables of the archive, version by version, and how an older file is brought up to today's.

Each version only adds to the one before, so that bringing a file up costs nothing of what is in it. It is one
transaction: a process that is killed meanwhile leaves the old version.
"""

from __future__ import annotations

from collections.abc import Mapping

from hergang.corpus.archive.database import Database
from hergang.corpus.errors import StoreError

SCHEMA_VERSION = 5
SIGNED = 4  # the first with signatures
APPLICATION_ID = 0x48657267  # "Herg", so that another program's SQLite file is told from ours

_ARTICLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE payload (
  digest TEXT PRIMARY KEY,
  media_type TEXT NOT NULL,
  content BLOB NOT NULL     -- zlib
);
CREATE TABLE article (
  id TEXT PRIMARY KEY,
  first_fetched TEXT NOT NULL,  -- dateTime, UTC
  day TEXT NOT NULL,            -- published, or lacking it the day first fetched: the order of the articles
  url TEXT,                     -- canonical
  standing TEXT NOT NULL        -- digest of the revision that stands
) WITHOUT ROWID;
CREATE INDEX article_order ON article (day, id);
CREATE INDEX article_url ON article (url);
CREATE TABLE revision (
  article TEXT NOT NULL REFERENCES article (id),
  digest TEXT NOT NULL,
  number INTEGER NOT NULL,  -- 1 is the first
  text TEXT NOT NULL,
  metadata TEXT NOT NULL,   -- JSON: the article's fields but its text
  fetched TEXT NOT NULL,
  source TEXT NOT NULL,
  replaced_at TEXT,
  previous TEXT,
  PRIMARY KEY (article, digest),
  UNIQUE (article, number)
);
CREATE INDEX revision_source ON revision (source);
CREATE TABLE cut (
  article TEXT NOT NULL, digest TEXT NOT NULL, number INTEGER NOT NULL, text TEXT NOT NULL, reason TEXT NOT NULL,
  PRIMARY KEY (article, digest, number),
  FOREIGN KEY (article, digest) REFERENCES revision (article, digest)
);
CREATE TABLE fetch (
  article TEXT NOT NULL, digest TEXT NOT NULL, fetched TEXT NOT NULL, source TEXT NOT NULL, status TEXT NOT NULL,
  payload TEXT REFERENCES payload (digest),  -- null: nothing new was in it
  FOREIGN KEY (article, digest) REFERENCES revision (article, digest)
);
CREATE TABLE annotation (
  article TEXT NOT NULL,
  digest TEXT NOT NULL,
  extractor TEXT NOT NULL,
  line BLOB NOT NULL,       -- stand-off JSON, zlib
  PRIMARY KEY (article, digest),
  FOREIGN KEY (article, digest) REFERENCES revision (article, digest)
)
"""

_KEEPING = """
CREATE INDEX fetch_article ON fetch (article, source);
CREATE INDEX fetch_source ON fetch (source);
CREATE INDEX fetch_payload ON fetch (payload);
CREATE TABLE change (       -- metadata that changed while the text stayed
  article TEXT NOT NULL, digest TEXT NOT NULL, seen TEXT NOT NULL, field TEXT NOT NULL,
  before TEXT, after TEXT,  -- JSON; null: there was none
  FOREIGN KEY (article, digest) REFERENCES revision (article, digest)
);
CREATE INDEX change_revision ON change (article, digest);
CREATE TABLE attempt (      -- revisions that could not be annotated
  article TEXT NOT NULL, digest TEXT NOT NULL, reason TEXT NOT NULL, tries INTEGER NOT NULL, tried TEXT NOT NULL,
  PRIMARY KEY (article, digest),
  FOREIGN KEY (article, digest) REFERENCES revision (article, digest)
);
CREATE TABLE request (      -- what was asked of a server
  number INTEGER PRIMARY KEY,
  url TEXT NOT NULL,        -- as asked
  asked TEXT NOT NULL,
  answered TEXT,            -- URL after redirects
  status INTEGER,           -- of HTTP; null: no answer
  size INTEGER,             -- bytes, unpacked
  media_type TEXT, etag TEXT, last_modified TEXT,
  reason TEXT               -- why it failed
);
CREATE INDEX request_url ON request (url, number);
CREATE TABLE task (         -- sources that an ingest was given
  source TEXT PRIMARY KEY,  -- URL or absolute path
  given TEXT NOT NULL,      -- as it was written
  state TEXT NOT NULL CHECK (state IN ('pending', 'done', 'failed')),
  reason TEXT,
  tries INTEGER NOT NULL,
  asked TEXT NOT NULL,
  changed TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX task_state ON task (state);
CREATE TABLE decision (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL CHECK (kind IN ('merge', 'split', 'reject')),
  subject TEXT NOT NULL,    -- JSON
  object TEXT,              -- JSON
  who TEXT NOT NULL, decided TEXT NOT NULL, why TEXT NOT NULL,
  undone_by TEXT, undone TEXT, undone_why TEXT
);
CREATE TABLE decision_article (
  article TEXT NOT NULL, decision INTEGER NOT NULL REFERENCES decision (number), PRIMARY KEY (article, decision)
) WITHOUT ROWID;
CREATE TABLE tombstone (
  article TEXT PRIMARY KEY, forgotten TEXT NOT NULL, who TEXT NOT NULL, why TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE tombstone_text (
  digest TEXT NOT NULL, article TEXT NOT NULL REFERENCES tombstone (article), PRIMARY KEY (digest, article)
) WITHOUT ROWID;
CREATE TABLE searched (     -- what the rows of the full-text index were made of
  id INTEGER PRIMARY KEY,
  article TEXT NOT NULL UNIQUE REFERENCES article (id),
  digest TEXT NOT NULL,     -- the revision that stands
  day TEXT NOT NULL,
  language TEXT NOT NULL,
  outlet TEXT NOT NULL,     -- publisher and host, case folded
  made_of TEXT NOT NULL     -- digest of all that was indexed
);
CREATE INDEX searched_day ON searched (day);
"""

SEARCH = """CREATE VIRTUAL TABLE search USING fts5 (
  title, text, names, quotations, tokenize = "unicode61 remove_diacritics 2"
)"""

_PLACES = "ALTER TABLE cut ADD COLUMN place INTEGER"  # paragraphs of the text before it; null: not known

_DUPLICATES = """
CREATE TABLE signature (    -- what the bands and copies of an article were made of
  article TEXT PRIMARY KEY REFERENCES article (id),
  digest TEXT NOT NULL,     -- the revision that stands
  day TEXT NOT NULL,
  outlet TEXT NOT NULL,     -- host or publisher, case folded; empty: not known
  made_by TEXT NOT NULL     -- library and parameters
);
CREATE TABLE band (         -- articles that agree in one may share text
  number INTEGER NOT NULL, value INTEGER NOT NULL, article TEXT NOT NULL, PRIMARY KEY (number, value, article)
) WITHOUT ROWID;
CREATE TABLE copy (
  article TEXT NOT NULL REFERENCES article (id),
  of TEXT NOT NULL REFERENCES article (id),  -- the earlier article
  share REAL NOT NULL,      -- of the shorter text
  spans TEXT NOT NULL,      -- JSON: where the later article has words of the earlier
  PRIMARY KEY (article, of)
);
CREATE INDEX copy_of ON copy (of);
CREATE TABLE generation (   -- one row, drawn anew at each change of what the graph is made of
  token TEXT NOT NULL
);
INSERT INTO generation VALUES (hex(randomblob(16)));
"""


def _trigger(table: str, event: str, changed: str = "") -> str:
    """Return the trigger that draws a new generation; ``changed``: columns of which one must have another value."""
    condition = " OR ".join(f"old.{column} IS NOT new.{column}" for column in changed.split())
    return (
        f"CREATE TRIGGER {table}_{event.lower()} AFTER {event} ON {table}{f' WHEN {condition}' if changed else ''} "
        "BEGIN UPDATE generation SET token = hex(randomblob(16)); END"
    )


_TOLD = ("revision", "annotation", "copy", "decision")  # what the graph tells
# A random token and no count: two archives that a backup has parted never have the same one.
_CHANGES = ";\n".join(
    [_trigger(table, event) for table in _TOLD for event in ("INSERT", "DELETE")]
    + [
        _trigger("article", "UPDATE", "standing day"),
        _trigger("revision", "UPDATE", "text metadata number fetched source replaced_at previous"),
        _trigger("annotation", "UPDATE", "extractor line"),
        _trigger("decision", "UPDATE", "undone"),
    ]
)

_TOUCHED = """
CREATE TABLE touched (      -- articles of which something changed that the graph is made of, a row a change
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  article TEXT NOT NULL,
  token TEXT NOT NULL       -- random: tells whether two archives have one history up to here
)
"""


def _touching(table: str, event: str, changed: str = "") -> str:
    """Return the trigger that notes an article, and those that have text of it and so name it; as for `_trigger`."""
    article = f"{'old' if event == 'DELETE' else 'new'}.{'id' if table == 'article' else 'article'}"
    condition = " OR ".join(f"old.{column} IS NOT new.{column}" for column in changed.split())
    when = f" WHEN {condition}" if changed else ""
    return (
        f"CREATE TRIGGER {table}_{event.lower()}_touches AFTER {event} ON {table}{when} "
        "BEGIN INSERT INTO touched (article, token) SELECT article, hex(randomblob(8)) "
        f"FROM (SELECT {article} AS article UNION SELECT article FROM copy WHERE of = {article}); END"
    )


_TOUCHES = ";\n".join(
    [_touching(table, event) for table in ("revision", "annotation", "copy") for event in ("INSERT", "DELETE")]
    + [
        _touching("article", "UPDATE", "standing day"),
        _touching("revision", "UPDATE", "text metadata number fetched source replaced_at previous"),
        _touching("annotation", "UPDATE", "extractor line"),
    ]
)

VERSIONS: Mapping[int, str] = {
    1: _ARTICLES,
    2: f"{_KEEPING}{SEARCH}",
    3: _PLACES,
    4: f"{_DUPLICATES}{_CHANGES}",
    5: f"{_TOUCHED};\n{_TOUCHES}",
}


def version(database: Database) -> int:
    """Return the version of the file's tables; 0 is an empty file.

    Raises:
        StoreError: the file is another program's, or a newer release's.
    """
    found = int(database.row("PRAGMA user_version")[0])
    application = database.row("PRAGMA application_id")[0]
    if found == 0 and application == 0 and database.row("SELECT count(*) FROM sqlite_master")[0] == 0:
        return 0
    if application != APPLICATION_ID:
        raise StoreError(f"{database.path}: no archive of Hergang. Name another store by --store DIR.")
    if found > SCHEMA_VERSION:
        raise StoreError(
            f"{database.path}: written by a newer release (schema {found}, here {SCHEMA_VERSION}). Update hergang."
        )
    return found


def bring_up(database: Database) -> int:
    """Give the file the tables that it lacks, within the caller's transaction; return the version that it had."""
    had = version(database)
    for number in range(had + 1, SCHEMA_VERSION + 1):
        for statement in VERSIONS[number].split(";\n"):
            database.execute(statement)
    database.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    database.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
    return had
