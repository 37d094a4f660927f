"""Konjunktiv told by form: what the indicative shares is no Konjunktiv."""

import pytest

from hergang.extract.mood import konjunktiv


@pytest.mark.parametrize(
    ("line", "mood"),
    [
        ("Er|PRON|2|nsubj sei|AUX|0|root|VAFIN krank|ADJ", "I"),
        ("Er|PRON|2|nsubj habe|AUX|0|root|VAFIN geschlafen|VERB", "I"),
        ("Sie|PRON|2|nsubj werde|AUX|0|root|VAFIN gehen|VERB", "I"),
        ("Die|DET|2|det Firma|NOUN|3|nsubj prüfe|VERB|0|root|VVFIN das|PRON", "I"),
        ("Die|DET|2|det Firma|NOUN|3|nsubj arbeite|VERB|0|root|VVFIN daran|ADV", "I"),
        ("Der|DET|2|det Preis|NOUN|3|nsubj steige|VERB|0|root|VVFIN weiter|ADV", "I"),
        ("Er|PRON|2|nsubj wäre|AUX|0|root|VAFIN gern|ADV dort|ADV", "II"),
        ("Er|PRON|2|nsubj hätte|AUX|0|root|VAFIN Geld|NOUN", "II"),
        ("Sie|PRON|2|nsubj könnte|AUX|0|root|VMFIN kommen|VERB", "II"),
        ("Er|PRON|2|nsubj käme|VERB|0|root|VVFIN später|ADV", "II"),
        ("Er|PRON|2|nsubj ist|AUX|0|root|VAFIN krank|ADJ", None),
        ("Er|PRON|2|nsubj sagte|VERB|0|root|VVFIN nichts|PRON", None),
        ("Er|PRON|2|nsubj arbeitete|VERB|0|root|VVFIN viel|ADV", None),
        ("Sie|PRON|2|nsubj wurde|AUX|0|root|VAFIN krank|ADJ", None),
        ("Ich|PRON|2|nsubj habe|AUX|0|root|VAFIN Zeit|NOUN", None),
        ("Ich|PRON|2|nsubj prüfe|VERB|0|root|VVFIN das|PRON", None),
        ("Das|PRON|2|obj mache|VERB|0|root|VVFIN ich|PRON|2|nsubj", None),
        ("Prüfe|VERB|0|root|VVIMP das|PRON|1|obj", None),
    ],
)
def test_konjunktiv_is_told_by_form_and_subject(parsed, line, mood):
    doc = parsed("de", line)
    assert konjunktiv(next(token for token in doc if token.head == token)) == mood


@pytest.mark.parametrize("word", ["Ende", "gute", "gerne", "heute"])
def test_other_words_in_e_have_no_mood(parsed, word):
    assert konjunktiv(parsed("de", f"{word}|ADV|0|root")[0]) is None
