"""What the words around a claim say becomes of it."""

import pytest

from hergang.graphs import development
from hergang.graphs.development import find_signs


@pytest.mark.parametrize(
    ("language", "words", "signs"),
    [
        ("de", "Die Klinik bestätigte", {"confirms"}),
        ("de", "Der Forscher bezweifelt", {"doubts"}),
        ("de", "Er glaubt nicht", {"doubts"}),
        ("de", "Es besteht kein Zweifel daran", set()),
        ("de", "In einer früheren Fassung dieses Artikels hieß es", {"formerly"}),
        ("de", "Die Behörde korrigierte ihre Angaben", {"corrects"}),
        ("en", "Engineers cast doubt on the claim", {"doubts"}),
        ("en", "There is no doubt", set()),
        ("en", "He does not believe", {"doubts"}),
        ("en", "He does not believe in", set()),
        ("en", "Correction: An earlier version of this story said", {"corrects", "formerly"}),
        ("en", "Officials have not yet", {"yet"}),
        ("fr", "Il doute", set()),
        ("en", " ", set()),
    ],
)
def test_signs(language, words, signs):
    assert find_signs(words, language) == signs


@pytest.mark.parametrize(
    ("predicate", "clause", "language", "expected"),
    [
        ("widerrufen", "Er widerrief sein Geständnis", "de", True),
        ("zurückziehen", "Sie zog die Zeugenaussage zurück", "de", True),
        ("zurückziehen", "Sie zog die Truppen zurück", "de", False),
        ("walk", "He walked back his statement", "en", True),
        ("walk", "He walked to the statement", "en", False),
        ("withdraw", "The army withdrew its troops", "en", False),
        ("withdraw", "L'armée retire", "fr", False),
    ],
)
def test_retraction_takes_back_what_was_said(predicate, clause, language, expected):
    assert development.is_retraction(predicate, clause, language) is expected


def test_what_points_back_names_speech_or_is_a_pronoun_at_an_end():
    assert development.points_back("Das glaube ich nicht", "de")
    assert development.points_back("She was sceptical of his explanation", "en")
    assert not development.points_back("Investors are sceptical", "en")


def test_unknown_language_tells_nothing():
    assert not development.is_saying("dire", "fr")
    assert not development.is_naming("appeler", "fr")
    assert not development.is_question("qui vient", "fr")
    assert not development.disbelieves("douter", "positive", "fr")
    assert not development.points_back("cela", "fr")
    assert development.is_light("faire", "fr")
