"""Coreference: which mentions are one entity, over parses built by hand."""

import pytest

from hergang.extract.coreference import resolve
from hergang.extract.entities import find_candidates


@pytest.fixture
def clusters(parsed):
    """Return what gives the mentions of each entity of a line, in text order, as one string an entity."""

    def find(language, line):
        doc = parsed(language, line)
        doc._.candidates = find_candidates(doc, language)
        return [" = ".join(doc.text[m.start : m.end] for m in entity.mentions) for entity in resolve(doc, language)]

    return find


ANNA = "Anna|PROPN|3|nsubj|B-PER Weber|PROPN|1|flat|I-PER"


@pytest.mark.parametrize(
    ("language", "line", "entity"),
    [
        ("de", f"{ANNA} lacht|VERB|0|root +. Weber|PROPN|6|nsubj|B-PER lacht|VERB|0|root", "Anna Weber = Weber"),
        ("de", f"{ANNA} lacht|VERB|0|root +. Webers|PROPN|6|nmod|B-PER Auto|NOUN|0|root", "Anna Weber = Webers"),
        ("de", f"{ANNA} lacht|VERB|0|root +. Weber|PROPN|6|nsubj|B-LOC lacht|VERB|0|root", "Anna Weber = Weber"),
        ("en", f"{ANNA} laughs|VERB|0|root +. Weber|PROPN|6|nsubj|B-PER lies|VERB|0|root", "Anna Weber = Weber"),
        ("en", "Acme|PROPN|0|root|B-ORG Inc.|PROPN|1|flat|I-ORG grows|VERB +. Acme|PROPN|0|root|B-ORG lost|VERB",
         "Acme Inc. = Acme"),
        ("en",
         "World|PROPN|0|root|B-ORG Health|PROPN|1|flat|I-ORG Organization|PROPN|1|flat|I-ORG ( +WHO|PROPN|1|dep|B-ORG "
         "+)", "World Health Organization = WHO"),
        ("de",
         "Deutsches|PROPN|0|root|B-ORG Rotes|PROPN|1|flat|I-ORG Kreuz|PROPN|1|flat|I-ORG ( +DRK|PROPN|1|appos|B-ORG "
         "+)", "Deutsches Rotes Kreuz = DRK"),
    ],
)  # fmt: skip
def test_short_names_and_acronyms_join_the_full_name(clusters, language, line, entity):
    assert entity in clusters(language, line)


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("de", f"{ANNA} traf|VERB|0|root Paul|PROPN|3|obj|B-PER Weber|PROPN|4|flat|I-PER"),
        ("en", f"{ANNA} met|VERB|0|root Paul|PROPN|3|obj|B-PER Weber|PROPN|4|flat|I-PER"),
    ],
)
def test_namesakes_stay_apart(clusters, language, line):
    assert clusters(language, line) == ["Anna Weber", "Paul Weber"]


@pytest.mark.parametrize(
    ("language", "line", "entity"),
    [
        ("de",
         "Anna|PROPN|2|nsubj|B-PER lacht|VERB|0|root +. Sie|PRON|5|nsubj|Number=Sing weint|VERB|0|root",
         "Anna = Sie"),
        ("de", "Paul|PROPN|2|nsubj|B-PER lacht|VERB|0|root +. Er|PRON|5|nsubj weint|VERB|0|root", "Paul = Er"),
        ("de",
         "Paul|PROPN|2|nsubj|B-PER lacht|VERB|0|root +. Seine|DET|5|det:poss Frau|NOUN|6|nsubj weint|VERB|0|root",
         "Paul = Seine"),
        ("en", "Anna|PROPN|2|nsubj|B-PER laughs|VERB|0|root +. She|PRON|5|nsubj weeps|VERB|0|root", "Anna = She"),
        ("en",
         "Paul|PROPN|2|nsubj|B-PER laughs|VERB|0|root +. His|PRON|5|nmod:poss wife|NOUN|6|nsubj weeps|VERB|0|root",
         "Paul = His"),
        ("en", "Acme|PROPN|2|nsubj|B-ORG grows|VERB|0|root +. It|PRON|5|nsubj said|VERB|0|root so|ADV",
         "Acme = It"),
    ],
)  # fmt: skip
def test_pronoun_stands_for_who_was_named_before(clusters, language, line, entity):
    assert entity in clusters(language, line)


@pytest.mark.parametrize(
    ("language", "line", "found"),
    [
        ("de",
         "Frau|NOUN|3|nsubj Weber|PROPN|1|flat|B-PER lacht|VERB|0|root +. Er|PRON|6|nsubj weint|VERB|0|root",
         ["Weber"]),
        ("de",
         "Anna|PROPN|2|nsubj|B-PER lacht|VERB|0|root +. Sie|PRON|5|nsubj|Number=Plur weinen|VERB|0|root|Number=Plur",
         ["Anna"]),
        ("de", "Paul|PROPN|2|nsubj|B-PER sagt|VERB|0|root +: Kommen|VERB|0|root Sie|PRON|4|nsubj", ["Paul"]),
        ("en",
         "Mrs|PROPN|3|compound Weber|PROPN|3|nsubj|B-PER laughs|VERB|0|root +. He|PRON|6|nsubj weeps|VERB|0|root",
         ["Weber"]),
        ("en", "Anna|PROPN|2|nsubj|B-PER laughs|VERB|0|root +. They|PRON|5|nsubj weep|VERB|0|root", ["Anna"]),
    ],
)  # fmt: skip
def test_pronoun_of_another_gender_or_number_joins_nobody(clusters, language, line, found):
    assert clusters(language, line) == found


def test_object_pronoun_is_not_the_subject_of_its_verb(clusters):
    line = "Paul|PROPN|2|nsubj|B-PER kam|VERB|0|root +. Max|PROPN|5|nsubj|B-PER lobte|VERB|0|root ihn|PRON|5|obj +."
    assert clusters("de", line) == ["Paul = ihn", "Max"]


@pytest.mark.parametrize(
    ("language", "line", "entity"),
    [
        ("de",
         "Chefin|NOUN|3|nsubj Weber|PROPN|1|flat|B-PER lacht|VERB|0|root +. Die|DET|6|det Chefin|NOUN|7|nsubj "
         "weint|VERB|0|root", "Weber = Die Chefin"),
        ("de",
         "ein|DET|2|det Mann|NOUN|3|nsubj lacht|VERB|0|root +. Der|DET|6|det Mann|NOUN|7|nsubj weint|VERB|0|root",
         "ein Mann = Der Mann"),
        ("de",
         "Acme|PROPN|2|nsubj|B-ORG wächst|VERB|0|root +. Das|DET|5|det Unternehmen|NOUN|6|nsubj lacht|VERB|0|root",
         "Acme = Das Unternehmen"),
        ("de", "Der|DET|2|det Mann|NOUN|3|nsubj heißt|VERB|0|root|~heißen Paul|PROPN|3|xcomp|B-PER", "Der Mann = Paul"),
        ("en", "President|NOUN|2|compound Weber|PROPN|3|nsubj|B-PER laughs|VERB|0|root +. The|DET|6|det "
         "president|NOUN|7|nsubj weeps|VERB|0|root", "Weber = The president"),
        ("en",
         "a|DET|2|det man|NOUN|3|nsubj laughs|VERB|0|root +. The|DET|6|det man|NOUN|7|nsubj weeps|VERB|0|root",
         "a man = The man"),
        ("en",
         "Acme|PROPN|2|nsubj|B-ORG grows|VERB|0|root +. The|DET|5|det company|NOUN|6|nsubj laughs|VERB|0|root",
         "Acme = The company"),
    ],
)  # fmt: skip
def test_definite_description_stands_for_who_was_told_of(clusters, language, line, entity):
    assert entity in clusters(language, line)


@pytest.mark.parametrize(
    ("language", "line", "found"),
    [
        ("de",
         "ein|DET|2|det Mann|NOUN|3|nsubj lacht|VERB|0|root +. Ein|DET|6|det Mann|NOUN|7|nsubj weint|VERB|0|root",
         ["ein Mann", "Ein Mann"]),
        ("en",
         "a|DET|2|det man|NOUN|3|nsubj laughs|VERB|0|root +. A|DET|6|det man|NOUN|7|nsubj weeps|VERB|0|root",
         ["a man", "A man"]),
    ],
)  # fmt: skip
def test_indefinite_description_opens_an_entity(clusters, language, line, found):
    assert clusters(language, line) == found


@pytest.mark.parametrize("language", ["de", "en"])
def test_entities_have_the_fullest_name_and_ids_in_text_order(parsed, language):
    doc = parsed(language, f"Weber|PROPN|0|root|B-PER +. {ANNA.replace('3', '5').replace('1', '3')} went|VERB|0|root")
    doc._.candidates = find_candidates(doc, language)
    (entity,) = resolve(doc, language)
    assert (entity.id, entity.name, entity.named, len(entity.mentions)) == ("e1", "Anna Weber", True, 2)
