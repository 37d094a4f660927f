"""The errors that `graphs` raises beside those of `hergang.corpus.errors`."""

from hergang.corpus.errors import HergangError


class QueryError(HergangError):
    """Unknown question, bad parameter, SPARQL syntax, a refused clause, or a query beyond its time limit."""

    exit_code = 2
