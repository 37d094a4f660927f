"""One request over the very address that was checked, bounded in bytes and time.

`requests` does all of it but the connecting: the socket goes to an address that is given, while Host, SNI and the check
of the certificate keep the name. Each read from that socket is cut to the time and bytes that are left, since a server
that sends a byte now and then, headers included, would never run into a timeout between two packets.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Sequence
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3 import PoolManager, ProxyManager
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError
from urllib3.util.ssl_ import create_urllib3_context

from hergang.corpus.fetch.addresses import Address

_MAX_ADDRESSES = 3  # of one host, tried one after the other
_OVERHEAD = 512 * 1024  # bytes that status line, headers and the marks between chunks may take


class Budget:
    """The bytes and seconds that are left to one request.

    Args:
        seconds: for all of it.
        payload: bytes that the payload may have; the headers come on top.
        monotonic: the clock.
    """

    def __init__(self, seconds: float, payload: int, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._end = monotonic() + seconds
        self._bytes = payload + _OVERHEAD

    @property
    def spent(self) -> str | None:
        """Return which of the two ran out, "bytes" or "seconds"."""
        if self._bytes < 0:
            return "bytes"
        return "seconds" if self._monotonic() >= self._end else None

    def seconds(self, at_most: float | None) -> float:
        """Return the seconds that one more read may take; TimeoutError where there are none."""
        left = self._end - self._monotonic()
        if left <= 0:
            raise TimeoutError("the time for the request is over")
        return left if at_most is None else min(left, at_most)

    def take(self, count: int) -> int:
        """Account for bytes that were read."""
        self._bytes -= count
        if self._bytes < 0:
            raise ConnectionAbortedError("more bytes than the request may have")
        return count


class _BoundedSocket(socket.socket):
    budget: Budget
    patience: float | None = None

    def recv_into(self, *args: Any, **kwargs: Any) -> int:
        self.settimeout(self.budget.seconds(self.patience))
        return self.budget.take(super().recv_into(*args, **kwargs))


class _BoundedTLSSocket(ssl.SSLSocket):
    budget: Budget
    patience: float | None = None

    def recv_into(self, *args: Any, **kwargs: Any) -> int:
        self.settimeout(self.budget.seconds(self.patience))
        return self.budget.take(super().recv_into(*args, **kwargs))


class _Route:
    """Where the connections of one request go."""

    def __init__(self, addresses: Sequence[Address], budget: Budget, patience: float) -> None:
        self.addresses = tuple(addresses[:_MAX_ADDRESSES])
        self.budget = budget
        self.patience = patience

    def connect(self, connection: HTTPConnection) -> socket.socket:
        """Return a socket to the first address that answers; a proxy's are asked for here."""
        addresses = self.addresses or tuple(
            (entry[0], entry[4])
            for entry in socket.getaddrinfo(connection._dns_host, connection.port or 80, type=socket.SOCK_STREAM)
        )
        timeout = connection.timeout if isinstance(connection.timeout, (int, float)) else self.patience
        for family, address in addresses[:-1]:
            try:
                return self._connect(family, address, timeout)
            except OSError:
                continue
        try:
            return self._connect(*addresses[-1], timeout)
        except TimeoutError as error:
            raise ConnectTimeoutError(connection, "no connection in time") from error
        except OSError as error:
            raise NewConnectionError(connection, f"no connection: {error}") from error

    def _connect(self, family: int, address: tuple[Any, ...], timeout: float) -> socket.socket:
        sock = _BoundedSocket(family, socket.SOCK_STREAM)
        sock.budget, sock.patience = self.budget, self.patience
        try:
            sock.settimeout(self.budget.seconds(timeout))
            sock.connect(address)
        except BaseException:
            sock.close()
            raise
        return sock


class _Connection(HTTPConnection):
    def __init__(self, *args: Any, route: _Route, **kwargs: Any) -> None:
        self._route = route
        super().__init__(*args, **kwargs)

    def _new_conn(self) -> socket.socket:
        return self._route.connect(self)


class _TLSConnection(HTTPSConnection):
    def __init__(self, *args: Any, route: _Route, **kwargs: Any) -> None:
        self._route = route
        super().__init__(*args, **kwargs)

    def _new_conn(self) -> socket.socket:
        return self._route.connect(self)

    def connect(self) -> None:
        super().connect()
        if isinstance(self.sock, _BoundedTLSSocket):
            self.sock.budget, self.sock.patience = self._route.budget, self._route.patience


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _TLSPool(HTTPSConnectionPool):
    ConnectionCls = _TLSConnection


class BoundedAdapter(HTTPAdapter):
    """What a session of `requests` sends one request through.

    Args:
        addresses: of the host, as they were checked; none where a proxy resolves the name.
        budget: bytes and seconds for all of the request.
        patience: seconds between two packets.
    """

    def __init__(self, addresses: Sequence[Address], budget: Budget, patience: float) -> None:
        self._route = _Route(addresses, budget, patience)
        super().__init__()

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self._bind(self.poolmanager)

    def proxy_manager_for(self, *args: Any, **kwargs: Any) -> Any:
        manager = super().proxy_manager_for(*args, **kwargs)
        self._bind(manager)
        return manager

    def get_connection_with_tls_context(self, *args: Any, **kwargs: Any) -> HTTPConnectionPool:
        pool = super().get_connection_with_tls_context(*args, **kwargs)
        if isinstance(pool, (_Pool, _TLSPool)):
            pool.conn_kw["route"] = self._route
        return pool

    def build_connection_pool_key_attributes(self, *args: Any, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        host, pool = super().build_connection_pool_key_attributes(*args, **kwargs)
        if host["scheme"] == "https":
            context = create_urllib3_context()
            context.sslsocket_class = _BoundedTLSSocket
            pool["ssl_context"] = context
        return host, pool

    @staticmethod
    def _bind(manager: PoolManager) -> None:
        """Have a manager make bounded connections; one of SOCKS proxies makes its own."""
        if type(manager) in (PoolManager, ProxyManager):
            manager.pool_classes_by_scheme = {"http": _Pool, "https": _TLSPool}
