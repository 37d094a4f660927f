"""Lexica: every shipped file has its frame; a broken one is refused with a message that names file and entry."""

import pytest

from hergang.extract import lexica
from hergang.extract.errors import LexiconError

ABOUT = '[about]\nholds = "words"\nsource = "ours"\nlicence = "CC0-1.0"\n'
FILES = sorted(lexica.FOLDER.glob("*/*.toml"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_shipped_lexicon_is_sound(path):
    assert lexica.read_lexicon(path)["about"]["licence"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("a = [", "cannot be read as TOML"),
        ("a = 1", r"the table \[about\] is missing"),
        ('[about]\nholds = "words"\nsource = "ours"', 'entry "about.licence" is missing'),
        ('[about]\nholds = ""\nsource = "ours"\nlicence = "CC0-1.0"', 'entry "about.holds" is missing'),
    ],
)
def test_broken_lexicon_is_refused_by_name(tmp_path, content, message):
    path = tmp_path / "de" / "cues.toml"
    path.parent.mkdir()
    path.write_text(content, encoding="utf-8")
    with pytest.raises(LexiconError, match=message) as caught:
        lexica.read_lexicon(path)
    assert str(path) in str(caught.value)


def test_missing_lexicon_names_what_there_is(tmp_path, monkeypatch):
    path = tmp_path / "de" / "cues.toml"
    path.parent.mkdir()
    path.write_text(ABOUT + "[verbs]\nsagen = 1\n", encoding="utf-8")
    monkeypatch.setattr(lexica, "FOLDER", tmp_path)
    lexica.lexicon.cache_clear()
    try:
        assert lexica.lexicon("de", "cues") is lexica.lexicon("de", "cues")
        assert lexica.entry("de", "cues", "verbs", "sagen") == 1
        with pytest.raises(LexiconError, match=r'no entry "verbs.sage". Did you mean "sagen"\?'):
            lexica.entry("de", "cues", "verbs", "sage")
        with pytest.raises(LexiconError, match="Lexica of this language: cues"):
            lexica.lexicon("de", "cuse")
        with pytest.raises(LexiconError, match="Languages with lexica: de"):
            lexica.lexicon("fr", "cues")
    finally:
        lexica.lexicon.cache_clear()


def test_lexicon_cannot_be_changed(tmp_path, monkeypatch):
    path = tmp_path / "de" / "cues.toml"
    path.parent.mkdir()
    path.write_text(ABOUT, encoding="utf-8")
    monkeypatch.setattr(lexica, "FOLDER", tmp_path)
    lexica.lexicon.cache_clear()
    with pytest.raises(TypeError):
        lexica.lexicon("de", "cues")["about"] = {}
    lexica.lexicon.cache_clear()
