"""Direct quotations: quoted words that are speech, and what announces them, over parses built by hand."""

import pytest

from hergang.extract.direct import find_speech, preposition_frame
from hergang.extract.marks import find_quoted


def speech(doc, language):
    """Return of each speech its words, cue and source."""
    text = doc.text
    found = []
    for item in find_speech(doc, find_quoted(text), language):
        words = " … ".join(text[start:end] for quoted in item.quoted for start, end in quoted.spans)
        frame = item.frame
        cue = " ".join(text[start:end] for start, end in frame.cue) if frame else None
        source = doc[slice(*frame.source)].text if frame and frame.source else None
        found.append((words, cue, source))
    return found


DE = "„ +Das|PRON|4|nsubj ist|AUX|4|cop|VAFIN falsch|ADJ|{verb}|ccomp +“"
EN = "“ +That|PRON|4|nsubj is|AUX|4|cop|VBZ wrong|ADJ|{verb}|ccomp"


@pytest.mark.parametrize(
    ("language", "line", "found"),
    [
        ("de", DE.format(verb=7) + " +, sagte|VERB|0|root|VVFIN Anna|PROPN|7|nsubj|B-PER Weber|PROPN|8|flat|I-PER +.",
         ("Das ist falsch", "sagte", "Anna Weber")),
        ("de",
         "Anna|PROPN|2|nsubj|B-PER sagte|VERB|0|root|VVFIN +: „ +Das|PRON|7|nsubj ist|AUX|7|cop|VAFIN "
         "falsch|ADJ|2|ccomp +. +“",
         ("Das ist falsch.", "sagte", "Anna")),
        ("de", DE.format(verb=7) + " +, räumte|VERB|0|root|VVFIN sie|PRON|7|nsubj ein|ADP|7|compound:prt +.",
         ("Das ist falsch", "räumte ein", "sie")),
        ("de", DE.format(verb=0) + " +, so|ADV|4|advmod die|DET|9|det Sprecherin|NOUN|4|nmod +.",
         ("Das ist falsch", "so", "die Sprecherin")),
        ("de",
         "Anna|PROPN|2|nsubj|B-PER kommt|VERB|0|root|VVFIN +: „ +Das|PRON|7|nsubj ist|AUX|7|cop|VAFIN "
         "falsch|ADJ|2|ccomp +. +“",
         ("Das ist falsch.", ":", "Anna")),
        ("en", EN.format(verb=7) + " +, +” said|VERB|0|root|VBD Anna|PROPN|7|nsubj|B-PER Weber|PROPN|8|flat|I-PER +.",
         ("That is wrong,", "said", "Anna Weber")),
        ("en", EN.format(verb=8) + " +, +” she|PRON|8|nsubj said|VERB|0|root|VBD +.", ("That is wrong,", "said",
         "she")),
        ("en",
         "Anna|PROPN|2|nsubj|B-PER said|VERB|0|root|VBD +: “ +That|PRON|7|nsubj is|AUX|7|cop|VBZ wrong|ADJ|2|ccomp "
         "+. +”",
         ("That is wrong.", "said", "Anna")),
        ("en", EN.format(verb=8) + " +. +” She|PRON|8|nsubj admitted|VERB|0|root|VBD it|PRON|8|obj",
         ("That is wrong.", "admitted", "She")),
    ],
)  # fmt: skip
def test_frame_beside_the_words_tells_who_speaks(parsed, language, line, found):
    assert speech(parsed(language, line), language) == [found]


@pytest.mark.parametrize(
    ("language", "line", "found"),
    [
        ("de",
         "„ +Das|PRON|3|nsubj +“ +, sagte|VERB|0|root|VVFIN sie|PRON|5|nsubj +, „ +ist|AUX|10|cop|VAFIN "
         "falsch|ADJ|5|ccomp +. +“",
         ("Das … ist falsch.", "sagte", "sie")),
        ("en",
         "“ +That|PRON|9|nsubj +, +” she|PRON|6|nsubj said|VERB|0|root|VBD +, “ +is|AUX|10|cop|VBZ wrong|ADJ|6|ccomp "
         "+. +”",
         ("That, … is wrong.", "said", "she")),
        ("en", EN.format(verb=7) + " +, +” said|VERB|0|root|VBD Anna|PROPN|7|nsubj|B-PER +. “ +We|PRON|12|nsubj "
         "knew|VERB|0|root|VBD +. +”",
         ("That is wrong, … We knew.", "said", "Anna")),
    ],
)  # fmt: skip
def test_interrupted_speech_is_one(parsed, language, line, found):
    assert speech(parsed(language, line), language) == [found]


@pytest.mark.parametrize(
    ("language", "line", "words"),
    [
        ("de", DE.format(verb=0) + " +.", "Das ist falsch"),
        (
            "de",
            "„ +Wir|PRON|3|nsubj irren|VERB|0|root|VVFIN uns|PRON|3|obj nie|ADV|3|advmod +. +“",
            "Wir irren uns nie.",
        ),
        ("en", EN.format(verb=0) + " +. +”", "That is wrong."),
    ],
)
def test_sentence_in_marks_is_speech_with_nothing_beside_it(parsed, language, line, words):
    assert speech(parsed(language, line), language) == [(words, None, None)]


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("de",
         "Er|PRON|2|nsubj liest|VERB|0|root|VVFIN das|DET|4|det Magazin|NOUN|2|obj „ +Der|DET|7|det "
         "Spiegel|PROPN|4|appos +“"),
        ("de", "die|DET|4|det „ +gute|ADJ|4|amod Laune|NOUN|0|root +“ fehlt|VERB|4|dep|VVFIN"),
        ("de", "Das|PRON|2|nsubj heißt|AUX|0|root|VVFIN „ +Twitter|PROPN|2|obj|B-ORG +“"),
        ("en", "He|PRON|2|nsubj sang|VERB|0|root|VBD “ +Purple|PROPN|5|compound Rain|PROPN|2|obj +”"),
        ("en", "the|DET|4|det “ +good|ADJ|4|amod mood|NOUN|0|root +” is|AUX|4|dep|VBZ gone|ADJ|4|dep"),
        ("en",
         "They|PRON|2|nsubj watched|VERB|0|root|VBD “ +Some|DET|5|det Like|VERB|2|obj|VBP It|PRON|5|obj "
         "Hot|ADJ|5|xcomp +”"),
    ],
)  # fmt: skip
def test_titles_names_and_words_at_arms_length_are_no_speech(parsed, language, line):
    assert speech(parsed(language, line), language) == []


@pytest.mark.parametrize(
    ("language", "line", "cue", "source"),
    [
        ("de", "laut|ADP|2|case Polizei|NOUN|0|root +.", "laut", "Polizei"),
        ("de", "laut|ADP|3|case der|DET|3|det Sprecherin|NOUN|0|root +.", "laut", "der Sprecherin"),
        ("de", "der|DET|2|det Polizei|NOUN|0|root zufolge|ADP|2|case +.", "zufolge", "der Polizei"),
        ("de", "nach|ADP|2|case Angaben|NOUN|0|root der|DET|4|det Polizei|NOUN|2|nmod +.", "nach", "der Polizei"),
        ("de", "nach|ADP|2|case Angaben|NOUN|0|root von|ADP|4|case Anna|PROPN|2|nmod +.", "nach", "Anna"),
        ("de", "nach|ADP|2|case Hause|NOUN|0|root +.", None, None),
        ("en", "according|VERB|3|case to|ADP|1|fixed Anna|PROPN|0|root Weber|PROPN|3|flat +.", "according to",
         "Anna Weber"),
        ("en", "according|VERB|4|case to|ADP|1|fixed the|DET|4|det report|NOUN|0|root +.", "according to",
         "the report"),
        ("en", "in|ADP|3|case the|DET|3|det view|NOUN|0|root of|ADP|5|case Anna|PROPN|3|nmod +.", "in the view of",
         "Anna"),
        ("en", "in|ADP|3|case the|DET|3|det view|NOUN|0|root +.", None, None),
    ],
)  # fmt: skip
def test_preposition_frames_name_the_source(parsed, language, line, cue, source):
    doc = parsed(language, line)
    frames = [frame for token in doc if (frame := preposition_frame(doc, token, language)) is not None]
    found = [(doc.text[slice(*f.cue[0])], f.source and doc[slice(*f.source)].text) for f in frames]
    assert found == ([(cue, source)] if cue else [])


def test_next_sentence_with_a_clause_of_its_own_announces_nothing_before_it(parsed):
    line = EN.format(verb=0) + " +. +” She|PRON|8|nsubj asked|VERB|0|root|VBD to|PART|10|mark go|VERB|8|xcomp|VB +."
    (found,) = speech(parsed("en", line), "en")
    assert found == ("That is wrong.", None, None)
