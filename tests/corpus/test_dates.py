import pytest
from hypothesis import given
from hypothesis import strategies as st

from hergang.corpus.dates import Stamp, find_day, parse_day, parse_timestamp


@pytest.mark.parametrize(
    ("value", "stamp"),
    [
        ("2017-11-30T00:15:00+01:00", Stamp("2017-11-30", "2017-11-29T23:15:00Z")),
        ("2017-11-30T23:30:00-0500", Stamp("2017-11-30", "2017-12-01T04:30:00Z")),
        ("2024-05-03 18:19:08.721370", Stamp("2024-05-03")),
        ("2024-05-03T18:19:08.721Z", Stamp("2024-05-03", "2024-05-03T18:19:08Z")),
        ("2024-05-03T18:19+02", Stamp("2024-05-03", "2024-05-03T16:19:00Z")),
        ("20240503", Stamp("2024-05-03")),
        ("Thu, 30 Nov 2017 00:10:00 +0100", Stamp("2017-11-30", "2017-11-29T23:10:00Z")),
        ("Thu, 30 Nov 2017 10:00:00 GMT", Stamp("2017-11-30", "2017-11-30T10:00:00Z")),
        ("2017-02-31", None),
        ("0001-01-01T00:00:00Z", None),
        ("1511111111", None),
        ("gestern", None),
        ("", None),
    ],
)
def test_timestamps_keep_the_publishers_day(value: str, stamp: Stamp | None) -> None:
    assert parse_timestamp(value) == stamp


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("vom 30. November 2017", "2017-11-30"),
        ("Wien, 1. Jänner 2020, 12.30 Uhr", "2020-01-01"),
        ("Stand: 3.5.2024, 18:19 Uhr", "2024-05-03"),
        ("Nov. 30, 2017 9:15 am", "2017-11-30"),
        ("Published 12th June 2019", "2019-06-12"),
        ("04/05/2020", "2020-05-04"),
        ("12/31/2020", "2020-12-31"),
        ("Der Mai 2020 war kühl", None),
        ("31. Februar 2020", None),
    ],
)
def test_days_in_words(line: str, day: str | None) -> None:
    assert parse_day(line) == day


def test_the_first_day_of_a_line_counts() -> None:
    assert find_day("3. Mai 2020, geändert 4.5.2020") == ("2020-05-03", 0, 11)


@given(st.text(max_size=40))
def test_no_text_breaks_the_parsers(text: str) -> None:
    parse_day(text)
    parse_timestamp(text)
