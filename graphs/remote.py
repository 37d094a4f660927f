"""The graph on a server, for whoever outgrows one machine: any that speaks SPARQL 1.1.

Used are the query and update protocol (Feigenbaum et al. 2013) and the Graph Store HTTP Protocol (Ogbuji 2013), and of
formats Turtle and results in JSON alone. The standing view, which is the default graph here, is the graph
``<base>standing`` there, since many servers take all graphs together for the default one; named graphs keep their
names. No graph of others is touched. ``<base>published`` holds a digest of each graph (schema:sha256), so that what has
not changed is not sent again, and what was broken off is.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any

import pyoxigraph as ox
import requests
from requests.auth import HTTPBasicAuth, HTTPDigestAuth

from hergang.corpus.errors import StoreError
from hergang.graphs.results import Result
from hergang.graphs.store import Reader
from hergang.graphs.vocabulary import NIF, PREFIXES, SCHEMA

PART = 20_000  # triples in one request: bounds the memory of both sides
TIMEOUT = 600  # seconds that one request may take
Login = tuple[str, str]  # user and password
_SHA256 = str(SCHEMA.sha256)
_RESULTS = "application/sparql-results+json"


@dataclass(frozen=True)
class Addresses:
    """The URLs of a server's three protocols."""

    query: str
    update: str
    graphs: str  # of the Graph Store HTTP Protocol, to which "?graph=IRI" is added


@dataclass(frozen=True)
class Published:
    """What a server was sent."""

    sent: int  # graphs
    unchanged: int
    removed: int
    triples: int  # of the graphs that were sent


class Server:
    """A server on which graphs of ours stand."""

    def __init__(self, addresses: Addresses, base: str, login: Login | None = None) -> None:
        """Take the addresses; nothing is asked yet.

        Args:
            addresses: where the server listens.
            base: what the IRIs of the store begin with.
            login: user and password; None where the server asks nobody who he is.
        """
        self._addresses, self._base = addresses, base
        self._session = requests.Session()
        self._login = login

    @property
    def view(self) -> str:
        """The name of the graph that holds the standing view."""
        return f"{self._base}standing"

    def publish(self, reader: Reader, *, with_text: bool = False) -> Published:
        """Make the graphs of the server those of the store.

        Args:
            reader: the store's graph.
            with_text: send whole texts too; others hold the copyright.

        Raises:
            StoreError: the server cannot be reached, or refuses; what was sent stays, and is not sent again.
        """
        known, sent, triples = self._digests(), 0, 0
        wanted: dict[str, Any] = {self.view: ox.DefaultGraph()}
        wanted |= {graph.value: graph for graph in reader.store.named_graphs() if isinstance(graph, ox.NamedNode)}
        for name, graph in sorted(wanted.items()):
            digest, count = _digest(_triples(reader, graph, with_text))
            if known.get(name) != digest:
                self._note(name, None)
                self._put(name, _triples(reader, graph, with_text))
                self._note(name, digest)
                sent, triples = sent + 1, triples + count
        gone = sorted(known.keys() - wanted.keys())
        for name in gone:
            self._delete(name)
            self._note(name, None)
        return Published(sent, len(wanted) - sent, len(gone), triples)

    def query(self, sparql: str) -> Result:
        """Return what the server answers to a SELECT or ASK over the standing view, prefixes preset.

        Raises:
            StoreError: the server cannot be reached, or refuses the query.
        """
        head = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())
        answer = self._ask(head + sparql, {"default-graph-uri": self.view})
        return Result("ask" if "boolean" in answer.json() else "select", answer.content)

    def _digests(self) -> dict[str, str]:
        """Return the digests of the graphs that were published whole."""
        pattern = f"GRAPH <{self._base}published> {{ ?graph <{_SHA256}> ?digest }}"
        rows = self._ask(f"SELECT ?graph ?digest WHERE {{ {pattern} }}", {}).json()["results"]["bindings"]
        return {row["graph"]["value"]: row["digest"]["value"] for row in rows}

    def _note(self, graph: str, digest: str | None) -> None:
        """Keep the digest of a graph instead of the one that is kept; None keeps none."""
        published, node = ox.NamedNode(f"{self._base}published"), ox.NamedNode(graph)
        self._update(f"DELETE WHERE {{ GRAPH {published} {{ {node} <{_SHA256}> ?digest }} }}")
        if digest is not None:
            self._update(f"INSERT DATA {{ GRAPH {published} {{ {node} <{_SHA256}> {ox.Literal(digest)} }} }}")

    def _put(self, graph: str, triples: Iterator[ox.Triple]) -> None:
        """Put a graph in the place of the one of its name, a part at a time."""
        method = "PUT"
        for first in triples:
            part = list(chain([first], islice(triples, PART - 1)))
            body = ox.serialize(part, format=ox.RdfFormat.N_TRIPLES)  # each line is Turtle, too, which all servers read
            self._send(method, self._addresses.graphs, {"graph": graph}, body, {"Content-Type": "text/turtle"})
            method = "POST"

    def _delete(self, graph: str) -> None:
        self._send("DELETE", self._addresses.graphs, {"graph": graph}, missing=True)

    def _ask(self, sparql: str, graphs: Mapping[str, str]) -> requests.Response:
        return self._send("POST", self._addresses.query, {}, {"query": sparql, **graphs}, {"Accept": _RESULTS})

    def _update(self, sparql: str) -> None:
        self._send("POST", self._addresses.update, {}, {"update": sparql})

    def _send(
        self,
        method: str,
        url: str,
        parameters: Mapping[str, str],
        body: bytes | dict[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        *,
        missing: bool = False,
    ) -> requests.Response:
        try:
            answer = self._request(method, url, parameters, body, headers)
        except requests.RequestException as error:
            raise StoreError(
                f"{url}: cannot be reached ({type(error).__name__}). Is the server running, and is this its URL?"
            ) from error
        if answer.ok or (missing and answer.status_code == requests.codes.not_found):
            return answer
        reason = " ".join(answer.text.split())[:300]
        if answer.status_code in (requests.codes.unauthorized, requests.codes.forbidden):
            raise StoreError(f"{url}: may not be written or read ({answer.status_code}). Give user and password.")
        raise StoreError(f"{url}: the server refuses {method} ({answer.status_code}). {reason}")

    def _request(
        self, method: str, url: str, parameters: Mapping[str, str], body: Any, headers: Mapping[str, str] | None
    ) -> requests.Response:
        """Send a request; where the server asks who that is, log in by the way that it names and send it again."""

        def send() -> requests.Response:
            return self._session.request(method, url, params=parameters, data=body, headers=headers, timeout=TIMEOUT)

        answer = send()
        if answer.status_code == requests.codes.unauthorized and self._login and self._session.auth is None:
            is_digest = answer.headers.get("WWW-Authenticate", "").lower().startswith("digest")
            self._session.auth = (HTTPDigestAuth if is_digest else HTTPBasicAuth)(*self._login)
            answer = send()
        return answer


def _triples(reader: Reader, graph: Any, with_text: bool) -> Iterator[ox.Triple]:
    text = str(NIF.isString)
    for quad in reader.quads(graph):
        if with_text or quad.predicate.value != text:
            yield quad.triple


def _digest(triples: Iterator[ox.Triple]) -> tuple[str, int]:
    """Return a digest that the order of the triples does not change, and their number."""
    total, count = 0, 0
    for triple in triples:
        total += int.from_bytes(hashlib.sha256(str(triple).encode()).digest(), "big")
        count += 1
    return hashlib.sha256(f"{count} {total}".encode()).hexdigest(), count
