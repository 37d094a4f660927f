"""The sentence that a span stands in."""

import pytest

from hergang.graphs.sentences import find_sentences


@pytest.mark.parametrize(
    ("language", "text", "count"),
    [
        ("de", "Am 30. November sprach Dr. Maier. Dann ging er.", 2),
        ("de", "Es waren 43. Dann kam keiner mehr.", 2),
        ("de", "Er sprach u.a. mit der SPD. Sie schwieg.", 2),
        ("de", "„Nein!“, rief sie. „Nie.“ Er ging.", 3),
        ("de", "Was nun? Das weiß niemand.\nEin Zwischentitel\n\nEin Satz.", 4),
        ("en", "Mr. Smith met Sen. J. Doe in the U.S. Senate. They talked.", 2),
        ("en", "“It was a mistake,” he said. “I am sorry.” He left…", 3),
        ("en", "No full stop at the end", 1),
        ("", "Ein Satz. Noch ein Satz.", 2),
    ],
)
def test_sentences_are_counted(language, text, count):
    found = find_sentences(text, language)
    assert len(found.bounds) == count
    assert "".join(text.split()) == "".join("".join(text[s:e] for s, e in found.bounds).split())


def test_span_gets_its_sentence_and_a_longer_one_all_of_its():
    text = "Eins ist klar. Zwei ist es nicht. Drei auch."
    found = find_sentences(text, "de")
    assert found.around(15, 19) == "Zwei ist es nicht."
    assert found.around(15, len(text)) == "Zwei ist es nicht. Drei auch."
    assert found.around(0, 0) == "Eins ist klar."
