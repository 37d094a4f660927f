"""How a story is told from the rows of the graph."""

from xml.etree import ElementTree

import pytest

from hergang import storyviews
from hergang.graphs.errors import QueryError
from hergang.story import Claimed, Story, StoryLine, Tie, find_story, repetitions, tell

HG = "https://w3id.org/hergang/ns#"


def row(claim, day, sentence, **more):
    """Return the row of a claim, with what all of them have."""
    article = f"a/{claim[0]}"
    return {"claim": f"{claim}#claim=0,5", "article": article, "reported": day, "sentence": sentence, **more}


def link(later, type_, earlier):
    """Return the row of a link."""
    return {"later": f"{later}#claim=0,5", "type": HG + type_, "earlier": f"{earlier}#claim=0,5"}


ROWS = [
    row("b1", "2017-11-30", "Es war Bahtiyar D.", voice="article", outlet="Nova", subject="Bahtiyar D."),
    row("a1", "2017-11-03", "Ein Mitarbeiter soll es gewesen sein.", voice="hearsay", outlet="Blatt", phase="1"),
    row("c1", "2017-11-04", "An employee did it.", voice="article", outlet="Wire"),
    row("a2", "2017-11-03", "Er räumte es ein.", voice="speaker", speaker="D.", replaced="2017-11-05T08:00:00Z"),
]
LINKS = [link("b1", "refines", "a1"), link("c1", "repeats", "a1")]


def test_steps_come_in_the_order_of_reporting_and_repetitions_are_folded():
    steps = tell(ROWS, LINKS)
    assert [(step.reported, step.sentence) for step in steps] == [
        ("2017-11-03", "Er räumte es ein."),
        ("2017-11-03", "Ein Mitarbeiter soll es gewesen sein."),
        ("2017-11-30", "Es war Bahtiyar D."),
    ]
    _, first, last = steps
    assert first.repeated == (Tie("repeats", "2017-11-04", "Wire", "An employee did it.", "c1#claim=0,5"),)
    assert first.later == (Tie("refines", "2017-11-30", "Nova", "Es war Bahtiyar D.", "b1#claim=0,5"),)
    assert last.ties == (Tie("refines", "2017-11-03", "Blatt", first.sentence, "a1#claim=0,5"),)
    assert last.claims == (Claimed("b1#claim=0,5", "Bahtiyar D.", "", ""),)


def test_repetition_that_something_comes_back_to_is_told():
    steps = tell(ROWS, [*LINKS, link("b1", "contradicts", "c1")])
    assert [step.outlet for step in steps if step.later] == ["Blatt", "Wire"]


def test_claims_of_a_sentence_on_one_word_are_one_step():
    rows = [
        {
            **row("a1", "2017-11-03", "Satz."),
            "claim": f"a1#claim={start},{start + 5}",
            "predicate": word,
            "voice": voice,
        }
        for start, word, voice in ((9, "gehen", "article"), (0, "kommen", "article"), (20, "sagen", "speaker"))
    ]
    steps = tell(rows, [])
    assert [[claim.predicate for claim in step.claims] for step in steps] == [["kommen", "gehen"], ["sagen"]]


def test_rows_of_the_table_say_on_whose_word_and_what_became_of_it():
    told = Story("s1", "Konto", None, None, tell(ROWS, LINKS))
    assert [cells[3:] for cells in storyviews.rows(told)] == [
        ("D.", "certain", "no longer in the article (revised, seen 2017-11-05)"),
        (
            "hearsay",
            "certain",
            "→ 2017-11-30 Nova refines it: “Es war Bahtiyar D.”\nsaid again until 2017-11-04 (Wire)",
        ),
        ("the outlet", "certain", "refines 2017-11-03 Blatt: “Ein Mitarbeiter soll es gewesen sein.”"),
    ]


def test_html_needs_nothing_else_and_is_escaped():
    rows = [row("a1", "2017-11-03", "Er sagte <nichts> & ging.", outlet="A & B")]
    page = storyviews.html(Story("s1", "Wer <war> es?", "2017-11-05", None, tell(rows, [])))
    assert "Er sagte &lt;nichts&gt; &amp; ging." in page
    assert "<h1>Wer &lt;war&gt; es?</h1>" in page
    assert "as of 2017-11-05" in page
    assert "http" not in page


def test_json_leaves_out_what_is_unknown():
    record = Story("s1", "Konto", None, None, tell(ROWS[:1], [])).to_json()
    assert record["steps"][0]["claims"] == [
        {"iri": "b1#claim=0,5", "subject": "Bahtiyar D.", "certainty": "certain", "polarity": "positive"}
    ]
    assert "as_of" not in record
    assert "phase" not in record["steps"][0]


def test_same_statement_in_another_article_is_a_repetition():
    rows = [row(claim, "2017-11-03", f"Satz {claim}.", statement="st/1") for claim in ("a1", "b1", "a2")]
    assert list(repetitions(rows)) == [{"later": "b1#claim=0,5", "type": "repeats", "earlier": "a1#claim=0,5"}]


@pytest.mark.parametrize(
    ("more", "turns"),
    [
        ({}, False),
        ({"phase": "1"}, True),
        ({"voice": "hearsay"}, True),
        ({"status": "open"}, True),
        ({"voice": "x"}, False),
    ],
)
def test_story_turns_where_something_is_first_hearsay_or_open(more, turns):
    (step,) = tell([row("a1", "2017-11-03", "Satz.", **more)], [])
    assert step.turns is turns


LINES = [
    StoryLine(f"{digits}00", label, 2, 2, "2017-11-03", "2017-11-30", f"s/{digits}00")
    for digits, label in (("ab12", "Konto abgeschaltet"), ("ab13", "Brücke gesperrt"), ("cd14", "Konto eröffnet"))
]


@pytest.mark.parametrize(("wanted", "found"), [("ab1200", 0), ("ab12", 0), ("brücke", 1), ("s/cd1400", 2)])
def test_story_is_found_by_id_or_label(wanted, found):
    assert find_story(LINES, wanted) == LINES[found]


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        ("Konto", 'story "Konto": 2 fit it: ab1200 \\("Konto abgeschaltet"\\), cd1400'),
        ("Brücke gespert", 'no story "Brücke gespert". Did you mean "Brücke gesperrt"\\?'),
        ("zzz", '"hergang stories" lists all 3'),
    ],
)
def test_story_that_is_not_found_is_told(wanted, message):
    with pytest.raises(QueryError, match=message):
        find_story(LINES, wanted)


@pytest.mark.parametrize(
    ("url", "sentence", "more", "link"),
    [
        ("https://x.example/a#top", "Er war es.", {}, "https://x.example/a#:~:text=Er%20war%20es."),
        ("https://x.example/a", "Der Ex-Chef, ja.", {}, "https://x.example/a#:~:text=Der%20Ex%2DChef%2C%20ja."),
        (
            "https://x.example/a",
            "One two three four five six seven eight nine ten eleven.",
            {},
            "https://x.example/a#:~:text=One%20two%20three%20four%20five,seven%20eight%20nine%20ten%20eleven.",
        ),
        ("https://x.example/a", "Er war es.", {"replaced": "2017-11-05T08:00:00Z"}, "https://x.example/a"),
        ("javascript:alert(1)", "Er war es.", {}, None),
        (None, "Er war es.", {}, None),
    ],
)
def test_link_leads_to_the_very_words(url, sentence, more, link):
    given = {"url": url} if url else {}
    (step,) = tell([row("a1", "2017-11-03", sentence, **given, **more)], [])
    assert storyviews.source_link(step) == link


def test_page_has_a_dot_for_each_step_that_leads_to_its_row():
    page = storyviews.html(Story("s1", "Konto", None, None, tell(ROWS, LINKS)))
    picture = page[page.index("<svg") : page.index("</svg>") + 6]
    targets = [one.get("href") for one in ElementTree.fromstring(picture).iter("a")]
    assert targets == ["#step-0", "#step-1", "#step-2"]
    assert all(f'<tr id="{target[1:]}">' in page for target in targets)
    assert "2017-11-30" in picture
    assert "Nova" in picture
