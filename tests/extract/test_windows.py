"""Windows hold every word, and one of them speaks for it."""

from itertools import pairwise
from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as st

from hergang.extract.windows import Words, find_windows, owned, window_of

MARKS = SimpleNamespace(begin=0, end=2)


def words_of(sizes, starts=(), breaks=()):
    count = len(sizes)
    return Words(
        [tuple([5 + index] * size) for index, size in enumerate(sizes)],
        [index in breaks for index in range(count)],
        [index in starts for index in range(count)],
    )


@given(
    st.lists(st.integers(1, 12), min_size=1, max_size=200),
    st.sets(st.integers(0, 199)),
    st.sets(st.integers(1, 199)),
)
def test_every_word_is_in_a_window_and_owned_once(sizes, starts, breaks):
    words = words_of(sizes, starts, breaks)
    windows = find_windows(words, MARKS, 64, 24)
    shares = owned(windows)
    assert [index for low, high in shares for index in range(low, high)] == list(range(len(sizes)))
    for window, (low, high) in zip(windows, shares, strict=True):
        assert window.start <= low <= high <= window.end
        assert len(window.rows) <= 64
        assert [window.rows[place] for place in window.firsts] == [5 + i for i in range(window.start, window.end)]
        assert window.rows.count(MARKS.end) == 1 + sum(words.breaks[window.start : window.end])


def test_window_ends_where_a_sentence_surely_starts():
    windows = find_windows(words_of([1] * 100, starts={55}), MARKS, 62, 20)
    assert [(w.start, w.end) for w in windows] == [(0, 55), (35, 95), (55, 100)]


def test_windows_break_with_paragraphs_rather_than_sentences():
    windows = find_windows(words_of([1] * 100, starts={30, 50, 58}, breaks={50}), MARKS, 62, 20)
    assert [(w.start, w.end) for w in windows] == [(0, 50), (30, 89), (50, 100)]


@given(st.lists(st.integers(1, 12), min_size=30, max_size=200), st.sets(st.integers(1, 199)), st.integers(0, 24))
def test_each_window_goes_further(sizes, breaks, overlap):
    windows = find_windows(words_of(sizes, breaks, breaks), MARKS, 64, overlap)
    for one, other in pairwise(windows):
        assert one.start < other.start <= one.end < other.end


def test_word_far_from_edges_is_read_there():
    windows = find_windows(words_of([1] * 100), MARKS, 62, 20)
    assert [(w.start, w.end) for w in windows] == [(0, 60), (40, 100)]
    assert owned(windows) == [(0, 50), (50, 100)]
    assert [window_of(windows, *words) for words in [(0, 60), (42, 58), (49, 50), (51, 52), (30, 70)]] == [
        0,
        0,
        0,
        1,
        None,
    ]
