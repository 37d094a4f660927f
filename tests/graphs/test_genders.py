"""The gender of people, where an article tells it."""

import pytest

from hergang.extract.records import Entity, Mention
from hergang.graphs.genders import _gender


def entity(text, *words):
    """Return a person with a mention for each of the words (kind:words), in text order."""
    mentions, at = [], 0
    for kind, form in (word.split(":") for word in words):
        at = text.index(form, at)
        mentions.append(Mention(at, at + len(form), kind))
        at += len(form)
    return Entity("e1", "Person", words[0], True, tuple(mentions))


@pytest.mark.parametrize(
    ("language", "text", "words", "gender"),
    [
        ("de", "Frau Roth ging.", ["name:Roth"], "f"),
        ("de", "Die Sprecherin Ute Roth ging.", ["name:Ute Roth"], "f"),
        ("de", "Kim Roth ging. Die Ministerin schwieg.", ["name:Kim Roth", "nominal:Die Ministerin"], "f"),
        ("de", "Kim Roth ging. Er schwieg.", ["name:Kim Roth", "pronoun:Er"], "m"),
        ("de", "Kim Roth ging.", ["name:Kim Roth"], None),
        ("de", "Ute Roth ging.", ["name:Ute Roth"], None),
        ("de", "Herr Roth ging. Sie schwieg.", ["name:Roth", "pronoun:Sie"], None),
        ("en", "Mrs Lee left.", ["name:Lee"], "f"),
        ("en", "Sam Lee left. The spokeswoman said so.", ["name:Sam Lee", "nominal:The spokeswoman"], "f"),
        ("en", "Sam Lee left. The minister said his aide knew.", ["name:Sam Lee", "pronoun:his"], "m"),
        ("en", "Sam Lee left. The minister slept.", ["name:Sam Lee", "nominal:The minister"], None),
    ],
)
def test_gender_is_what_the_words_of_the_article_tell(language, text, words, gender):
    assert _gender(entity(text, *words), text, language) == gender
