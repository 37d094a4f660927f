"""The pipeline: registered names, errors, and what holds for the annotations of any text."""

import json
import re
import subprocess
import sys
import time
from importlib.metadata import entry_points
from pathlib import Path

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st

from hergang.corpus.article import Article, article_id
from hergang.corpus.sources import read_sources
from hergang.extract import standoff
from hergang.extract.errors import ExtractError, LexiconError
from hergang.extract.pipeline import COMPONENTS, LANGUAGES, MAX_LENGTH, annotate, load, make_doc

PINNED = Path(__file__).parent / "factories.json"
LAYERS = ("entities", "times", "quantities", "quotations", "relations", "events", "claims")
NEWS = {
    "de": (
        "Die Polizei in Hamburg hat am Montag einen Mann festgenommen. „Wir haben ihn lange gesucht“, sagte "
        "Sprecherin Anna Weber. Er soll elf Autos gestohlen haben. Weber sagte, der Fall sei noch nicht abgeschlossen."
        "\n\nDer Anwalt des Mannes bestritt die Vorwürfe. Das Urteil wird im November 2017 erwartet."
    ),
    "en": (
        "Police in Boston arrested a man on Monday. “We have looked for him for years,” said spokeswoman Anna Weber. "
        "He is accused of stealing eleven cars. Weber said that the case was still open."
        "\n\nThe man's lawyer denied the charges. A verdict is expected in November 2017."
    ),
}
ODD = [
    "🙂", "🙂🙂 👩‍👩‍👧 sagt „Nein“ 🙂.", "„“”\"»«‚‘’", "„„„„“““", ".", "...", "\n\n", "\n\n\nA\n\n\n", "a\x00b \x00.",
    "\x00",
    "e\u0301a\u0308 sagte u\u0308ber", "שלום, אמר דוד כהן.", "قال محمد: «نعم».", "\u202eabc\u202c sagte er.",
    "\ufeffEr ging.",
    "@", "@a @b_c @realX sagt", "(", "((((", "- - - -", "1", "1 000 000", "31.02.2017", "http://a.b/c?d=e", "a" * 500,
    "Er Er Er Er", "sagte sagte sagte", "said said said", ", sagte", ": „", "laut", "zufolge", "according to", "so",
    "Twitter-Account",
    "-", "A-", "-A", "Trump-", "'s", "’s account", "Ob?", "Sei.", "dass", "that", "\t\t \u00a0",
    "ß ẞ ſ ﬁ Ⅻ ½ 𝔸𝔹", "你好，世界。", "Анна сказала: «Да».", "\u200b\u200b\u200b", "X (", "X (SPD", "X, 44,", "X, 44",
]  # fmt: skip


def article(text, language="de", **fields):
    return Article(article_id(text=text), text, language=language, published="2017-11-30", **fields)


@pytest.fixture(scope="module")
def read(pipelines):
    """Return what annotates a text."""
    return lambda language, text: annotate(article(text, language), pipelines[language])


@pytest.fixture(scope="module", params=LANGUAGES)
def news(request, read):
    """Return the annotations of a short report."""
    return read(request.param, NEWS[request.param])


# -- what holds for any annotations ----------------------------------------------------------------------------------


def spans(annotations):
    """Yield every span of the records."""
    for layer in LAYERS:
        for record in getattr(annotations, layer):
            for mention in getattr(record, "mentions", ()):
                yield mention.start, mention.end
            if hasattr(record, "start") and hasattr(record, "end"):
                yield record.start, record.end
            for name in ("content", "cue", "source", "addressee"):
                value = getattr(record, name, None)
                yield from value if isinstance(value, tuple) else ()
            for name in ("evidence", "trigger", "text", "subject", "object"):
                value = getattr(record, name, None)
                yield from (value,) if isinstance(value, tuple) else ()
            yield from (a.value for a in getattr(record, "arguments", ()) if isinstance(a.value, tuple))


def references(annotations):
    """Yield the ids that records refer to, each with the layers that may hold it."""
    things = ("entities", "quantities", "times")
    for quotation in annotations.quotations:
        yield from ((value, ("entities",)) for value in (quotation.speaker, quotation.medium))
        yield quotation.within, ("quotations",)
    for relation in annotations.relations:
        yield from ((value, things) for value in (relation.subject, relation.object))
        yield relation.claim, ("claims",)
    for claim in annotations.claims:
        yield from ((value, things) for value in (claim.subject, claim.object))
        yield from ((argument.value, things) for argument in claim.arguments)
        yield from ((value, ("times",)) for value in (claim.happened, claim.known))
        yield claim.source, ("entities",)
        yield claim.event, ("events",)
        yield claim.quotation, ("quotations",)
        yield claim.condition, ("claims",)


def check(annotations):
    """Assert what holds for the annotations of any text."""
    text = annotations.article.text
    for start, end in spans(annotations):
        assert 0 <= start < end <= len(text), (start, end, text)
    ids = {layer: [record.id for record in getattr(annotations, layer)] for layer in LAYERS}
    for layer, found in ids.items():
        assert len(set(found)) == len(found), f"an id of {layer} stands twice"
    for value, layers in references(annotations):
        assert value is None or isinstance(value, tuple) or any(value in ids[layer] for layer in layers), value
    assert all(claim.condition != claim.id for claim in annotations.claims)
    assert all(quotation.within != quotation.id for quotation in annotations.quotations)
    check_literals(annotations)
    assert standoff.loads(standoff.dumps(annotations)) == annotations


def check_literals(annotations):
    """Assert that what is written as text stands in the article, up to white space and what is lemma or number."""
    flat = " ".join(annotations.article.text.split())
    for entity in annotations.entities:
        assert " ".join(entity.name.split()) in flat
    for quantity in annotations.quantities:
        assert re.search(r"\w", annotations.article.text[quantity.start : quantity.end])
    for relation in annotations.relations:
        start, end = relation.evidence
        assert annotations.article.text[start:end].strip()
        for name, value in relation.qualifiers:
            computed = name in ("tense", "platform", "followers", "age", "kind", "department", "basis", "year")
            assert computed or value in flat, (name, value)


def test_annotations_hold_together(news):
    check(news)
    assert all(getattr(news, layer) for layer in ("entities", "times", "quotations", "claims"))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("text", ODD, ids=[ascii(text)[1:25] for text in ODD])
def test_odd_text_is_read(read, language, text):
    if text.strip():
        check(read(language, text))


PIECES = st.sampled_from(
    [
        "Anna", "Weber", "Trump", "Twitter", "sagte", "said", "dass", "that", "sei", "habe", "is", "ist", "nicht", "er",
        "she", "der", "the", "Sprecher", "spokesman", "von", "of", "laut", "according", "to", "„", "“", "”", '"', "’",
        ",", ".", ":", "?", "–", "(", ")", "\n\n", "\n", "🙂", "2017", "elf", "Minuten", "gestern", "-Account", "@x",
        "‘", "'s",
        "wenn", "if", "Konto", "account", "SPD", "heißt", "44", "\x00", "e\u0301", "\u05d0", "würde", "so", "zufolge",
    ]
)  # fmt: skip


@settings(max_examples=50, deadline=None)
@given(st.sampled_from(LANGUAGES), st.lists(PIECES, min_size=1, max_size=25).map(" ".join))
def test_any_order_of_words_is_read(language, text):
    if text.strip():
        check(annotate(article(text, language), load(language)))


@settings(max_examples=50, deadline=None)
@given(st.sampled_from(LANGUAGES), st.text(min_size=1, max_size=60))
def test_any_characters_are_read(language, text):
    if text.strip():
        check(annotate(article(text, language), load(language)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_same_text_gives_the_same_annotations(read, language):
    first = standoff.dumps(read(language, NEWS[language]))
    read(language, "Etwas ganz anderes. Something else entirely.")
    assert standoff.dumps(read(language, NEWS[language])) == first


@pytest.mark.parametrize("language", LANGUAGES)
def test_hard_blanks_are_read_as_blanks(read, language):
    plain = read(language, NEWS[language])
    hard = read(language, NEWS[language].replace(" ", "\u00a0"))
    assert [e.mentions for e in hard.entities] == [e.mentions for e in plain.entities]


@pytest.mark.parametrize("width", [60, 72, 80])
@pytest.mark.parametrize("language", LANGUAGES)
def test_wrapped_text_has_the_same_entities(tmp_path, read, language, width):
    paragraphs = [_wrap(paragraph, width) for paragraph in NEWS[language].split("\n\n")]
    path = tmp_path / "wrapped.txt"
    path.write_text("\n\n".join(paragraphs) + "\n", encoding="utf-8")
    (reading,) = read_sources([str(path)], fetcher=None, stdin=None)
    wrapped = annotate(reading.article, load(language))
    told = [(e.type, e.name, len(e.mentions)) for e in read(language, NEWS[language]).entities]
    assert [(e.type, e.name, len(e.mentions)) for e in wrapped.entities] == told


def _wrap(text, width):
    lines = [""]
    for word in text.split():
        if len(lines[-1]) + 1 + len(word) > width:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return "\n".join(lines)


# -- bad input -------------------------------------------------------------------------------------------------------

UNBROKEN = ["a", "ä", "🙂", "\x00", "e\u0301", "„", "“", "(", "a-", "@a", "你好", "\u200b", ".", "\ud7ff", "\U0010ffff"]
MIXED = "Er sagte, he said that שלום, Анна 你好 🙂 sei. “Ja”, said Anna Weber, „Nein“, sagte Karl Lind am Montag. "


@pytest.mark.parametrize("unit", UNBROKEN, ids=ascii)
def test_long_stretch_without_blanks_is_read(read, unit):
    check(read("de", f"{unit * 1500} Anna Weber sagte: „Ja“."))


@pytest.mark.parametrize("unit", [*UNBROKEN, " ", "\n", "\t", "\u00a0", "a "], ids=ascii)
def test_tokens_are_the_text_whatever_it_holds(pipelines, unit):
    for text in (unit * 400, unit * 1700, f"A {unit * 700} b {unit * 700}\n"):
        assert make_doc(pipelines["en"], text).text == text


@pytest.mark.parametrize("unit", ["🙂", "„", "("], ids=ascii)
def test_time_for_a_stretch_without_blanks_grows_with_its_length(pipelines, unit):
    """spaCy alone takes 16 times as long for four times as much: 40 seconds for these, days for a megabyte."""
    start = time.process_time()
    make_doc(pipelines["de"], unit * 20_000)
    assert time.process_time() - start < 5


def test_stretch_of_ordinary_length_is_left_to_spacy(pipelines):
    text = f"Siehe https://zeitung.example/{'a' * 400} und {'b' * 300}."
    ours = [token.text for token in make_doc(pipelines["de"], text)]
    assert ours == [token.text for token in pipelines["de"].make_doc(text)]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "text", [MIXED * 10, "ωψ ϟϡ ⵣⵥ " * 40, "🙂 " * 200, "\x00 " * 200, "e\u0301\u0323\u0302 " * 200]
)
def test_mixed_and_unknown_writing_is_read(read, language, text):
    check(read(language, text))


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_megabyte_on_one_line_is_read_in_bounded_time_and_memory(language):
    """In a process of its own, which tells the most memory that it held; a minute on one thread where it is idle."""
    done = subprocess.run([sys.executable, "-c", MEGABYTE, language], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    seconds, quotations, megabytes = map(float, done.stdout.split())
    assert quotations > 5_000
    assert seconds < 400
    assert megabytes < 1_500


MEGABYTE = """
import random, sys, time
from hergang.corpus.article import Article
from hergang.extract.pipeline import annotate
chance, language = random.Random(3), sys.argv[1]
parts = {
    "de": "„Wir wissen von {n} Fällen“, sagte {a} {b} am Montag in Kiel. {b} soll die Firma {c} verklagt haben. ",
    "en": "“We know of {n} cases,” said {a} {b} on Monday in Boston. {b} is said to have sued the company {c}. ",
}
name = lambda: "".join(chance.choice("bdfgklmnrst") + chance.choice("aeiou") for _ in range(3)).title()
line = parts[language]
text = "".join(line.format(n=n, a=name(), b=name(), c=name()) for n in range(1_000_000 // len(line)))
start = time.process_time()
found = annotate(Article("0" * 16, text, language=language, published="2017-11-30"))
print(time.process_time() - start, len(found.quotations))
try:
    import resource
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(most * (1024 if sys.platform == "linux" else 1) / 1e6)
except ImportError:  # Windows does not tell
    print(0)
"""


# -- registered names and errors -------------------------------------------------------------------------------------


def test_factory_names_are_pinned():
    """Configs of users name the factories: a new one is added to the file, an old one never goes without notice."""
    entries = entry_points(group="spacy_factories")
    registered = {entry.name: entry.value for entry in entries if entry.name.startswith("hergang")}
    assert registered == json.loads(PINNED.read_text(encoding="utf-8"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_component_has_what_it_requires(pipelines, language):
    nlp = pipelines[language]
    problems = nlp.analyze_pipes()["problems"]
    assert {name: found for name, found in problems.items() if found} == {}
    assert tuple(nlp.pipe_names[-len(COMPONENTS) :]) == COMPONENTS


def test_pipeline_is_loaded_once():
    assert load("de") is load("de")


@pytest.mark.parametrize("language", ["fr", "", "DE"])
def test_other_language_is_refused(language):
    with pytest.raises(ExtractError, match=r"only German \(de\) and English \(en\) are read"):
        load(language)


@pytest.mark.parametrize("slot", ["names", "syntax"])
def test_missing_model_is_refused_by_name(slot):
    with pytest.raises(LexiconError, match=r"no_such_model: the model cannot be loaded"):
        load("de", **{slot: "no_such_model"})


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    """Return what saves a tiny pipeline: its language, and the labels of its parser (None: it has none)."""

    def save(language, labels=None, *, names=False):
        nlp = spacy.blank(language)
        if labels is not None:
            parser = nlp.add_pipe("parser")
            for label in labels:
                parser.add_label(label)
        if names:
            nlp.add_pipe("ner").add_label("PER")
        nlp.initialize()
        folder = tmp_path_factory.mktemp("model")
        nlp.to_disk(folder)
        return str(folder)

    return save


@pytest.mark.parametrize("slot", ["names", "syntax"])
def test_model_of_another_language_is_refused(saved, slot):
    with pytest.raises(LexiconError, match=r"a model for 'en' in the place of one for 'de'"):
        load("de", **{slot: saved("en", ["nsubj", "obl", "case"], names=True)})


@pytest.mark.parametrize("labels", [["sb", "oa", "mo", "ROOT"], ["nsubj", "dobj", "prep", "pobj"], None])
def test_syntax_without_universal_dependencies_is_refused(saved, labels):
    with pytest.raises(LexiconError, match="does not speak Universal Dependencies"):
        load("de", syntax=saved("de", labels))


def test_names_from_a_model_without_names_are_refused(saved):
    with pytest.raises(LexiconError, match="no component 'ner' to take names from"):
        load("de", names=saved("de", ["nsubj"]))


@pytest.mark.parametrize("text", ["", " ", "\n\n\t"])
def test_empty_text_is_refused(text):
    with pytest.raises(ExtractError, match="its text is empty"):
        annotate(article(text))


def test_overlong_text_is_refused():
    with pytest.raises(ExtractError, match=r"2,000,001 characters; at most 2,000,000 are read\. Split it"):
        annotate(article("a" * (MAX_LENGTH + 1)))


@pytest.mark.parametrize("published", [None, "", "gestern", "2017-13-45"])
def test_article_with_no_day_is_read(pipelines, published):
    found = annotate(Article("0" * 16, "Er kam gestern an.", language="de", published=published), pipelines["de"])
    check(found)
