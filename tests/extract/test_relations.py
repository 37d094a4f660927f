"""Relations between entities, each shown by a span, over parses and entities built by hand."""

import pytest

from hergang.extract.relations import find_relations

ANNA, ACME = ("Person", "Anna Weber"), ("Organization", "Acme")


@pytest.fixture
def relations(parsed, with_entities):
    """Return what gives the relations of a line as (type, subject, object, qualifiers)."""

    def find(language, line, *rows):
        doc = with_entities(parsed(language, line), *rows)
        names = {entity.id: entity.name for entity in doc._.entities}

        def told(value):
            return names[value] if isinstance(value, str) else doc.text[slice(*value)]

        return [(r.type, told(r.subject), told(r.object), dict(r.qualifiers)) for r in find_relations(doc, language)]

    return find


@pytest.mark.parametrize(
    ("language", "line", "rows", "found"),
    [
        ("de", "Acme-Chefin|NOUN|0|root Anna|PROPN|1|appos|B-PER Weber|PROPN|2|flat|I-PER", [ANNA, ACME],
         ("headOf", "Anna Weber", "Acme", {"role": "Chefin"})),
        ("de", "Acme-Sprecherin|NOUN|0|root Anna|PROPN|1|appos|B-PER Weber|PROPN|2|flat|I-PER", [ANNA, ACME],
         ("spokespersonFor", "Anna Weber", "Acme", {"role": "Sprecherin"})),
        ("de", "Acme-Mitarbeiterin|NOUN|0|root Anna|PROPN|1|appos|B-PER Weber|PROPN|2|flat|I-PER", [ANNA, ACME],
         ("worksFor", "Anna Weber", "Acme", {"role": "Mitarbeiterin"})),
        ("de", "Ex-Chefin|NOUN|0|root von|ADP|3|case Acme|PROPN|1|nmod|B-ORG Anna|PROPN|1|appos|B-PER "
         "Weber|PROPN|4|flat|I-PER",
         [ANNA, ACME], ("formerlyWorkedFor", "Anna Weber", "Acme", {"role": "Ex-Chefin"})),
        ("en", "Acme|PROPN|2|compound|B-ORG spokeswoman|NOUN|3|compound Anna|PROPN|0|root|B-PER "
         "Weber|PROPN|3|flat|I-PER",
         [ANNA, ACME], ("spokespersonFor", "Anna Weber", "Acme", {"role": "spokeswoman"})),
        ("en", "former|ADJ|3|amod Acme|PROPN|3|compound|B-ORG employee|NOUN|4|compound Anna|PROPN|0|root|B-PER "
         "Weber|PROPN|4|flat|I-PER",
         [ANNA, ACME], ("formerlyWorkedFor", "Anna Weber", "Acme", {"role": "employee"})),
        ("en", "Anna|PROPN|0|root|B-PER Weber|PROPN|1|flat|I-PER +, spokeswoman|NOUN|1|appos for|ADP|6|case "
         "Acme|PROPN|4|nmod|B-ORG +,",
         [ANNA, ACME], ("spokespersonFor", "Anna Weber", "Acme", {"role": "spokeswoman"})),
        ("de", "Anna|PROPN|0|root|B-PER Weber|PROPN|1|flat|I-PER +, Sprecherin|NOUN|1|appos von|ADP|6|case "
         "Acme|PROPN|4|nmod|B-ORG +,",
         [ANNA, ACME], ("spokespersonFor", "Anna Weber", "Acme", {"role": "Sprecherin"})),
    ],
)  # fmt: skip
def test_role_beside_a_name_tells_the_body(relations, language, line, rows, found):
    assert found in relations(language, line, *rows)


@pytest.mark.parametrize(
    ("language", "bracket", "row", "found"),
    [
        ("de", "( +SPD|PROPN|1|appos|B-ORG +)", ("Organization", "SPD"), ("memberOf", "Anna Weber", "SPD", {})),
        (
            "en",
            "( +Labour|PROPN|1|appos|B-ORG +)",
            ("Organization", "Labour"),
            ("memberOf", "Anna Weber", "Labour", {}),
        ),
        ("de", "( +44|NUM|1|appos +)", None, ("age", "Anna Weber", "44", {"age": "44"})),
        ("en", "( +44|NUM|1|appos +)", None, ("age", "Anna Weber", "44", {"age": "44"})),
        ("de", "( +Acme|PROPN|1|appos|B-ORG +)", ("Organization", "Acme"), None),
        ("en", "( +Acme|PROPN|1|appos|B-ORG +)", ("Organization", "Acme"), None),
    ],
)
def test_bracket_after_a_name_tells_party_or_age(relations, language, bracket, row, found):
    line = f"Anna|PROPN|0|root|B-PER Weber|PROPN|1|flat|I-PER {bracket}"
    assert relations(language, line, ANNA, *([row] if row else [])) == ([found] if found else [])


@pytest.mark.parametrize(
    ("language", "line", "rows", "found"),
    [
        ("de", "Anna|PROPN|2|nsubj|B-PER arbeitet|VERB|0|root|VVFIN|~arbeiten bei|ADP|4|case Acme|PROPN|2|obl|B-ORG",
         [("Person", "Anna"), ACME], ("worksFor", "Anna", "Acme", {})),
        ("de", "Anna|PROPN|2|nsubj|B-PER arbeitete|VERB|0|root|VVFIN|~arbeiten|Tense=Past bei|ADP|4|case "
         "Acme|PROPN|2|obl|B-ORG",
         [("Person", "Anna"), ACME], ("formerlyWorkedFor", "Anna", "Acme", {})),
        ("de", "Anna|PROPN|2|nsubj|B-PER gründete|VERB|0|root|VVFIN|~gründen|Tense=Past Acme|PROPN|2|obj|B-ORG",
         [("Person", "Anna"), ACME], ("founderOf", "Anna", "Acme", {})),
        ("de", "Anna|PROPN|2|nsubj|B-PER leitet|VERB|0|root|VVFIN|~leiten Acme|PROPN|2|obj|B-ORG",
         [("Person", "Anna"), ACME], ("headOf", "Anna", "Acme", {})),
        ("en", "Anna|PROPN|2|nsubj|B-PER works|VERB|0|root|VBZ|~work for|ADP|4|case Acme|PROPN|2|obl|B-ORG",
         [("Person", "Anna"), ACME], ("worksFor", "Anna", "Acme", {})),
        ("en", "Anna|PROPN|2|nsubj|B-PER worked|VERB|0|root|VBD|~work for|ADP|4|case Acme|PROPN|2|obl|B-ORG",
         [("Person", "Anna"), ACME], ("formerlyWorkedFor", "Anna", "Acme", {})),
        ("en", "Anna|PROPN|2|nsubj|B-PER founded|VERB|0|root|VBD|~found Acme|PROPN|2|obj|B-ORG",
         [("Person", "Anna"), ACME], ("founderOf", "Anna", "Acme", {})),
        ("en", "Acme|PROPN|3|nsubj:pass|B-ORG was|AUX|3|aux:pass|VBD founded|VERB|0|root|VBN|~found by|ADP|5|case "
         "Anna|PROPN|3|obl|B-PER",
         [("Person", "Anna"), ACME], ("founderOf", "Anna", "Acme", {})),
    ],
)  # fmt: skip
def test_verb_ties_subject_and_object(relations, language, line, rows, found):
    assert relations(language, line, *rows) == [found]


@pytest.mark.parametrize(
    ("language", "line", "rows", "found"),
    [
        ("de", "Anna|PROPN|3|nsubj|B-PER ist|AUX|3|cop|VAFIN Sprecherin|NOUN|0|root von|ADP|5|case "
         "Acme|PROPN|3|nmod|B-ORG",
         [("Person", "Anna"), ACME], ("spokespersonFor", "Anna", "Acme", {"role": "Sprecherin"})),
        ("en", "Anna|PROPN|4|nsubj|B-PER is|AUX|4|cop|VBZ the|DET|4|det chairwoman|NOUN|0|root of|ADP|6|case "
         "Acme|PROPN|4|nmod|B-ORG",
         [("Person", "Anna"), ACME], ("headOf", "Anna", "Acme", {"role": "chairwoman"})),
        ("en", "Anna|PROPN|4|nsubj|B-PER was|AUX|4|cop|VBD|Tense=Past the|DET|4|det chairwoman|NOUN|0|root "
         "of|ADP|6|case Acme|PROPN|4|nmod|B-ORG",
         [("Person", "Anna"), ACME], ("formerlyWorkedFor", "Anna", "Acme", {"role": "chairwoman"})),
    ],
)  # fmt: skip
def test_copula_tells_a_role(relations, language, line, rows, found):
    assert found in relations(language, line, *rows)


@pytest.mark.parametrize(
    ("language", "line", "rows", "found"),
    [
        ("de", "das|DET|2|det Twitter-Konto|NOUN|0|root von|ADP|4|case Anna|PROPN|2|nmod|B-PER",
         [("Account", "~Twitter-Konto von Anna"), ("Person", "Anna")],
         ("hasAccount", "Anna", "Twitter-Konto von Anna", {"platform": "Twitter"})),
        ("en", "Anna|PROPN|4|nmod:poss|B-PER +'s|PART|1|case Twitter|PROPN|4|compound|B-ORG account|NOUN|0|root",
         [("Account", "~Anna's Twitter account"), ("Person", "Anna")],
         ("hasAccount", "Anna", "Anna's Twitter account", {"platform": "Twitter"})),
    ],
)  # fmt: skip
def test_account_is_its_owners(relations, language, line, rows, found):
    assert found in relations(language, line, *rows)


def test_permit_in_a_line_with_no_verb_is_read_to_its_end(relations):
    line = "Anna|PROPN|0|root|B-PER mit|ADP|3|case Arbeitsvisum|NOUN|1|nmod in|ADP|5|case Berlin|PROPN|3|nmod|B-LOC"
    found = relations("de", line, ("Person", "Anna"), ("Place", "Berlin"))
    assert found == [("residence", "Anna", "Berlin", {"basis": "Arbeitsvisum"})]


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("de", "Anna|PROPN|2|nsubj|B-PER traf|VERB|0|root|VVFIN Paul|PROPN|2|obj|B-PER bei|ADP|5|case "
         "Acme|PROPN|2|obl|B-ORG"),
        ("en", "Anna|PROPN|2|nsubj|B-PER met|VERB|0|root|VBD Paul|PROPN|2|obj|B-PER at|ADP|5|case "
         "Acme|PROPN|2|obl|B-ORG"),
    ],
)  # fmt: skip
def test_other_verbs_tie_nobody(relations, language, line):
    assert relations(language, line, ("Person", "Anna"), ("Person", "Paul"), ACME) == []


JON = ("Person", "Jon Ochs")


@pytest.mark.parametrize(
    ("language", "line", "rows", "found"),
    [
        # A definite phrase and the name as its apposition.
        ("de", "Die|DET|2|det Vorsitzende|NOUN|9|nsubj von|ADP|4|case Acme|PROPN|2|nmod|B-ORG +, "
         "Anna|PROPN|2|appos|B-PER Weber|PROPN|6|flat|I-PER +, geht|VERB|0|root|VVFIN",
         [ANNA, ACME], ("headOf", "Anna Weber", "Acme", {"role": "Vorsitzende"})),
        # Two roles share a body, or have one each.
        ("de", "Anna|PROPN|0|root|B-PER Weber|PROPN|1|flat|I-PER +, Gründerin|NOUN|1|appos und|CCONJ|6|cc "
         "Chefin|NOUN|4|conj von|ADP|8|case Acme|PROPN|6|nmod|B-ORG +,",
         [ANNA, ACME], ("founderOf", "Anna Weber", "Acme", {"role": "Gründerin"})),
        ("en", "Anna|PROPN|0|root|B-PER Weber|PROPN|1|flat|I-PER +, owner|NOUN|1|appos of|ADP|6|case "
         "Acme|PROPN|4|nmod|B-ORG and|CCONJ|8|cc spokeswoman|NOUN|4|conj for|ADP|10|case Borg|PROPN|8|nmod|B-ORG +,",
         [ANNA, ACME, ("Organization", "Borg")], ("spokespersonFor", "Anna Weber", "Borg", {"role": "spokeswoman"})),
        # Ranks between the role and the name.
        ("en", "Acme|PROPN|2|compound|B-ORG spokesman|NOUN|4|compound Colonel|PROPN|4|compound "
         "Jon|PROPN|0|root|B-PER Ochs|PROPN|4|flat|I-PER",
         [JON, ACME], ("spokespersonFor", "Jon Ochs", "Acme", {"role": "spokesman"})),
        # An office says what it is for; a seat is called as its body.
        ("de", "Finanzministerin|NOUN|0|root Anna|PROPN|1|appos|B-PER Weber|PROPN|2|flat|I-PER",
         [ANNA], ("worksFor", "Anna Weber", "Finanz", {"role": "Finanzministerin"})),
        ("en", "Economy|NOUN|2|compound Minister|NOUN|3|compound Anna|PROPN|0|root|B-PER Weber|PROPN|3|flat|I-PER",
         [ANNA], ("worksFor", "Anna Weber", "Economy", {"role": "Economy Minister"})),
        ("de", "Nationalrätin|NOUN|0|root Anna|PROPN|1|appos|B-PER Weber|PROPN|2|flat|I-PER",
         [ANNA], ("memberOf", "Anna Weber", "Nationalrätin", {"role": "Nationalrätin"})),
        # Who heads a part works for the whole.
        ("de", "Acme|PROPN|2|nsubj|B-ORG verliert|VERB|0|root|VVFIN +, sagt|VERB|2|parataxis|VVFIN "
         "Sportdirektor|NOUN|4|nsubj Jon|PROPN|5|appos|B-PER Ochs|PROPN|6|flat|I-PER",
         [JON, ACME], ("worksFor", "Jon Ochs", "Acme", {"role": "Sportdirektor"})),
        # The body's own phrase, where it is no entity.
        ("de", "Anna|PROPN|0|root|B-PER Weber|PROPN|1|flat|I-PER +, Sprecherin|NOUN|1|appos des|DET|6|det "
         "Zweckverbands|NOUN|4|nmod +,",
         [ANNA], ("spokespersonFor", "Anna Weber", "Zweckverbands", {"role": "Sprecherin"})),
        ("de", "der|DET|2|det Deutsch-Israeli|NOUN|0|root Jon|PROPN|2|appos|B-PER Ochs|PROPN|3|flat|I-PER",
         [JON], ("nationality", "Jon Ochs", "Deutsch-Israeli", {})),
        ("en", "Jon|PROPN|0|root|B-PER Ochs|PROPN|1|flat|I-PER ( +D.|PROPN|1|appos +, N.Y.|PROPN|1|appos +)",
         [JON], ("memberOf", "Jon Ochs", "D", {})),
        ("en", "Acme|PROPN|2|nsubj|B-ORG fired|VERB|0|root|VBD|~fire|Tense=Past "
         "Jon|PROPN|2|obj|B-PER Ochs|PROPN|3|flat|I-PER",
         [JON, ACME], ("formerlyWorkedFor", "Jon Ochs", "Acme", {})),
    ],
)  # fmt: skip
def test_titles_offices_and_parts(relations, language, line, rows, found):
    assert found in relations(language, line, *rows)


def test_role_of_another_name_or_of_indirect_speech_is_not_taken(relations):
    line = (
        "sagt|VERB|0|root|VVFIN der|DET|3|det Chef|NOUN|1|nsubj von|ADP|5|case Acme|PROPN|3|nmod|B-ORG +, "
        "Jon|PROPN|9|nsubj|B-PER Ochs|PROPN|7|flat|I-PER sei|AUX|10|cop|VAFIN krank|ADJ|1|ccomp"
    )
    assert not [found for found in relations("de", line, JON, ACME) if found[1] == "Jon Ochs"]
    line = (
        "Anna|PROPN|0|root|B-PER Weber|PROPN|1|flat|I-PER +, and|CCONJ|6|cc Acme|PROPN|6|compound|B-ORG "
        "founder|NOUN|1|conj Jon|PROPN|6|appos|B-PER Ochs|PROPN|7|flat|I-PER"
    )
    assert {found[1] for found in relations("en", line, ANNA, JON, ACME)} == {"Jon Ochs"}


@pytest.mark.parametrize(
    ("language", "line", "rows", "found"),
    [
        ("de", "der|DET|3|det chinesische|ADJ|3|amod Konzern|NOUN|0|root Acme|PROPN|3|appos|B-ORG",
         [ACME, ("Group", "chinesische")], ("origin", "Acme", "chinesische", {})),
        ("en", "Boston|PROPN|3|obl|B-LOC +- +based|VERB|4|amod Acme|PROPN|0|root|B-ORG",
         [ACME, ("Place", "Boston")], ("locatedIn", "Acme", "Boston", {})),
        ("de", "Elmshorn|PROPN|0|root|B-LOC ( +Kreis|NOUN|1|appos Pinneberg|PROPN|3|appos|B-LOC +)",
         [("Place", "Elmshorn"), ("Place", "Pinneberg")], ("partOf", "Elmshorn", "Pinneberg", {})),
        ("en", "Manhattan|PROPN|3|nmod:poss|B-LOC +'s|PART|1|case Chinatown|PROPN|0|root|B-LOC",
         [("Place", "Manhattan"), ("Place", "Chinatown")], ("partOf", "Chinatown", "Manhattan", {})),
        ("en", "the|DET|2|det Philippines|PROPN|5|nmod:poss|B-LOC +'|PART|2|case main|ADJ|5|amod "
         "island|NOUN|0|root of|ADP|7|case Luzon|PROPN|5|nmod|B-LOC",
         [("Place", "Philippines"), ("Place", "Luzon")], ("partOf", "Luzon", "Philippines", {})),
    ],
)  # fmt: skip
def test_places_of_bodies_and_places(relations, language, line, rows, found):
    assert found in relations(language, line, *rows)


def test_invasion_of_one_place_by_another_makes_it_no_part(relations):
    line = (
        "Russia|PROPN|3|nmod:poss|B-LOC +'s|PART|1|case invasion|NOUN|0|root of|ADP|5|case Ukraine|PROPN|3|nmod|B-LOC"
    )
    assert relations("en", line, ("Place", "Russia"), ("Place", "Ukraine")) == []


ANNA_ALONE, ESSEN = ("Person", "Anna Weber"), ("Place", "Essen")


@pytest.mark.parametrize(
    ("language", "line", "rows", "found"),
    [
        ("en", "Durban|PROPN|4|compound|B-LOC high|ADJ|3|amod court|NOUN|4|compound judge|NOUN|5|compound "
         "Anna|PROPN|0|root|B-PER Weber|PROPN|5|flat|I-PER",
         [ANNA_ALONE, ("Place", "Durban")],
         ("worksFor", "Anna Weber", "Durban high court", {"role": "high court judge"})),
        ("en", "Anna|PROPN|0|root|B-PER Weber|PROPN|1|flat|I-PER +, the|DET|5|det MP|NOUN|1|appos for|ADP|7|case "
         "Leeds|PROPN|5|nmod|B-LOC +,",
         [ANNA_ALONE, ("Place", "Leeds")], ("worksFor", "Anna Weber", "Leeds", {"role": "MP"})),
        ("de", "Acme-Klimaexpertin|NOUN|0|root Anna|PROPN|1|appos|B-PER Weber|PROPN|2|flat|I-PER", [ANNA, ACME],
         ("worksFor", "Anna Weber", "Acme", {"role": "Klimaexpertin"})),
        ("de", "Anna|PROPN|0|root|B-PER Weber|PROPN|1|flat|I-PER +, Feuerwehrfrau|NOUN|1|appos in|ADP|6|case "
         "Essen|PROPN|4|nmod|B-LOC +,",
         [ANNA_ALONE, ESSEN], ("worksFor", "Anna Weber", "Feuerwehr", {"role": "Feuerwehrfrau"})),
        ("de", "Anna|PROPN|0|root|B-PER Weber|PROPN|1|flat|I-PER +, Leiterin|NOUN|1|appos der|DET|6|det "
         "Außenstelle|NOUN|4|nmod Essen|PROPN|6|appos|B-LOC +,",
         [ANNA_ALONE, ESSEN], ("headOf", "Anna Weber", "Außenstelle Essen", {"role": "Leiterin"})),
        ("de", "Anna|PROPN|3|nsubj|B-PER Weber|PROPN|1|flat|I-PER bleibt|VERB|0|root|VVFIN an|ADP|6|case der|DET|6|det "
         "Spitze|NOUN|3|obl von|ADP|8|case Acme|PROPN|6|nmod|B-ORG",
         [ANNA, ACME], ("headOf", "Anna Weber", "Acme", {})),
    ],
)  # fmt: skip
def test_body_is_the_whole_of_what_its_place_only_names(relations, language, line, rows, found):
    assert found in relations(language, line, *rows)


def test_field_of_a_profession_is_no_body(relations):
    line = "HNO-Ärztin|NOUN|0|root Anna|PROPN|1|appos|B-PER Weber|PROPN|2|flat|I-PER"
    assert relations("de", line, ANNA_ALONE) == []
