"""What changed between two states of an article."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hergang.corpus.article import Article
from hergang.corpus.changes import FieldChange, field_changes, paragraph_changes

SPRING = "Die Arbeiten sollen im Frühjahr beginnen, sagte Anna Krüger."
AUTUMN = "Die Arbeiten sollen im Herbst beginnen, sagte Anna Krüger."
COUNCIL = "The council voted on Monday to build a new bridge."
CRITICS = "Critics called the vote hasty."


def told(before: str, after: str) -> list[str]:
    """Return each change on one line, words that went in [], those that came in {}."""
    marks = {"same": "{}", "gone": "[{}]", "new": "{{{}}}"}
    return [
        f"{change.kind} {change.before or '-'}>{change.after or '-'}: "
        + "".join(marks[kind].format(text) for text, kind in change.pieces)
        for change in paragraph_changes(before, after)
    ]


@pytest.mark.parametrize(
    ("before", "after", "changes"),
    [
        ([COUNCIL], [COUNCIL], [f"kept 1>1: {COUNCIL}"]),
        (
            [COUNCIL, SPRING],
            [COUNCIL, AUTUMN],
            [
                f"kept 1>1: {COUNCIL}",
                "rewritten 2>2: Die Arbeiten sollen im [Frühjahr]{Herbst} beginnen, sagte Anna Krüger.",
            ],
        ),
        ([COUNCIL], [COUNCIL, CRITICS], [f"kept 1>1: {COUNCIL}", f"added ->2: {{{CRITICS}}}"]),
        ([COUNCIL, CRITICS], [CRITICS], [f"removed 1>-: [{COUNCIL}]", f"kept 2>1: {CRITICS}"]),
        (
            [COUNCIL],
            [SPRING, CRITICS],
            [f"removed 1>-: [{COUNCIL}]", f"added ->1: {{{SPRING}}}", f"added ->2: {{{CRITICS}}}"],
        ),
        (
            [COUNCIL, SPRING, CRITICS],
            [SPRING, CRITICS, COUNCIL],
            [f"kept 2>1: {SPRING}", f"kept 3>2: {CRITICS}", f"moved 1>3: {COUNCIL}"],
        ),
        ([CRITICS, CRITICS], [CRITICS], [f"kept 1>1: {CRITICS}", f"removed 2>-: [{CRITICS}]"]),
        ([], [CRITICS], [f"added ->1: {{{CRITICS}}}"]),
        ([], [], []),
    ],
)
def test_changes_are_told_by_paragraph(before: list[str], after: list[str], changes: list[str]) -> None:
    assert told("\n\n".join(before), "\n\n".join(after)) == changes


PARAGRAPHS = st.lists(st.sampled_from(["a b c", "a b d", "x", "x y", "a b c d e"]), max_size=6)


@given(before=PARAGRAPHS, after=PARAGRAPHS)
def test_both_texts_are_whole_in_the_changes(before: list[str], after: list[str]) -> None:
    changes = paragraph_changes("\n\n".join(before), "\n\n".join(after))
    assert sorted(change.before for change in changes if change.before) == list(range(1, len(before) + 1))
    assert sorted(change.after for change in changes if change.after) == list(range(1, len(after) + 1))
    for change in changes:
        old = "".join(text for text, kind in change.pieces if kind != "new")
        new = "".join(text for text, kind in change.pieces if kind != "gone")
        assert change.before is None or old == before[change.before - 1]
        assert change.after is None or new == after[change.after - 1]


def test_changed_metadata_is_told_headline_first() -> None:
    before = Article(id="a", text="x", title="Neue Brücke", authors=("Eva Blum",), url="https://a.example/")
    after = Article(id="a", text="y", title="Brücke später", url="https://a.example/", section="Stadt")
    assert field_changes(before, after) == [
        FieldChange("title", "Neue Brücke", "Brücke später"),
        FieldChange("authors", ("Eva Blum",), ()),
        FieldChange("section", None, "Stadt"),
    ]
