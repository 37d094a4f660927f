"""Given names: the gender that one tells, and those that tell none."""

import pytest

from hergang.extract.given_names import gender_of_name


@pytest.mark.parametrize(
    ("name", "gender"),
    [
        ("Katrin Bahr", "f"),
        ("Jonathan Cruz", "m"),
        ("Mehmet Yilmaz", "m"),
        ("Svetlana Melnyk", "f"),
        ("Kim Weber", None),  # of both genders
        ("Paris", None),  # a name alone may be a surname or a place
        ("Xqzy Weber", None),
    ],
)
def test_a_given_name_tells_a_gender_or_none(name, gender):
    assert gender_of_name(name) == gender
