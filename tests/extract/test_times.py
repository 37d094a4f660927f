"""Time expressions: found, read as TIMEX3 and normalised, German and English alike."""

from datetime import date

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st

from hergang.extract.lexica import lexicon
from hergang.extract.times import find_times, normalise
from hergang.extract.times_calendar import easter, holiday
from hergang.extract.times_durations import duration_value
from hergang.extract.times_grammar import grammar
from hergang.extract.times_normalise import KINDS

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


@pytest.mark.parametrize(
    ("language", "text", "words", "value"),
    [
        ("de", "Seit Montag streiken die Fahrer.", "Montag", "2017-11-27"),
        ("de", "Montag vor einer Woche brach das Feuer aus.", "Montag vor einer Woche", "2017-11-20"),
        ("de", "In der Nacht von Freitag auf Samstag brannte es.", "Nacht von Freitag auf Samstag", "2017-11-24TNI"),
        ("de", "Um 18 Uhr am Samstag wird demonstriert.", "18 Uhr am Samstag", "2017-12-02T18:00"),
        ("de", "Im vierten Quartal des Vorjahres sank die Zahl.", "vierten Quartal des Vorjahres", "2016-Q4"),
        ("de", "In den Achtzigern war das so.", "den Achtzigern", "198"),
        ("de", "In den frühen Neunzigerjahren war das so.", "den frühen Neunzigerjahren", "199"),
        ("de", "In der Silvesternacht kam es zu Streit.", "Silvesternacht", "2016-12-31TNI"),
        ("de", "Übernächste Woche wird verhandelt.", "Übernächste Woche", "2017-W50"),
        ("de", "Am übernächsten Sonntag wird gewählt.", "übernächsten Sonntag", "2017-12-10"),
        ("de", "Vorletztes Jahr kam sie.", "Vorletztes Jahr", "2015"),
        ("de", "Jeden zweiten Dienstag tagt der Rat.", "Jeden zweiten Dienstag", "XXXX-WXX-2"),
        ("de", "Heute vor 20 Jahren starb sie.", "Heute vor 20 Jahren", "1997-11-30"),
        ("de", "Am 5. Mai sank der Preis. Im Vormonat war er hoch.", "Vormonat", "2017-04"),
        ("de", "Zwischen November und Mai 2016 stieg der Preis.", "November", "2015-11"),
        ("de", "Vor einem halben Jahrhundert stand hier ein Wald.", "einem halben Jahrhundert", "1967"),
        ("de", "Die Seuche brach vor anderthalb Jahrtausenden aus.", "anderthalb Jahrtausenden", "0517"),
        ("en", "The city fell two millennia ago.", "two millennia ago", "0017"),
        ("de", "Um halb neun Uhr morgens brannte es.", "halb neun Uhr morgens", "2017-11-30T08:30"),
        ("de", "Sie soll am Montag angegriffen worden sein.", "Montag", "2017-11-27"),
        ("de", "Ab Weihnachten regnete es und die Flüsse stiegen.", "Weihnachten", "2017-12-25"),
        ("de", "Dienstag, 17. 7., war ein Feiertag.", "Dienstag, 17. 7.", "2018-07-17"),
        ("en", "The hearings, which begin on Monday, April 24, are open.", "Monday, April 24", "2017-04-24"),
        ("en", "She is the next leader of the United States in January.", "January", "2018-01"),
        ("en", "He may have left the house on Monday.", "Monday", "2017-11-27"),
        ("en", "Always make a booking on a Tuesday.", "Tuesday", "XXXX-WXX-2"),
        ("en", "Drivers go on strike since Monday.", "Monday", "2017-11-27"),
        ("en", "A week ago Monday a fire broke out.", "A week ago Monday", "2017-11-20"),
        ("en", "The fire broke out overnight.", "overnight", "2017-11-29TNI"),
        ("en", "It broke out in the early hours of Tuesday.", "the early hours of Tuesday", "2017-11-28TMO"),
        ("en", "The number fell in the first half of 2016.", "the first half of 2016", "2016-H1"),
        ("en", "In the 2016-17 school year it fell.", "the 2016-17 school year", "2016/2017"),
        ("en", "It was cold in the winter of 2015-16.", "the winter of 2015-16", "2015-WI"),
        ("en", "The fair will open the week after next.", "the week after next", "2017-W50"),
        ("en", "The council meets every other Tuesday.", "every other Tuesday", "XXXX-WXX-2"),
        ("en", "Twenty years ago today she died.", "Twenty years ago today", "1997-11-30"),
        ("en", "On Saturday at 6 p.m. they will march.", "Saturday", "2017-12-02"),
        ("en", "It happened on the night of 3 November.", "the night of 3 November", "2017-11-03TNI"),
        ("en", "They decided a fortnight ago.", "a fortnight ago", "2017-W46"),
        ("en", "They decided half a century ago.", "half a century ago", "1967"),
        ("en", "It happened during the 2015 July unrest.", "2015 July", "2015-07"),
        ("en", "He said on Wednesday, “She will lose.”", "Wednesday", "2017-11-29"),
    ],
)
def test_expressions_in_their_sentence(language, text, words, value):
    assert [v for shown, v in read(text, language) if shown.endswith(words)] == [value]


def test_day_is_of_the_year_that_the_text_tells_of():
    text = "On June 29, 2015 the court ruled. On {} the violence began."
    assert read(text.format("July 8"), "en")[-1] == ("July 8", "2015-07-08")
    assert read(text.format("November 20"), "en")[-1] == ("November 20", "2017-11-20")


@pytest.mark.parametrize("text", ["Dry:Soon is warm.", "0:18 min", "He was 11-years-old.", "They get sick days."])
def test_words_that_only_look_like_times(text):
    assert read(text, "en") == []


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


def read(text, language, published=DAY):
    return [(text[timex.start : timex.end], timex.value) for timex in find_times(text, published, language)]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("de", "Am Freitag kam er.", [("Freitag", "2017-11-24")]),
        ("de", "Am Freitag wird er kommen.", [("Freitag", "2017-12-01")]),
        ("de", "bis Dienstag", [("Dienstag", "2017-12-05")]),
        ("de", "Am Donnerstag kam er.", [("Donnerstag", "2017-11-30")]),
        ("de", "in der Nacht zum Dienstag", [("der Nacht zum Dienstag", "2017-11-27TNI")]),
        ("de", "Im Oktober kam er.", [("Oktober", "2017-10")]),
        ("de", "Am 22. Dezember soll gewählt werden.", [("22. Dezember", "2017-12-22")]),
        ("de", "von 2018 bis 2021", [("2018", "2018"), ("2021", "2021")]),
        ("de", "vom 5. bis 9. Juni", [("5.", "2017-06-05"), ("9. Juni", "2017-06-09")]),
        (
            "de",
            "Am 3. März starb er. Am nächsten Tag kam sie.",
            [("3. März", "2017-03-03"), ("Am nächsten Tag", "2017-03-04")],
        ),
        (
            "de",
            "Am 3. März starb er. Zwei Tage später ging sie.",
            [("3. März", "2017-03-03"), ("Zwei Tage später", "2017-03-05")],
        ),
        ("de", "Am Montag um 8 Uhr", [("Montag", "2017-11-27"), ("8 Uhr", "2017-11-27T08:00")]),
        ("de", "In zwei Wochen will er kommen.", [("zwei Wochen", "2017-W50")]),
        ("de", "In drei Jahren wurde es gebaut.", [("drei Jahren", "P3Y")]),
        ("en", "He came on Friday.", [("Friday", "2017-11-24")]),
        ("en", "On Friday he will come.", [("Friday", "2017-12-01")]),
        ("en", "until Tuesday", [("Tuesday", "2017-12-05")]),
        ("en", "He came in October.", [("October", "2017-10")]),
        ("en", "from 2018 to 2021", [("2018", "2018"), ("2021", "2021")]),
        ("de", "Am Abend des 23. Oktober kam er.", [("Abend des 23. Oktober", "2017-10-23TEV")]),
        ("de", "von 7.30 bis 9 Uhr", [("7.30", "2017-11-30T07:30"), ("9 Uhr", "2017-11-30T09:00")]),
        ("en", "It lasted eight-and-a-half minutes.", [("eight-and-a-half minutes", "PT8M30S")]),
        ("en", "Results will be announced Saturday.", [("Saturday", "2017-12-02")]),
        ("en", "June 5-9", [("June 5", "2017-06-05"), ("9", "2017-06-09")]),
        (
            "en",
            "He died on March 3. The next day she came.",
            [("March 3", "2017-03-03"), ("The next day", "2017-03-04")],
        ),
        (
            "en",
            "He died on March 3. Two days later she left.",
            [("March 3", "2017-03-03"), ("Two days later", "2017-03-05")],
        ),
        ("en", "It costs 5 dollars a day.", [("a day", "P1D")]),
        ("en", "1/5/2017", [("1/5/2017", "2017-XX-XX")]),
    ],
)
def test_expressions_are_read_in_their_sentence(language, text, expected):
    assert read(text, language) == expected


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Die März AG wächst."),
        ("de", "Auch August Müller sprach."),
        ("de", "Sie schreibt in Der Freitag darüber."),
        ("de", "Die 35-jährige Frau"),
        ("de", "Er ist 21 Jahre alt."),
        ("de", "fast 2000 Mitarbeiter"),
        ("de", "2000 Euro"),
        ("de", "Herr Sommer und Frau Winter"),
        ("de", "der ICE 1716 nach Köln"),
        ("de", "fast 1500 Flüge"),
        ("en", "Theresa May said so."),
        ("en", "May I come in?"),
        ("en", "They march on."),
        ("en", "a 19-year-old"),
        ("en", "He is 35 years old."),
        ("en", "more than 2000 people"),
        ("en", "Mr. March left."),
        ("en", "The Daily Beast reported."),
    ],
)
def test_names_ages_and_amounts_are_no_times(language, text):
    assert read(text, language) == []


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("Anfang November", "2017-11-01", "2017-11-10"),
        ("Mitte November", "2017-11-11", "2017-11-20"),
        ("Ende November", "2017-11-21", "2017-11-30"),
        ("Ende 2016", "2016-09-01", "2016-12-31"),
        ("Herbst 2016", "2016-09-01", "2016-11-30"),
        ("2016", "2016-01-01", "2016-12-31"),
        ("die neunziger Jahre", "1990-01-01", "1999-12-31"),
        ("20. Jahrhundert", "1900-01-01", "1999-12-31"),
        ("vergangene Woche", "2017-11-20", "2017-11-26"),
        ("die letzten zwei Jahre", "2015-11-30", "2017-11-30"),
        ("2018/19", "2018-01-01", "2019-12-31"),
    ],
)
def test_periods_have_their_days(text, earliest, latest):
    found = normalise(text, DAY, "de")
    assert found is not None
    assert (found.earliest, found.latest) == (earliest, latest)


@pytest.mark.parametrize(
    ("text", "mod"),
    [
        ("fast einen Monat", "LESS_THAN"),
        ("rund drei Jahre", "APPROX"),
        ("mehr als zehn Jahre", "MORE_THAN"),
        ("mindestens zwei Tage", "EQUAL_OR_MORE"),
        ("höchstens zwei Tage", "EQUAL_OR_LESS"),
        ("genau zwei Tage", None),
    ],
)
def test_mods_of_durations(text, mod):
    found = normalise(text, DAY, "de")
    assert found is not None
    assert (text[found.start : found.end], found.mod) == (text, mod)


@pytest.mark.parametrize(
    ("number", "unit", "value"),
    [
        (11, "TM", "PT11M"),
        (1.5, "TH", "PT1H30M"),
        (0.5, "Y", "P6M"),
        (None, "Y", "PXY"),
        (None, "TH", "PTXH"),
        (2, "DE", "P2DE"),
    ],
)
def test_duration_values(number, unit, value):
    assert duration_value(number, unit) == value


def test_movable_feasts():
    assert [easter(year) for year in (1998, 2000, 2017, 2024)] == [
        date(1998, 4, 12),
        date(2000, 4, 23),
        date(2017, 4, 16),
        date(2024, 3, 31),
    ]
    assert holiday(2017, "11/4/4") == date(2017, 11, 23)
    assert holiday(2017, "advent+0") == date(2017, 12, 24)
    assert holiday(2017, "5/1/-1") == date(2017, 5, 29)


NEEDED = {
    "absolute": {"month"},
    "year": {"year"},
    "year-range": {"year", "second"},
    "school-year": {"year", "second"},
    "decade": {"year|decade"},
    "century": {"ordinal"},
    "quarter": {"ordinal", "unit"},
    "season": {"season"},
    "holiday": {"holiday"},
    "deictic": {"delta"},
    "weekday": {"weekday"},
    "eve": {"weekday"},
    "relative": {"unit", "which"},
    "referring": {"unit|part"},
    "weekend": set(),
    "offset": {"unit", "sign", "number|vague"},
    "clock": {"hour|part|hour"},
    "overnight": set(),
    "anniversary": {"delta", "number"},
    "reference": {"ref"},
    "slashes": {"slash", "slash2", "year"},
    "duration": {"unit"},
    "literal": {"literal"},
    "stretch": {"unit", "sign"},
    "set": {"unit|weekday|month|season|part"},
}


@pytest.mark.parametrize("language", ["de", "en"])
def test_rules_have_what_their_kind_reads(language):
    found, aliases = grammar(language), lexicon(language, "times")["alias"]
    assert NEEDED.keys() == KINDS.keys()
    names = [rule.name for rule in found.rules]
    assert len(names) == len(set(names))
    for rule in found.rules:
        groups = rule.pattern.groupindex
        parts = {aliases.get(name.rstrip("0123456789"), name.rstrip("0123456789")) for name in groups}
        parts |= set(rule.fixed) | set(groups)
        for need in NEEDED[rule.kind]:
            assert parts & set(need.split("|")), (rule.name, need)
        assert 0 < rule.confidence < 1


@given(st.text(max_size=300), st.sampled_from(["de", "en"]), st.one_of(st.none(), st.dates()))
def test_any_text_is_read_without_error(text, language, published):
    end = 0
    for timex in find_times(text, published, language):
        assert end <= timex.start < timex.end <= len(text)
        assert timex.earliest is None or timex.earliest <= timex.latest
        end = timex.end


@pytest.mark.parametrize("language", ["de", "en"])
@given(data=st.data())
def test_any_row_of_time_words_is_read(language, data):
    words = [*sorted(grammar(language).vocabulary), "3", "31.", "2017", "12:30", "1/5/2017", "-", ",", "0", "99", "½"]
    text = " ".join(data.draw(st.lists(st.sampled_from(words), max_size=25)))
    published = data.draw(st.one_of(st.none(), st.dates()))
    for timex in find_times(text, published, language):
        assert text[timex.start : timex.end].strip()
        assert timex.earliest is None or timex.earliest <= timex.latest


def test_a_long_line_is_read_in_linear_time():
    text = "Anfang November 2017 und am 3. März um 15.30 Uhr, " * 2000
    assert len(find_times(text, DAY, "de")) == 6000


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Sie lebt heute in Ulm.", "PRESENT_REF"),
        ("Bis 1970 dienten sie ihm. Heute wandern alle aus.", "PRESENT_REF"),
        ("So kann man sich heute leicht Wissen beschaffen.", "PRESENT_REF"),
        ("Heute entscheidet der Rat.", "2017-11-30"),
        ("Sie hat heute in Ulm gesprochen.", "2017-11-30"),
        ("Das Amt ist seit heute offen.", "2017-11-30"),
        ("Die Wahl ist heute um 18 Uhr vorbei.", "2017-11-30"),
    ],
)
def test_heute_is_the_day_or_the_present_age(text, value):
    found = next(time for time in find_times(text, DAY, "de") if text[time.start : time.end].lower() == "heute")
    assert (found.value, found.earliest) == (value, "2017-11-30")


def test_what_results_are_compared_with_is_the_same_quarter_of_the_year_before():
    text = (
        "In the third quarter of 2017 sales were $3 million, up from $2 million a year ago. A year ago it had a loss."
    )
    assert [time.value for time in find_times(text, DAY, "en")] == ["2017-Q3", "2016-Q3", "2016-Q3"]
    assert [time.value for time in find_times("It was founded a year ago.", DAY, "en")] == ["2016"]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("Das war im Jahr 578.", ["0578"]),
        ("Jedes Jahr, am 28. Dezember, wird gefeiert.", ["P1Y", "XXXX-12-28"]),
        ("Die Sieger vom Wochenende feiern.", ["2017-W47-WE"]),
        ("an zwei aufeinanderfolgenden Tagen", ["P2D"]),
        ("Mit 14 Jahren zog er fort.", []),
        ("Die Altersgrenze von 18 Jahren gilt.", []),
        ("Jugendliche unter 20 Jahren reisen.", []),
        ("in unter 20 Jahren", ["P20Y"]),
        ("mit 20 Jahren Erfahrung", ["P20Y"]),
        ("Die „heute show“ läuft.", []),
        ("der Höhepunkt des Abends", []),
        ("Er arbeitet abends.", ["XXXX-XX-XXTEV"]),
    ],
)
def test_german_years_ages_and_repeated_days(text, values):
    assert [time.value for time in find_times(text, DAY, "de")] == values


def test_english_today_is_the_present_age_beside_a_verb_of_state():
    assert [t.value for t in find_times("Half of humanity lives in cities today.", DAY, "en")] == ["PRESENT_REF"]
    assert [t.value for t in find_times("She left today.", DAY, "en")] == ["2017-11-30"]


def test_time_words_inside_names_are_none():
    text = "the Alliance for the 21st Century and Midnight Magic"
    names = [(4, 33), (38, 52)]
    assert find_times(text, DAY, "en", names=names) == []
    assert [t.value for t in find_times(text, DAY, "en")] == ["20", "2017-11-30T24:00"]
