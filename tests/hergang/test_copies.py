"""Copies of an agency's text are linked to the earliest article and are no confirmation; a report of one's own is."""

import json

import pytest

import hergang

DE = """Die Hansen AG hat die Nordlicht GmbH in Norderstade übernommen. Das Unternehmen zahlt dafür 40 Millionen \
Euro, wie aus dem Handelsregister hervorgeht. Die Werft beschäftigt 300 Menschen und baut vor allem Fähren.

Die Hansen AG will den Standort bis zum kommenden Jahr erweitern. Geplant sind eine zweite Halle und ein Trockendock \
für Schiffe bis 200 Meter. Der Stadtrat von Norderstade muss dem Vorhaben noch zustimmen, eine Sitzung ist für Ende \
Juni angesetzt."""
DE_OWN = """Die Hansen AG hat die Nordlicht GmbH in Norderstade übernommen. Der Verkauf ist perfekt: Am Freitag \
unterzeichneten beide Seiten die Verträge. In den Hallen knallten am Nachmittag die Korken, doch nicht alle feierten \
mit, denn von einer Zusage für die Ausbildung steht in den Papieren nichts."""
EN = """Hansen Shipping Ltd has bought the Northlight yard in Norwick. The company is paying 40 million pounds, \
according to the commercial register. The yard employs 300 people and builds ferries above all.

Hansen Shipping Ltd wants to enlarge the site within the coming year. A second hall is planned, and a dry dock for \
ships of up to 200 metres. The town council of Norwick has yet to approve the plans, and a meeting is scheduled for \
the end of June."""
EN_OWN = """The deal is done: both sides signed the papers on Friday. Hansen Shipping Ltd has bought the Northlight \
yard in Norwick. Corks popped in the halls in the afternoon, but not everybody joined in, for the papers say nothing \
of the apprentices who were promised a place."""


def write(folder, name, text, title, day):
    """Write an article as a paper prints it; return the path."""
    record = {"url": f"https://{name}.example/1", "title": title, "published": day, "publisher": name, "text": text}
    path = folder / f"{name}.jsonl"
    path.write_text(json.dumps(record), encoding="utf-8")
    return str(path)


@pytest.mark.parametrize(("text", "own"), [(DE, DE_OWN), (EN, EN_OWN)], ids=["de", "en"])
def test_copies_confirm_nothing(tmp_path, text, own):
    store = hergang.open(tmp_path / "store")
    short = text.rpartition(". ")[0] + "."
    copies = [
        write(tmp_path, "depesche", text, "Hansen buys yard", "2024-05-14"),
        write(tmp_path, "kurier", short, "40 Millionen für die Werft", "2024-05-15"),
        write(tmp_path, "bote", text, "Werft verkauft", "2024-05-15"),
    ]
    store.ingest(reversed(copies), offline=True)
    assert store.ask("confirmations").rows == []
    derived = store.query(
        "SELECT ?copy ?first { ?c prov:wasDerivedFrom ?f . ?c schema:url ?copy . ?f schema:url ?first } ORDER BY ?copy"
    )
    first = "https://depesche.example/1"
    assert derived.rows == [("https://bote.example/1", first), ("https://kurier.example/1", first)]
    store.ingest([write(tmp_path, "abendblatt", own, "Verkauf", "2024-05-16")], offline=True)
    confirmed = store.ask("confirmations")
    origins, outlets = (
        {row[confirmed.columns.index(name)] for row in confirmed.rows} for name in ("origins", "outlet")
    )
    assert (origins, outlets) == ({"2"}, {"depesche", "kurier", "bote", "abendblatt"})
