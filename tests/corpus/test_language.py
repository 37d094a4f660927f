import pytest

from hergang.corpus.errors import SourceError
from hergang.corpus.language import detect


def test_german_and_english_are_told_apart(german: str, english: str) -> None:
    assert (detect(german), detect(english)) == ("de", "en")


@pytest.mark.parametrize("text", ["Der Minister trat am Abend zurück.", "Rücktritt nach Kritik an der Regierung"])
def test_short_german_is_german(text: str) -> None:
    assert detect(text) == "de"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Le président de la République a annoncé hier soir que le gouvernement allait démissionner.", "French"),
        (
            "De premier heeft gisteravond bekendgemaakt dat het kabinet zijn ontslag zal indienen bij de koning.",
            "Dutch",
        ),
        (
            "El presidente anunció ayer por la noche que el gobierno dimitirá tras las críticas de la oposición.",
            "Spanish",
        ),
    ],
)
def test_another_language_is_named(text: str, name: str) -> None:
    with pytest.raises(SourceError, match=f"looks like {name}. Only German and English"):
        detect(text)


def test_figures_alone_are_no_language() -> None:
    with pytest.raises(SourceError, match="no words"):
        detect("12 34 - 56")
