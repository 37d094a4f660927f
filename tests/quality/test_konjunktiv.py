"""The sentences in Konjunktiv are what their source says, and are counted right."""

import importlib
import importlib.util
import json

import pytest

PARTS = ("dev", "test")


@pytest.fixture(scope="module")
def scorer(load):
    """Return the scorer as a module."""
    return load("score_konjunktiv")


@pytest.fixture(scope="module")
def build(root):
    """Return the builder of the sentences as a module."""
    path = root / "tests" / "data" / "written" / "build_konjunktiv.py"
    spec = importlib.util.spec_from_file_location("konjunktiv_build", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def sentences(scorer):
    """Return the records by part."""
    texts = {
        part: (scorer.written_sets.WRITTEN / f"konjunktiv-{part}.jsonl").read_text(encoding="utf-8") for part in PARTS
    }
    return {part: [json.loads(line) for line in text.splitlines()] for part, text in texts.items()}


@pytest.mark.parametrize("part", PARTS)
def test_sentences_are_built_from_their_source(scorer, build, part):
    source = scorer.written_sets.WRITTEN / f"konjunktiv-{part}.txt"
    built = "".join(f"{line}\n" for line in build.generate(source))
    kept = source.with_suffix(".jsonl").read_text(encoding="utf-8")
    assert built == kept, "run: python tests/data/written/build_konjunktiv.py"


def test_half_of_each_part_is_in_it_and_none_stands_twice(sentences):
    for records in sentences.values():
        marked = [any(verb["mood"] == "Sub" for verb in record["verbs"]) for record in records]
        assert (len(marked), sum(marked)) == (150, 75)
        assert {verb.get("konjunktiv") for record in records for verb in record["verbs"]} == {None, "I", "II"}
    texts = [record["text"] for records in sentences.values() for record in records]
    assert len(set(texts)) == len(texts)


def test_marks_are_taken_out_of_the_text(build):
    record = build.parse_sentence("Er sagte*0, er habe*1 gehofft, dass sie käme*2.", "x-01")
    assert record["text"] == "Er sagte, er habe gehofft, dass sie käme."
    spans = [(record["text"][verb["start"] : verb["end"]], verb["mood"]) for verb in record["verbs"]]
    assert spans == [("sagte", "Ind"), ("habe", "Sub"), ("käme", "Sub")]
    assert [verb.get("konjunktiv") for verb in record["verbs"]] == [None, "I", "II"]


@pytest.mark.parametrize("line", ["Er sagte*7 nichts.", "Er sagte nichts.", "Er * sagte*0 nichts."])
def test_wrong_marks_stop_the_build(build, line):
    with pytest.raises(build.NotationError, match="x-01"):
        build.parse_sentence(line, "x-01")


def test_features_and_rules_are_counted_apart(scorer, parsed_nlp, tmp_path):
    verbs = [{"start": 3, "end": 6, "form": "sei", "mood": "Sub", "konjunktiv": "I"}]
    record = json.dumps({"id": "x-01", "text": "Er sei krank", "verbs": verbs})
    (tmp_path / "konjunktiv-dev.jsonl").write_text(record, encoding="utf-8")
    values = {figure.name: figure.value for figure in scorer.score_part(tmp_path, "dev", parsed_nlp)}
    assert (values["Mood=Sub F1"], values["rules F1"], values["which F1"]) == (0, 100, 100)
    missed = list(scorer.misses(tmp_path / "konjunktiv-dev.jsonl", parsed_nlp))
    assert missed == ["Mood=Sub  missed    sei (Sub): Er sei krank"]


@pytest.fixture
def parsed_nlp():
    """Return a stand-in for the pipeline that calls "sei" a finite verb in the indicative."""
    spacy = pytest.importorskip("spacy")
    nlp = spacy.blank("de")

    class Reader:
        def pipe(self, texts):
            for text in texts:
                words = text.split()
                heads = [words.index("sei")] * len(words)
                morphs = ["Mood=Ind|VerbForm=Fin" if word == "sei" else "" for word in words]
                pos = ["AUX" if word == "sei" else "X" for word in words]
                deps = ["ROOT" if word == "sei" else "dep" for word in words]
                yield spacy.tokens.Doc(nlp.vocab, words=words, heads=heads, deps=deps, pos=pos, morphs=morphs)

    return Reader()
