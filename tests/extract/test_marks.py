"""Quotation marks: pairs in every style, paragraphs that go on, apostrophes, and marks that stand alone."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hergang.extract.marks import find_quoted, paragraphs


def words(text):
    return [" / ".join(text[start:end] for start, end in quoted.spans) for quoted in find_quoted(text)]


@pytest.mark.parametrize(
    "text",
    [
        "Er sagt: „Das ist falsch.“",
        "Er sagt: „Das ist falsch.”",
        'Er sagt: „Das ist falsch."',
        "Er sagt: »Das ist falsch.«",
        "Er sagt: «Das ist falsch.»",
        'Er sagt: "Das ist falsch."',
        "Er sagt: ‚Das ist falsch.‘",
        "Er sagt: ›Das ist falsch.‹",
        "He says: “Das ist falsch.”",
        "He says: ‘Das ist falsch.’",
        "He says: ''Das ist falsch.''",
        "He says: ``Das ist falsch.''",
    ],
)
def test_each_style_is_paired(text):
    assert words(text) == ["Das ist falsch."]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("„Nein“, sagt er, „nie.“", ["Nein", "nie."]),
        ('"No," he said. "Never."', ["No,", "Never."]),
        ("“No,” he said. “Never.”", ["No,", "Never."]),
        ("»Nein«, sagt er, »nie.«", ["Nein", "nie."]),
        ("„Er rief ‚Halt!‘ und lief“, sagt sie.", ["Er rief ‚Halt!‘ und lief", "Halt!"]),
        ("“He said ‘stop it’ and ran,” she says.", ["He said ‘stop it’ and ran,", "stop it"]),
        ("Das „Haus“-Projekt", ["Haus"]),
        ('("Nein")', ["Nein"]),
        ("Er sagt nichts.", []),
        ("„“ und „ “ sind leer.", []),
    ],
)
def test_quoted_stretches_stand_in_text_order(text, found):
    assert words(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "I don’t know, and they weren’t there.",
        "I don't know, and they weren't there.",
        "Gates’ Firma und Gates' Haus",
        "the workers’ union and the boss’s car",
        "in the ’90s and the '80s",
        "Hans’ und Fritz’ Garten",
        "5'4 tall, 6\" wide",
    ],
)
def test_apostrophes_quote_nothing(text):
    assert [quoted for quoted in find_quoted(text) if quoted.closed] == []


def test_apostrophe_inside_single_marks_closes_nothing():
    assert words("‘I don’t know,’ he said.") == ["I don’t know,"]


def test_inner_stretch_tells_its_depth():
    outer, inner = find_quoted("„Er rief ‚Halt!‘ und lief“, sagt sie.")
    assert (outer.depth, outer.single, inner.depth, inner.single) == (0, False, 1, True)


def test_outer_span_holds_the_marks():
    text = "Er sagt: „Nein.“ Dann ging er."
    (quoted,) = find_quoted(text)
    assert text[slice(*quoted.outer)] == "„Nein.“"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("„Erstens dies.\n\n„Zweitens das.“\n\nEr ging.", ["Erstens dies. / Zweitens das."]),
        ("“First this.\n\n“Then that.\n\n“At last this.”", ["First this. / Then that. / At last this."]),
        ('"First this.\n\n"Then that."\n\nHe left.', ["First this. / Then that."]),
        ("“First this.\n\n“Then that,” she said. “And so on.”", ["First this. / Then that,", "And so on."]),
    ],
)
def test_quotation_goes_on_where_the_next_paragraph_opens_again(text, found):
    assert words(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "Er sagt: „Nein. Dann ging er.\n\nSie sagt: „Ja.“",
        "He says: “No. Then he left.\n\nShe says: “Ja.”",
        'He says: "No. Then he left.\n\nShe says: "Ja."',
    ],
)
def test_mark_left_open_costs_its_own_paragraph_at_most(text):
    first, second = find_quoted(text)
    assert (first.closed, first.end) == (False, text.index("\n\n"))
    assert (second.closed, text[second.start : second.end]) == (True, "Ja.")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Eins.\n\nZwei.\nDrei.", ["Eins.", "Zwei.\nDrei."]),
        ("Eins.\n \t\nZwei.", ["Eins.", "Zwei."]),
        ("Eins.\nZwei.", ["Eins.", "Zwei."]),
        ("Eins.", ["Eins."]),
        (" \n\n ", []),
        ("", []),
    ],
)
def test_paragraphs_part_at_empty_lines_or_else_at_line_ends(text, found):
    assert [text[start:end] for start, end in paragraphs(text)] == found


@settings(max_examples=50, deadline=None)
@given(st.text(alphabet="ab .,!\n„“”\"»«‚‘’›‹'`", max_size=80))
def test_spans_stand_inside_their_marks_and_the_text(text):
    for quoted in find_quoted(text):
        assert all(0 <= start <= end <= len(text) for start, end in quoted.spans)
        assert quoted.outer[0] < quoted.start <= quoted.end <= quoted.outer[1] <= len(text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("'That was close,' the keeper said.", ["That was close,"]),
        (
            "'The workers' strike is over,' he said, 'and we're glad.'",
            ["The workers' strike is over,", "and we're glad."],
        ),
        ("Give 'em hell, the workers' union said of the bosses' plan.", []),
        ("In the '90s it wasn't rock 'n' roll.", []),
        ("“He said 'no' to me,” she said.", ["He said 'no' to me,", "no"]),
        ('<tweet id="747" author="@a">', []),
    ],
)
def test_straight_single_marks_are_told_from_apostrophes(text, found):
    assert [text[quoted.start : quoted.end] for quoted in find_quoted(text)] == found
