import pytest
from hypothesis import given
from hypothesis import strategies as st

from hergang.corpus.clean import clean, is_hidden, merge_cuts, opening_reason, rules
from hergang.corpus.lexica import LANGUAGES, lexicon
from hergang.corpus.reading import Cut


@pytest.mark.parametrize(
    ("paragraph", "reason"),
    [
        ("Empfohlener externer Inhalt", "embed-placeholder"),
        (
            "An dieser Stelle finden Sie einen externen Inhalt von YouTube, der den Text ergänzt. Sie können ihn sich "
            "mit einem Klick anzeigen lassen. Damit werden personenbezogene Daten an Drittplattformen übermittelt.",
            "embed-placeholder",
        ),
        ("View this post on Instagram", "embed-placeholder"),
        (
            "This article contains content provided by Instagram. We ask for your permission before it is loaded, "
            "as they may be using cookies. You may want to read their privacy policy before accepting.",
            "embed-placeholder",
        ),
        ("Wir verwenden Cookies. Wenn Sie zustimmen, dürfen wir Ihre Besuche messen.", "consent-notice"),
        ("We and our partners use cookies. You can accept or reject them at any time.", "consent-notice"),
        ("Lesen Sie auch: Wie die Brücke geplant wurde", "read-more"),
        ("Read more: How the bridge was planned", "read-more"),
        ("Melden Sie sich hier für unseren kostenlosen Newsletter an.", "newsletter"),
        ("Sign up to our daily newsletter and get the best stories in your inbox.", "newsletter"),
        ("Foto: Max Muster/dpa", "image-credit"),
        ("Photo: Jane Roe/Getty Images", "image-credit"),
        ("dpa/AFP/mmu", "agency-signature"),
        ("(Reuters)", "agency-signature"),
        ("Anzeige", "page-furniture"),
        ("Story continues below advertisement", "page-furniture"),
    ],
)
def test_boilerplate_is_cut_with_its_reason(paragraph: str, reason: str, german: str) -> None:
    text, cuts = clean(f"{german}\n\n{paragraph}\n\n{german}")
    assert text == f"{german}\n\n{german}"
    assert cuts == (Cut(paragraph, reason, 1),)


@pytest.mark.parametrize(
    "paragraph",
    [
        "Facebook hat personenbezogene Daten von 87 Millionen Nutzern an eine externe Firma übertragen.",
        "Die Behörde verhängte ein Bußgeld, weil der Verlag Cookies ohne Einwilligung gesetzt hatte.",
        "Das Foto zeigt den Minister mit dem Bürgermeister.",
        "Sie abonnierte die Zeitung, als sie zwanzig war.",
        "The regulator fined the company for setting cookies without the consent of its users.",
        "The company said that content from third parties had been removed.",
        "Readers subscribed in large numbers after the report.",
        "Mehr als hundert Menschen kamen.",
        "Related parties must be named, the court said.",
        "Weiter geht es am Montag mit der Vernehmung der Zeugen.",
    ],
)
def test_news_about_such_things_stays(paragraph: str) -> None:
    assert clean(paragraph) == (paragraph, ())


@pytest.mark.parametrize(
    ("text", "kept", "signature"),
    [
        ("Er trat zurück. (dpa/mmu)", "Er trat zurück.", "(dpa/mmu)"),
        ("„Ich gehe.“ (AFP)", "„Ich gehe.“", "(AFP)"),
        ("He resigned. (Reuters)", "He resigned.", "(Reuters)"),
        ("Das schrieb die Agentur AFP", "Das schrieb die Agentur AFP", None),
    ],
)
def test_an_agencys_signature_is_cut_off_the_end(text: str, kept: str, signature: str | None) -> None:
    cleaned, cuts = clean(text)
    assert (cleaned, [cut.text for cut in cuts]) == (kept, [signature] if signature else [])


def test_a_closing_list_of_teasers_is_cut(german: str) -> None:
    teasers = ["Mehr zum Thema", "Was die Brücke kostet", "Wer sie bauen soll"]
    text, cuts = clean("\n\n".join([german, *teasers]))
    assert (text, [cut.text for cut in cuts]) == (german, teasers)
    assert clean("\n\n".join([german, "Mehr zum Thema", german])) == (f"{german}\n\n{german}", cuts[:1])


def test_cuts_of_reader_and_cleaning_are_placed_in_the_cleaned_text(german: str) -> None:
    given = "\n\n".join(["Anzeige", german, "Foto: Max Muster/dpa", german])
    text, after = clean(given)
    before = (Cut("zuerst", "metadata", 0), Cut("zwischen", "read-more", 2), Cut("zuletzt", "comments", 4))
    assert text == f"{german}\n\n{german}"
    assert [(cut.text, cut.place) for cut in merge_cuts(before, after)] == [
        ("zuerst", 0),
        ("Anzeige", 0),
        ("zwischen", 1),
        ("Foto: Max Muster/dpa", 1),
        ("zuletzt", 2),
    ]


@pytest.mark.parametrize(
    ("heading", "reason"),
    [("Mehr zum Thema", "read-more"), ("Related stories:", "read-more"), ("Mehr Geld für Schulen", None)],
)
def test_headings_over_lists_of_links_are_known(heading: str, reason: str | None) -> None:
    assert opening_reason(heading) == reason


@pytest.mark.parametrize(
    ("text", "is_note"),
    [
        ("(öffnet im neuen Fenster)", True),
        ("Link wird in einem neuen Tab geöffnet", True),
        ("opens in new tab", True),
        ("neue Fenster", False),
    ],
)
def test_notes_for_those_who_do_not_see_the_page_are_known(text: str, is_note: bool) -> None:
    assert is_hidden(text) == is_note


@given(st.text(alphabet="ab \n.Foto:dpaNewsletter()", max_size=200))
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    once, _ = clean(text)
    assert clean(once) == (once, ())


@given(st.text(max_size=200))
def test_every_kept_paragraph_stands_in_the_text(text: str) -> None:
    assert all(paragraph in text for paragraph in clean(text)[0].split("\n\n"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_rules_say_what_they_are_for(language: str) -> None:
    assert all(rule["reason"] for rule in lexicon("boilerplate", language)["rule"])
    assert all(rule.whole or rule.signals or rule.ending or rule.opening for rule in rules())
