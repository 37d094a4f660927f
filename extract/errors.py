"""The errors that `extract` raises."""

from hergang.corpus.errors import HergangError


class LexiconError(HergangError):
    """A lexicon or a model is missing or malformed; the message names the file and the entry."""


class ExtractError(HergangError):
    """A text cannot be read by this program: it is empty, or neither German nor English."""
