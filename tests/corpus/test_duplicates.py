"""Copies of one text are linked to the earliest, and look-alikes are not."""

import random
from collections.abc import Callable
from itertools import permutations

import pytest

from hergang.corpus import duplicates
from hergang.corpus.archive import Archive
from hergang.corpus.archive.checking import check
from hergang.corpus.reading import Reading

Make = Callable[..., Reading]
NOW = "2024-05-20T10:00:00Z"

AGENCY_DE = """Im Hafen von Norderstade ist am Dienstagabend ein Frachter mit einer Klappbrücke zusammengestoßen. \
Nach Angaben der Wasserschutzpolizei wurde niemand verletzt. Das 140 Meter lange Schiff hatte Getreide geladen und \
war auf dem Weg nach Rotterdam.

Die Brücke ist seit dem Unfall für den Verkehr gesperrt. Ein Sachverständiger soll am Mittwoch prüfen, ob die \
tragenden Teile beschädigt sind. „Wir rechnen mit einer Sperrung von mehreren Wochen“, sagte Hafenkapitänin Ulrike \
Sander.

Der Kapitän sagte den Ermittlern zufolge aus, die Ruderanlage sei kurz vor der Durchfahrt ausgefallen. Das Schiff \
liegt inzwischen an einem Kai im Südhafen. Gegen die Reederei aus Antwerpen wird wegen Gefährdung des \
Schiffsverkehrs ermittelt.

Erst vor zwei Jahren war die Brücke für elf Millionen Euro saniert worden. Pendler müssen nun einen Umweg von zwölf \
Kilometern fahren."""
AGENCY_EN = """A cargo ship struck a lifting bridge in the port of Norwick on Tuesday evening, the harbour police \
said. Nobody was hurt. The vessel, 140 metres long and loaded with grain, was bound for Rotterdam.

The bridge has been closed to traffic since the collision. An engineer is to examine on Wednesday whether its \
bearing parts are damaged. “We expect it to be closed for several weeks,” said the harbour master, Ursula Sand.

The captain told investigators that the steering gear had failed shortly before the ship reached the bridge, \
according to the police. The ship has been towed to a quay in the southern basin. The owners, based in Antwerp, are \
under investigation for endangering shipping.

The bridge was repaired only two years ago at a cost of eleven million pounds. Commuters now face a detour of eight \
miles."""


def shortened(text: str) -> str:
    """Return a text as a paper prints it that has little room: the last paragraph left out, the first cut."""
    paragraphs = text.split("\n\n")
    return "\n\n".join([paragraphs[0].rpartition(". ")[0] + ".", *paragraphs[1:-1]])


def extended(text: str, own: str) -> str:
    """Return a text with a paragraph of the paper's own in its midst."""
    paragraphs = text.split("\n\n")
    return "\n\n".join([*paragraphs[:2], own, *paragraphs[2:]])


OWN_DE = """Auf der Nordseite der Brücke stauten sich am Abend die Autos bis zur Autobahn. Anwohnerin Karin \
Petersen, die seit vierzig Jahren am Kai wohnt, hörte den Aufprall in ihrer Küche. Sie lief hinaus und sah, wie \
Arbeiter der Werft die Schranken schlossen. Das Stadtfest am Wochenende soll trotzdem stattfinden, heißt es im \
Rathaus."""
OWN_EN = """Cars stood bumper to bumper on the northern side of the bridge until late at night. Karen Peters, who \
has lived on the quay for forty years, heard the crash in her kitchen. She ran outside and saw workers from the yard \
close the barriers. The town fair on Saturday is to go ahead all the same, the town hall said."""


@pytest.fixture
def papers(make_reading: Make) -> list[Reading]:
    """Return an agency's text in five papers: as it is, with other headlines, shortened, extended, days later."""
    return [
        paper(make_reading, "aaaa", "https://depesche.example/1", AGENCY_DE, "2024-05-14", "Frachter rammt Brücke"),
        paper(make_reading, "bbbb", "https://kurier.example/1", AGENCY_DE, "2024-05-15", "Schiff gegen Brücke"),
        paper(make_reading, "cccc", "https://post.example/1", shortened(AGENCY_DE), "2024-05-15", "Umweg für Pendler"),
        paper(make_reading, "dddd", "https://bote.example/1", extended(AGENCY_DE, OWN_DE), "2024-05-16", "Der Knall"),
        paper(make_reading, "eeee", "https://blatt.example/1", OWN_DE, "2024-05-16", "Stau am Kai"),
    ]


def paper(make: Make, name: str, url: str, text: str, day: str, title: str = "Titel") -> Reading:
    """Return a reading of an article."""
    return make(name * 4, text, url=url, published=day, title=title)


def links(archive: Archive) -> list[tuple[str, str]]:
    """Return the copies with what they are copies of, each by the first letter of its id."""
    return [(copy.article[0], copy.of[0]) for copy in archive.duplicates.all()]


def test_an_agency_text_in_several_papers_is_linked_to_the_earliest(archive: Archive, papers: list[Reading]) -> None:
    for reading in papers:
        archive.add(reading, NOW)
    assert links(archive) == [("b", "a"), ("c", "a"), ("c", "b"), ("d", "a"), ("d", "b"), ("d", "c"), ("e", "d")]
    short, own = archive.duplicates.of("c" * 16)[0], archive.duplicates.of("e" * 16)[0]
    assert (short.share, short.url, own.share) == (0.9452, "https://depesche.example/1", 1.0)
    (start, end), *_ = short.spans
    assert papers[2].article.text[start:end].startswith("Im Hafen von Norderstade ist am Dienstagabend")


def test_links_do_not_depend_on_the_order_of_the_articles(
    archive: Archive, papers: list[Reading], tmp_path_factory: pytest.TempPathFactory
) -> None:
    for reading in papers:
        archive.add(reading, NOW)
    orders = list(permutations(papers))
    for order in random.Random(7).sample(orders, 6):
        with Archive.open(tmp_path_factory.mktemp("other") / "archive.db", write=True) as other:
            for reading in order:
                other.add(reading, NOW)
            assert other.duplicates.all() == archive.duplicates.all()
            assert check(other) == []


def test_english_copies_are_linked_and_a_report_of_ones_own_is_not(archive: Archive, make_reading: Make) -> None:
    archive.add(paper(make_reading, "aaaa", "https://wire.example/1", AGENCY_EN, "2024-05-14"), NOW)
    archive.add(paper(make_reading, "bbbb", "https://post.example/1", shortened(AGENCY_EN), "2024-05-14"), NOW)
    archive.add(paper(make_reading, "cccc", "https://bay.example/1", OWN_EN, "2024-05-14"), NOW)
    assert links(archive) == [("b", "a")]


WEATHER = """Am {day} scheint in {where} {how} die Sonne. Die Höchstwerte liegen zwischen {low} und {high} Grad. Der \
Wind weht schwach bis mäßig aus {wind}, an der See auch frisch. In der Nacht zum {next} gehen die Temperaturen auf \
{night} Grad zurück. Stellenweise bildet sich Nebel, der sich am Vormittag auflöst. Die Aussichten: weiterhin \
{then}."""
MATCH = """{home} hat am {day} gegen {guest} {result} gewonnen. Vor {count} Zuschauern brachte {first} die Gastgeber \
in der {minute}. Minute in Führung. Nach der Pause erhöhte {second}. Trainer {coach} war nach dem Abpfiff zufrieden. \
Am kommenden Spieltag tritt {home} bei {other} an, {guest} empfängt {third}."""
QUOTE_DE = (
    "„Wir haben lange gerechnet, und wir haben lange gestritten. Am Ende bleibt: Diese Stadt kann sich zwei Bäder "
    "nicht leisten. Wir schließen das ältere zum Ende des Sommers, und wir sanieren das jüngere mit allem, was wir "
    "haben. Das ist kein Tag zum Feiern, aber es ist ein ehrlicher Tag“"
)
LIVE = (
    f"Oberbürgermeister Jens Hartwig hat am Montag im Rathaus das Aus für das Nordbad verkündet. {QUOTE_DE}, sagte er "
    "vor dem Stadtrat. Auf den Rängen pfiffen die Mitglieder des Schwimmvereins, eine Frau weinte. Nun will er klagen.",
    f"Das älteste Bad der Stadt schließt. {QUOTE_DE}, begründete Stadtoberhaupt Hartwig die Entscheidung. Die "
    "Opposition warf ihm vor, die Kosten der Sanierung schöngerechnet zu haben; ein Gutachten komme auf das Doppelte.",
)
LOOK_ALIKES = {
    "weather of two days": (
        WEATHER.format(day="Dienstag", where="Hessen", how="oft", low=17, high=22, wind="Südwest", next="Mittwoch",
                       night=9, then="freundlich"),
        WEATHER.format(day="Mittwoch", where="Hessen", how="selten", low=14, high=19, wind="Nordost", next="Donnerstag",
                       night=7, then="wechselhaft"),
    ),
    "results of two matches": (
        MATCH.format(home="Rot-Weiß Auerfeld", day="Samstag", guest="den SV Lindau 07", result="2:0", count="3400",
                     first="Marek Novak", minute=12, second="Tim Olsen", coach="Rolf Brandt", other="Union Bergen",
                     third="Fortuna Senne"),
        MATCH.format(home="Viktoria Talheim", day="Sonntag", guest="Blau-Gold Ebern", result="3:0", count="2100",
                     first="Jan Keller", minute=41, second="Ole Wirth", coach="Uwe Lamm", other="Germania Rode",
                     third="den TSV Hohenau"),
    ),
    "two reports of one speech": LIVE,
    "short notes": ("Die Sitzung des Rates beginnt um 18 Uhr.", "Die Sitzung des Rates beginnt um 18 Uhr."),
}  # fmt: skip


@pytest.mark.parametrize("name", LOOK_ALIKES)
def test_look_alikes_are_no_copies(archive: Archive, make_reading: Make, name: str) -> None:
    first, second = LOOK_ALIKES[name]
    archive.add(paper(make_reading, "aaaa", "https://eins.example/1", first, "2024-05-14"), NOW)
    archive.add(paper(make_reading, "bbbb", "https://zwei.example/1", second, "2024-05-15"), NOW)
    assert links(archive) == []


@pytest.mark.parametrize(
    ("first", "second", "day", "copied"),
    [
        ("https://a.example/1", "https://b.example/1", "2024-05-21", True),
        ("https://a.example/1", "https://b.example/1", "2024-05-22", False),  # more than a week later
        ("https://a.example/1", "https://www.a.example/2", "2024-05-15", False),  # of one outlet
        (None, "https://b.example/1", "2024-05-15", False),  # of which outlet, nobody knows
    ],
)
def test_how_much_is_enough_depends_on_outlet_and_day(
    archive: Archive, make_reading: Make, first: str | None, second: str, day: str, copied: bool
) -> None:
    half = AGENCY_DE.partition("\n\n")[0] + "\n\n" + OWN_DE
    archive.add(make_reading("a" * 16, AGENCY_DE, url=first, published="2024-05-14"), NOW)
    archive.add(make_reading("b" * 16, half, url=second, published=day), NOW)
    assert bool(links(archive)) is copied


def test_a_revision_that_leaves_the_text_is_no_copy_any_more(archive: Archive, papers: list[Reading]) -> None:
    archive.add(papers[0], NOW)
    archive.add(papers[1], NOW)
    before = archive.generation()
    archive.add(
        Reading(papers[4].article.from_json({**papers[4].article.to_json(), "id": "b" * 16}), b"", "", "x"), NOW
    )
    assert links(archive) == []
    assert archive.generation() != before
    archive.add(papers[2], NOW)
    assert links(archive) == [("c", "a")]


def test_what_is_forgotten_is_no_origin(archive: Archive, papers: list[Reading]) -> None:
    for reading in papers[:3]:
        archive.add(reading, NOW)
    archive.tombstones.forget("a" * 16, at=NOW, who="")
    assert links(archive) == [("c", "b")]
    assert archive.database.row("SELECT count(*) FROM band WHERE article = ?", "a" * 16)[0] == 0


def test_links_that_are_lost_are_found_and_made_anew(archive: Archive, papers: list[Reading]) -> None:
    for reading in papers:
        archive.add(reading, NOW)
    before = archive.duplicates.all()
    archive.database.execute("DELETE FROM band WHERE article = ?", "c" * 16)
    (finding,) = check(archive)
    assert "out of step with 1 articles (cccccccccccccccc)" in finding.what
    assert finding.mend is not None
    finding.mend()
    assert (check(archive), archive.duplicates.all()) == ([], before)


def test_signatures_are_the_same_on_every_machine() -> None:
    bands = duplicates.bands(duplicates.shingles(AGENCY_DE))
    assert (len(bands), bands[:2], bands[-1]) == (64, PINNED[:2], PINNED[2])


def test_signatures_of_another_release_are_made_anew(
    archive: Archive, papers: list[Reading], monkeypatch: pytest.MonkeyPatch
) -> None:
    for reading in papers[:2]:
        archive.add(reading, NOW)
    archive.database.execute("UPDATE signature SET made_by = 'something else'")
    archive.database.execute("DELETE FROM band")
    with Archive.open(archive.database.path, write=True) as again:
        assert again.duplicates.is_of_this_release()
        assert list(again.duplicates.stale()) == []


PINNED = [-4952168337979335147, 14220491265194233, 4642579393324369093]
