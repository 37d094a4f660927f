"""Short texts, compressed: deflate with a preset dictionary (RFC 1951), since what they share stands in each but once.

A text of some hundred bytes has little in itself that repeats. `SHARED` begins each as if it had just been read.
"""

from __future__ import annotations

import zlib

from hergang.graphs.vocabulary import HG, PROV, RDF, RDFS, SCHEMA, SEM, SKOS, XSD

LEVEL = 1  # 6 makes what a statement says a sixth smaller, and takes twice the time over an article
_RAW = -15  # no header, no checksum: SQLite's pages have neither

_RECORDS = 'null,false,true,[],"de","en","2020-01-01","negative","positive","possible","certain","article","speaker"'
_TERMS = (
    *(PROV.wasRevisionOf, SCHEMA.Person, SCHEMA.Organization, SCHEMA.Place, SCHEMA.Thing, HG.Group, HG.named),
    *(
        XSD.boolean,
        SKOS.altLabel,
        SEM.Event,
        HG.Link,
        HG["from"],
        HG.to,
        HG.type,
        HG.reason,
        HG.confidence,
        XSD.decimal,
    ),
    *(
        XSD.decimal,
        HG.story,
        HG.firstReported,
        HG.lastReported,
        XSD.date,
        HG.outlets,
        HG.origins,
        XSD.integer,
        HG.claim,
    ),
    *(HG.statement, HG.Statement, RDFS.label, RDF.type),
)
SHARED = f"{_RECORDS}{' '.join(f'<{term}>' for term in _TERMS)}".encode()


def pack(text: str) -> bytes:
    """Return a text compressed."""
    packer = zlib.compressobj(LEVEL, zlib.DEFLATED, _RAW, zdict=SHARED)
    return packer.compress(text.encode()) + packer.flush()


def unpack(packed: bytes) -> str:
    """Return a text that was packed; ``SHARED`` must be as it was then."""
    return zlib.decompressobj(_RAW, SHARED).decompress(packed).decode()
