"""Coreference: which mentions are one entity, over parses built by hand."""

import pytest

from hergang.extract.candidates import Candidates, SpanScore
from hergang.extract.coreference import resolve
from hergang.extract.entities import find_candidates
from hergang.extract.lexica import lexicon
from hergang.extract.nouns import organization_noun, person_noun


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
        ("en",
         "the|DET|2|det government|NOUN|0|root of|ADP|5|case national|ADJ|5|amod unity|NOUN|2|nmod ( "
         "+GNU|PROPN|2|appos|B-ORG +)", "the government of national unity = GNU"),
        ("en",
         "United|PROPN|0|root|B-LOC States|PROPN|1|flat|I-LOC and|CCONJ U.S.|PROPN|1|conj|B-ORG",
         "United States = U.S."),
        ("de", "NRW|PROPN|0|root|B-LOC und|CCONJ Nordrhein-Westfalen|PROPN|1|conj|B-LOC", "NRW = Nordrhein-Westfalen"),
        ("de",
         "Weiße|PROPN|0|root|B-ORG Haus|PROPN|1|flat|I-ORG +, des|DET Weißen|PROPN|1|conj|B-ORG "
         "Hauses|PROPN|5|flat|I-ORG", "Weiße Haus = Weißen Hauses"),
        ("de",
         "Kanton|PROPN|0|root|B-LOC Wallis|PROPN|1|flat|I-LOC und|CCONJ Wallis|PROPN|1|conj|B-LOC",
         "Kanton Wallis = Wallis"),
        ("en",
         "Thitu|PROPN|0|root|B-LOC Island|PROPN|1|flat|I-LOC and|CCONJ Thitu|PROPN|1|conj|B-LOC",
         "Thitu Island = Thitu"),
        ("en",
         "People|PROPN|0|root|B-LOC +'s|PART|1|case|I-LOC Republic|PROPN|1|flat|I-LOC of|ADP|5|case|I-LOC "
         "China|PROPN|1|flat|I-LOC +, China|PROPN|1|conj|B-LOC", "People's Republic of China = China"),
        ("en",
         "Fair|PROPN|0|root|B-ORG Trade|PROPN|1|flat|I-ORG Agency|PROPN|1|flat|I-ORG fell|VERB +. "
         "FTA|PROPN|0|root|B-ORG", "Fair Trade Agency = FTA"),
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


@pytest.mark.parametrize(
    ("language", "line", "entity"),
    [
        ("en",
         "Katrin|PROPN|3|nsubj|B-PER Bahr|PROPN|1|flat|I-PER met|VERB|0|root Hans|PROPN|3|obj|B-PER "
         "Weber|PROPN|4|flat|I-PER +. She|PRON|8|nsubj laughed|VERB|0|root", "Katrin Bahr = She"),
        ("de",
         "Katrin|PROPN|3|nsubj|B-PER Bahr|PROPN|1|flat|I-PER traf|VERB|0|root Hans|PROPN|3|obj|B-PER "
         "Weber|PROPN|4|flat|I-PER +. Er|PRON|8|nsubj lachte|VERB|0|root", "Hans Weber = Er"),
        ("en",
         "The|DET|2|det lawmakers|NOUN|3|nsubj|Number=Plur objected|VERB|0|root +. They|PRON|5|nsubj said|VERB|0|root "
         "so|ADV", "The lawmakers = They"),
    ],
)  # fmt: skip
def test_pronoun_goes_to_whom_number_and_gender_allow(clusters, language, line, entity):
    assert entity in clusters(language, line)


def test_pronoun_may_stand_for_a_noun_that_is_no_entity(clusters):
    line = (
        "Anna|PROPN|2|nsubj|B-PER lacht|VERB|0|root +. Die|DET|5|det Prüfung|NOUN|6|nsubj|Gender=Fem "
        "beginnt|VERB|0|root +. Sie|PRON|9|nsubj|Number=Sing dauert|VERB|0|root +."
    )
    assert clusters("de", line) == ["Anna"]


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


@pytest.fixture
def told(parsed):
    """Return what gives the entities of a line as ``clusters`` does, with chances that head words point back."""

    def find(language, line, chances):
        doc = parsed(language, line)
        doc._.encoder = Candidates(mention=tuple(SpanScore(at, at + 1, "old", p) for at, p in chances.items()))
        doc._.candidates = find_candidates(doc, language)
        return [" = ".join(doc.text[m.start : m.end] for m in entity.mentions) for entity in resolve(doc, language)]

    return find


TWO_MEN = "a|DET|2|det man|NOUN|3|nsubj laughs|VERB|0|root +. The|DET|6|det man|NOUN|7|nsubj weeps|VERB|0|root"
SENATOR = "Senator|NOUN|3|compound Weber|PROPN|3|nsubj|B-PER laughs|VERB|0|root +. "
MINISTER = "Minister|NOUN|3|nsubj Weber|PROPN|1|flat|B-PER lacht|VERB|0|root +. "
RIVER = "River|PROPN|2|compound|B-ORG Bank|PROPN|3|nsubj|I-ORG grows|VERB|0|root +. "
WITNESSES = "two|NUM|2|nummod witnesses|NOUN|3|nsubj|Number=Plur came|VERB|0|root +. "
DRIVERS = "zwei|NUM|2|nummod Fahrer|NOUN|3|nsubj|Number=Plur lachen|VERB|0|root +. "
SERVICES = "Der|DET|2|det {}dienst|NOUN|3|nsubj lacht|VERB|0|root +. Der|DET|6|det {}dienst|NOUN|7|nsubj weint|VERB"


@pytest.mark.parametrize(
    ("language", "line", "head", "together"),
    [
        ("en", TWO_MEN, 5, "a man = The man"),
        ("en", SENATOR + "The|DET|6|det lawmaker|NOUN|7|nsubj weeps|VERB|0|root", 5, "Weber = The lawmaker"),
        ("de", MINISTER + "Der|DET|6|det Politiker|NOUN|7|nsubj weint|VERB|0|root", 5, "Weber = Der Politiker"),
        ("en", RIVER + "The|DET|6|det bank|NOUN|7|nsubj lost|VERB|0|root", 5, "River Bank = The bank"),
        ("en", WITNESSES + "Witnesses|NOUN|6|nsubj|Number=Plur left|VERB|0|root", 4, "two witnesses = Witnesses"),
        ("de", DRIVERS + "Die|DET|6|det Fahrer|NOUN|7|nsubj|Number=Plur weinen|VERB", 5, "zwei Fahrer = Die Fahrer"),
    ],
)  # fmt: skip
def test_a_description_joins_where_the_encoder_says_that_it_points_back(told, language, line, head, together):
    assert together in told(language, line, {head: 0.9})
    assert together not in told(language, line, {head: 0.05})


def test_several_who_are_told_more_of_are_others(told):
    line = WITNESSES + "young|ADJ|6|amod witnesses|NOUN|7|nsubj|Number=Plur left|VERB|0|root"
    assert told("en", line, {5: 0.9}) == ["two witnesses", "young witnesses"]


def test_compounds_with_other_first_parts_are_other_bodies(told):
    assert len(told("de", SERVICES.format("Staats", "Bundes"), {5: 0.9})) == 2
    assert len(told("de", SERVICES.format("Bundes", "Bundes"), {5: 0.9})) == 1


@pytest.mark.parametrize("language", ["de", "en"])
def test_wider_and_narrower_nouns_are_known_nouns(language):
    table = lexicon(language, "hypernyms")
    cased = str.capitalize if language == "de" else str
    for part, find in (("persons", person_noun), ("organizations", organization_noun)):
        for noun in {*table[part], *(noun for nouns in table[part].values() for noun in nouns)}:
            assert find(cased(noun), language) == noun


@pytest.mark.parametrize("language", ["de", "en"])
def test_entities_have_the_fullest_name_and_ids_in_text_order(parsed, language):
    doc = parsed(language, f"Weber|PROPN|0|root|B-PER +. {ANNA.replace('3', '5').replace('1', '3')} went|VERB|0|root")
    doc._.candidates = find_candidates(doc, language)
    (entity,) = resolve(doc, language)
    assert (entity.id, entity.name, entity.named, len(entity.mentions)) == ("e1", "Anna Weber", True, 2)


@pytest.mark.parametrize(
    ("line", "entities"),
    [
        ("Die|DET|2|det Gewerkschaft|NOUN|4|nsubj|NN GDL|PROPN|2|flat|B-ORG streikt|VERB|0|root",
         ["Die Gewerkschaft GDL = GDL"]),
        ("Die|DET|2|det Gewerkschaft|NOUN|4|nsubj|NN streikt|VERB|0|root bei|ADP|5|case Nordkai|PROPN|3|obl|B-ORG",
         ["Die Gewerkschaft", "Nordkai"]),
    ],
)  # fmt: skip
def test_a_body_whose_name_stands_behind_its_noun_is_one(clusters, line, entities):
    assert clusters("de", line) == entities
