"""Fetching over http and https: within bounds, politely, and never from private networks unless that is allowed.

`docs/fetching.md` tells what is fetched, what is refused and what a server can ask for. One module a concern:

| module | concern |
|---|---|
| `fetcher` | the whole of it: one URL in, one payload out, or the reason why not |
| `addresses` | which URL, name and address may be asked |
| `transport` | one request over the very address that was checked, bounded in bytes and time |
| `unpacking` | compressed payloads, bounded |
| `robots` | what a host's robots.txt allows |
| `reservations` | whether the use of a text for mining is reserved |
| `pacing` | pauses between requests, and what a server says of when to come again |
"""

from hergang.corpus.fetch.fetcher import Fetcher
from hergang.corpus.fetch.records import MAX_BYTES, Answer, Clock, Fetched, Limits, Validators

__all__ = ["MAX_BYTES", "Answer", "Clock", "Fetched", "Fetcher", "Limits", "Validators"]
