"""Every literal of relations and claims is a piece of the text or computed from one; no claim is told twice."""

import json
import re

import pytest

from hergang.corpus.article import Article
from hergang.extract.lexica import lexicon
from hergang.extract.nouns import person_noun
from hergang.extract.pipeline import annotate

STEP = 8  # every eighth sentence of each set: some sixty a language


@pytest.fixture(scope="module", params=["de", "en"])
def read(request, root, pipelines):
    """Return what is read of some of the written sentences of a language, six to an article."""
    folder = root / "tests" / "data" / "written"
    lines = [
        json.loads(line)["text"].replace("*", "")
        for kind in ("relations", "claims")
        for line in (folder / f"{kind}-{request.param}-dev.jsonl").read_text(encoding="utf-8").splitlines()[::STEP]
    ]
    articles = ["\n\n".join(lines[start : start + 6]) for start in range(0, len(lines), 6)]
    return [
        annotate(Article(str(n), text, language=request.param, published="2024-05-02"), pipelines[request.param])
        for n, text in enumerate(articles)
    ]


def test_qualifiers_are_words_of_the_text_or_computed_from_some(read):
    told = [(answer, name, value) for answer in read for r in answer.relations for name, value in r.qualifiers]
    assert {name for _, name, _ in told} >= {"role", "kind"}
    for answer, name, value in told:
        assert is_from(answer, name, value), (name, value, answer.article.text)


def is_from(answer, name, value):
    text, language = answer.article.text, answer.article.language
    words = re.findall(r"[\w’'-]+", text)
    if name == "kind":  # the dictionary form of a noun
        return any(person_noun(word, language) == value for word in words)
    if name in ("since", "until"):
        return any(time.value == value for time in answer.times)
    if name in ("age", "followers"):
        return value in re.findall(r"\d+", text) or any(f"{n.value:.0f}" == value for n in answer.quantities)
    if name == "tense":
        return value == "past"
    if name == "platform":
        platforms = lexicon(language, "accounts")
        return value.casefold() in text.casefold() or value in str(dict(platforms))
    return value.casefold() in text.casefold() or all(word in words for word in value.split())


def test_spans_lie_within_the_text_and_ids_are_known(read):
    for answer in read:
        known = {item.id for layer in (answer.entities, answer.times, answer.quantities) for item in layer}
        references = [r for c in (*answer.claims, *answer.relations) for r in (c.subject, c.object)]
        references += [argument.value for claim in answer.claims for argument in claim.arguments]
        for reference in references:
            if isinstance(reference, str):
                assert reference in known
            elif reference is not None:
                assert 0 <= reference[0] < reference[1] <= len(answer.article.text)


def test_no_two_claims_differ_only_in_voice_certainty_or_polarity(read):
    for answer in read:
        said = [(c.text, c.predicate, c.subject, c.object) for c in answer.claims]
        assert len(said) == len(set(said))


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Facebook kaufte Instagram im April. Facebook übernahm Instagram für eine Milliarde Dollar."),
        ("en", "Facebook bought Instagram in April. Facebook acquired Instagram for a billion dollars."),
    ],
)
def test_claims_on_one_course_of_events_share_it(pipelines, language, text):
    answer = annotate(Article("a", text, language=language, published="2024-05-02"), pipelines[language])
    events = [c.event for c in answer.claims if c.predicate in ("kaufen", "übernehmen", "buy", "acquire")]
    assert len(events) == 2
    assert len(set(events)) == 1
