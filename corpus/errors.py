"""The errors of the whole program, root and the branches that `corpus` raises.

`hergang.extract.errors` and `hergang.graphs.errors` add the branches of the later parts. Every message names what
failed, says what is wrong with it and what to do. The front door alone maps a branch to an exit code.
"""


class HergangError(Exception):
    """Root of all errors that are raised for users; ``exit_code`` is what the command line leaves with."""

    exit_code = 1


class SourceError(HergangError):
    """One source could not be fetched or read; the others go on."""


class NoArticleError(SourceError):
    """A source is whole, and no article: another kind of file. In a folder it is passed over."""


class SkippedFileError(SourceError):
    """A file in a folder is of no known type, or no article: it is named, and no failure."""

    exit_code = 0


class UnavailableError(SourceError):
    """A URL cannot be had for now; ``retry_after`` gives the seconds after which to try again, where they are known."""

    def __init__(self, message: str, *, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class NotModifiedError(SourceError):
    """A URL is as it was when it was fetched last: there is nothing to read, and that is no failure.

    ``fresh_for`` gives the seconds for which the server says that it will stay so, where it says it.
    """

    exit_code = 0

    def __init__(self, message: str, *, fresh_for: float | None = None) -> None:
        super().__init__(message)
        self.fresh_for = fresh_for


class ForgottenError(SourceError):
    """An article that was forgotten is not taken in again: it is named, and no failure."""

    exit_code = 0


class SearchError(HergangError):
    """What is searched for cannot be understood."""

    exit_code = 2


class StoreError(HergangError):
    """The store is missing, locked, damaged, full or of another version."""
