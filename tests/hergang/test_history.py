"""How an article changed, as text."""

from hergang.corpus.archive import MetadataChange, Revision
from hergang.corpus.article import Article
from hergang.history import History

SPRING = "Die Arbeiten beginnen im Frühjahr, sagte Anna Krüger.\n\nDer Rat stimmte zu."
AUTUMN = "Die Arbeiten beginnen im Herbst, sagte Anna Krüger.\n\nDer Rat stimmte zu.\n\nDie Opposition nicht."


def revision(number, text, **fields):
    """Return a revision, of which the second stands."""
    article = Article(id="a" * 16, text=text, **fields)
    day = f"2024-05-0{number}T08:00:00Z"
    return Revision(article, article.digest, number, day, "https://a.example/x", number == 2, None, None)


def test_history_tells_what_changed_by_paragraph():
    revisions = (
        revision(1, SPRING, title="Neue Brücke", authors=("Eva Blum",)),
        revision(2, AUTUMN, title="Brücke später"),
    )
    noted = (MetadataChange(revisions[1].digest, "2024-05-03T08:00:00Z", "section", None, "Stadt"),)
    assert History(revisions, noted).text() == (
        "Neue Brücke\n"
        "Revision 1 of 2, first seen 2024-05-01T08:00:00Z in https://a.example/x: 2 paragraphs.\n"
        "\n"
        "Revision 2 of 2, first seen 2024-05-02T08:00:00Z in https://a.example/x, stands: "
        "1 rewritten, 1 added, 1 kept.\n"
        "  title: [-Neue Brücke-] {+Brücke später+}\n"
        "  authors: [-Eva Blum-]\n"
        "  rewritten, paragraph 1 -> 1: Die Arbeiten beginnen im [-Frühjahr-]{+Herbst+}, sagte Anna Krüger.\n"
        "  added, paragraph 3: {+Die Opposition nicht.+}\n"
        "  On 2024-05-03T08:00:00Z, with the same text:\n"
        "  section: {+Stadt+}\n"
    )


def test_an_article_that_never_changed_has_one_revision():
    assert History((revision(1, "Eine Zeile."),)).text() == (
        f"{'a' * 16}\nRevision 1 of 1, first seen 2024-05-01T08:00:00Z in https://a.example/x: 1 paragraphs.\n"
    )
