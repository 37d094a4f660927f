"""The errors that `graphs` raises beside those of `hergang.corpus.errors`."""

from hergang.corpus.errors import HergangError, StoreError


class QueryError(HergangError):
    """Unknown question, bad parameter, SPARQL syntax, a refused clause, or a query beyond its time limit."""

    exit_code = 2


class DamagedGraphError(StoreError):
    """The graph on the disk is damaged; it is a projection, and whoever writes it makes it anew."""
