import pytest
from hypothesis import given
from hypothesis import strategies as st

from hergang.corpus.urls import canonical, is_url


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://example.org", "https://example.org/"),
        ("HTTPS://WWW.Example.ORG:443/A/b?id=7&utm_source=rss&utm_medium=x#top", "https://www.example.org/A/b?id=7"),
        ("http://example.org:8080/?fbclid=abc", "http://example.org:8080/"),
        ("https://example.org/a?ref=rss&page=2&REF=x", "https://example.org/a?page=2"),
        ("https://example.org/größe?ort=Köln", "https://example.org/gr%C3%B6%C3%9Fe?ort=K%C3%B6ln"),
        ("https://münchen.example/%c3%a4", "https://xn--mnchen-3ya.example/%C3%A4"),
        ("https://user:secret@example.org/a", "https://example.org/a"),
        ("https://example.org/story?12345", "https://example.org/story?12345"),
    ],
)
def test_canonical_urls_have_one_form(url: str, expected: str) -> None:
    assert canonical(url) == expected


@pytest.mark.parametrize("url", ["ftp://example.org/a", "file:///etc/passwd", "example.org", "https://", "http://[::1"])
def test_canonical_refuses_what_is_no_web_address(url: str) -> None:
    with pytest.raises(ValueError, match=r"URL|IPv6|netloc"):
        canonical(url)


@given(st.text(max_size=30), st.text(max_size=30))
def test_canonical_form_is_its_own(path: str, query: str) -> None:
    url = canonical(f"https://example.org/{path.replace('#', '')}?{query}")
    assert canonical(url) == url
    assert url.isascii()


def test_urls_are_told_from_paths() -> None:
    assert [is_url(source) for source in ("https://a.de", "HTTP://a.de", "a.html", "C:/http.txt", "-")] == [
        True,
        True,
        False,
        False,
        False,
    ]
