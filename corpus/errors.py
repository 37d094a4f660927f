"""The errors of the whole program, root and the branches that `corpus` raises.

`hergang.extract.errors` and `hergang.graphs.errors` add the branches of the later parts. Every message names what
failed, says what is wrong with it and what to do. The front door alone maps a branch to an exit code.
"""


class HergangError(Exception):
    """Root of all errors that are raised for users; ``exit_code`` is what the command line leaves with."""

    exit_code = 1


class SourceError(HergangError):
    """One source could not be fetched or read; the others go on."""


class SkippedFileError(SourceError):
    """A file in a folder is of no known type: it is named, and no failure."""

    exit_code = 0


class ForgottenError(SourceError):
    """An article that was forgotten is not taken in again: it is named, and no failure."""

    exit_code = 0


class SearchError(HergangError):
    """What is searched for cannot be understood."""

    exit_code = 2


class StoreError(HergangError):
    """The store is missing, locked, damaged, full or of another version."""
