"""Time expressions: found, read as TIMEX3 and normalised, German and English alike."""

from datetime import date

import pytest
import spacy

from hergang.extract.times import find_times, normalise

DAY = date(2017, 11, 30)  # a Thursday


@pytest.mark.parametrize(
    ("language", "text", "kind", "value"),
    [
        ("de", "Elf Minuten", "DURATION", "PT11M"),
        ("de", "anderthalb Stunden", "DURATION", "PT1H30M"),
        ("de", "fast einen Monat", "DURATION", "P1M"),
        ("de", "mehrere Jahre", "DURATION", "PXY"),
        ("de", "jahrelang", "DURATION", "PXY"),
        ("de", "elfminütige", "DURATION", "PT11M"),
        ("de", "24-stündige", "DURATION", "PT24H"),
        ("de", "drei Jahre und vier Monate", "DURATION", "P3Y4M"),
        ("de", "den letzten fünf Jahren", "DURATION", "P5Y"),
        ("de", "jeden Montag", "SET", "XXXX-WXX-1"),
        ("de", "täglich", "SET", "P1D"),
        ("de", "zweimal pro Woche", "SET", "P1W"),
        ("de", "alle vier Jahre", "SET", "P4Y"),
        ("de", "3. November 2017", "DATE", "2017-11-03"),
        ("de", "Freitag, 3. November 2017", "DATE", "2017-11-03"),
        ("de", "3.11.2017", "DATE", "2017-11-03"),
        ("de", "2017-11-03", "DATE", "2017-11-03"),
        ("de", "November 2017", "DATE", "2017-11"),
        ("de", "20. Jahrhundert", "DATE", "19"),
        ("de", "1990er Jahre", "DATE", "199"),
        ("de", "die neunziger Jahre", "DATE", "199"),
        ("de", "Herbst 2016", "DATE", "2016-FA"),
        ("de", "drittes Quartal 2016", "DATE", "2016-Q3"),
        ("de", "2018/19", "DATE", "2018/2019"),
        ("de", "gestern", "DATE", "2017-11-29"),
        ("de", "gestern Abend", "TIME", "2017-11-29TEV"),
        ("de", "vergangene Woche", "DATE", "2017-W47"),
        ("de", "im vergangenen Jahr", "DATE", "2016"),
        ("de", "Ende nächsten Jahres", "DATE", "2018"),
        ("de", "vor elf Jahren", "DATE", "2006"),
        ("de", "Vor drei Monaten", "DATE", "2017-08"),
        ("de", "Jahresende", "DATE", "2017"),
        ("de", "Ostermontag 2017", "DATE", "2017-04-17"),
        ("de", "um 15.30 Uhr", "TIME", "2017-11-30T15:30"),
        ("de", "derzeit", "DATE", "PRESENT_REF"),
        ("de", "jüngst", "DATE", "PAST_REF"),
        ("de", "bald", "DATE", "FUTURE_REF"),
        ("en", "eleven minutes", "DURATION", "PT11M"),
        ("en", "eleven-minute", "DURATION", "PT11M"),
        ("en", "an hour and a half", "DURATION", "PT1H30M"),
        ("en", "half an hour", "DURATION", "PT30M"),
        ("en", "almost a month", "DURATION", "P1M"),
        ("en", "several years", "DURATION", "PXY"),
        ("en", "the past two years", "DURATION", "P2Y"),
        ("en", "every Monday", "SET", "XXXX-WXX-1"),
        ("en", "twice a week", "SET", "P1W"),
        ("en", "daily", "SET", "P1D"),
        ("en", "Nov. 3, 2017", "DATE", "2017-11-03"),
        ("en", "Friday, 3 November 2017", "DATE", "2017-11-03"),
        ("en", "the third of November 2017", "DATE", "2017-11-03"),
        ("en", "November 2017", "DATE", "2017-11"),
        ("en", "the 20th century", "DATE", "19"),
        ("en", "the mid-1990s", "DATE", "199"),
        ("en", "the summer of 2016", "DATE", "2016-SU"),
        ("en", "the third quarter of 2016", "DATE", "2016-Q3"),
        ("en", "yesterday", "DATE", "2017-11-29"),
        ("en", "last night", "TIME", "2017-11-29TNI"),
        ("en", "last month", "DATE", "2017-10"),
        ("en", "two weeks ago", "DATE", "2017-W46"),
        ("en", "last Thanksgiving", "DATE", "2017-11-23"),
        ("en", "9 a.m. Tuesday", "TIME", "2017-11-28T09:00"),
        ("en", "Friday last week", "DATE", "2017-11-24"),
        ("en", "currently", "DATE", "PRESENT_REF"),
        ("en", "recently", "DATE", "PAST_REF"),
        ("en", "soon", "DATE", "FUTURE_REF"),
    ],
)
def test_expressions_have_timex_value(language, text, kind, value):
    found = normalise(text, DAY, language)
    assert found is not None
    assert (found.type, found.value) == (kind, value)


@pytest.mark.parametrize("language", ["de", "en"])
def test_component_assigns_times_on_a_blank_pipeline(language):
    nlp = spacy.blank(language)
    nlp.add_pipe("hergang_times")
    doc = nlp("2017")
    assert [(timex.id, timex.start, timex.end, timex.value) for timex in doc._.timexes] == [("t1", 0, 4, "2017")]


def test_vague_month_keeps_its_part():
    found = normalise("Anfang November", DAY, "de")
    assert found is not None
    assert (found.value, found.mod, found.earliest, found.latest) == ("2017-11", "START", "2017-11-01", "2017-11-10")


def test_undated_article_gives_no_interval():
    (found,) = find_times("Am 2. November kam er.", None, "de")
    assert (found.value, found.earliest, found.latest) == ("XXXX-11-02", None, None)
