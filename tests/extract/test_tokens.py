"""The tokeniser parts the stop of a sentence from names that end with a capital, and from nothing that has one."""

import pytest

from hergang.extract.tokens import blank


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        ("de", "Das sagt die AfD.", ["Das", "sagt", "die", "AfD", "."]),
        ("de", "von der KfW. Die GmbH.", ["von", "der", "KfW", ".", "Die", "GmbH", "."]),
        ("de", "z. B. der TSV 1860 e.V.", ["z.", "B.", "der", "TSV", "1860", "e.V."]),
        ("en", "told the AfD.", ["told", "the", "AfD", "."]),
        ("en", "Acme Inc. of the U.S.", ["Acme", "Inc.", "of", "the", "U.S."]),
    ],
)
def test_stop_behind_a_capital_stands_alone(language, text, words):
    assert [token.text for token in blank(language)(text)] == words
