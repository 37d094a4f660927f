"""Indirect speech, with a frame and without one (German Konjunktiv), over parses built by hand."""

import pytest

from hergang.extract.indirect import find_reports, find_unframed


def reports(doc, language):
    """Return of each report its words, kind, cue and source."""
    text = doc.text
    return [
        (
            " … ".join(text[start:end] for start, end in report.content),
            report.kind,
            " ".join(text[start:end] for start, end in report.frame.cue),
            doc[slice(*report.frame.source)].text if report.frame.source else None,
        )
        for report in find_reports(doc, language, frozenset())
    ]


ANNA = "Anna|PROPN|2|nsubj|B-PER"


@pytest.mark.parametrize(
    ("language", "line", "found"),
    [
        ("de", f"{ANNA} sagte|VERB|0|root|VVFIN +, dass|SCONJ|6|mark er|PRON|6|nsubj kommt|VERB|2|ccomp|VVFIN +.",
         ("dass er kommt", "indirect", "sagte", "Anna")),
        ("de", f"{ANNA} sagte|VERB|0|root|VVFIN +, er|PRON|5|nsubj komme|VERB|2|ccomp|VVFIN +.",
         ("er komme", "indirect", "sagte", "Anna")),
        ("de", f"{ANNA} fragt|VERB|0|root|VVFIN +, ob|SCONJ|6|mark er|PRON|6|nsubj kommt|VERB|2|ccomp|VVFIN +.",
         ("ob er kommt", "indirect", "fragt", "Anna")),
        ("de", "Er|PRON|2|nsubj komme|VERB|4|ccomp|VVFIN +, sagte|VERB|0|root|VVFIN Anna|PROPN|4|nsubj|B-PER +.",
         ("Er komme", "indirect", "sagte", "Anna")),
        ("de",
         "Wie|SCONJ|3|mark Anna|PROPN|3|nsubj|B-PER sagte|VERB|5|advcl|VVFIN +, kommt|VERB|0|root|VVFIN "
         "er|PRON|5|nsubj +.",
         ("kommt er", "indirect", "sagte", "Anna")),
        ("de",
         "Laut|ADP|2|case Anna|PROPN|3|obl|B-PER kommt|VERB|0|root|VVFIN der|DET|5|det Zug|NOUN|3|nsubj "
         "morgen|ADV|3|advmod +.",
         ("kommt der Zug morgen", "indirect", "Laut", "Anna")),
        ("de", f"{ANNA} forderte|VERB|0|root|VVFIN mehr|DET|4|det Geld|NOUN|2|obj +.",
         ("Anna forderte mehr Geld", "reported", "forderte", "Anna")),
        ("en", f"{ANNA} said|VERB|0|root|VBD that|SCONJ|5|mark he|PRON|5|nsubj left|VERB|2|ccomp|VBD +.",
         ("that he left", "indirect", "said", "Anna")),
        ("en", f"{ANNA} said|VERB|0|root|VBD he|PRON|4|nsubj left|VERB|2|ccomp|VBD +.",
         ("he left", "indirect", "said", "Anna")),
        ("en", f"{ANNA} asked|VERB|0|root|VBD whether|SCONJ|5|mark he|PRON|5|nsubj left|VERB|2|ccomp|VBD +.",
         ("whether he left", "indirect", "asked", "Anna")),
        ("en", "He|PRON|2|nsubj left|VERB|5|ccomp|VBD +, Anna|PROPN|5|nsubj|B-PER said|VERB|0|root|VBD +.",
         ("He left", "indirect", "said", "Anna")),
        ("en",
         "According|VERB|3|case to|ADP|1|fixed Anna|PROPN|7|obl|B-PER +, the|DET|6|det train|NOUN|7|nsubj "
         "left|VERB|0|root|VBD +.",
         ("the train left", "indirect", "According to", "Anna")),
        ("en", f"{ANNA} denied|VERB|0|root|VBD the|DET|4|det charges|NOUN|2|obj +.",
         ("the charges", "reported", "denied", "Anna")),
        ("en",
         "her|PRON|2|nmod:poss claim|NOUN|6|nsubj that|SCONJ|5|mark he|PRON|5|nsubj left|VERB|2|acl|VBD "
         "surprised|VERB|0|root|VBD",
         ("that he left", "indirect", "claim", "her")),
    ],
)  # fmt: skip
def test_frame_and_content_are_told_apart(parsed, language, line, found):
    assert reports(parsed(language, line), language) == [found]


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("de", f"{ANNA} fand|VERB|0|root|VVFIN den|DET|4|det Schlüssel|NOUN|2|obj +."),
        ("de", f"{ANNA} kam|VERB|0|root|VVFIN +, weil|SCONJ|6|mark er|PRON|6|nsubj rief|VERB|2|advcl|VVFIN +."),
        ("de",
         "Wenn|SCONJ|3|mark Anna|PROPN|3|nsubj sagt|VERB|8|advcl|VVFIN +, dass|SCONJ|7|mark er|PRON|7|nsubj "
         "kommt|VERB|3|ccomp "
         "geht|VERB|0|root|VVFIN sie|PRON|8|nsubj"),
        ("en", f"{ANNA} found|VERB|0|root|VBD the|DET|4|det key|NOUN|2|obj +."),
        ("en", f"{ANNA} left|VERB|0|root|VBD because|SCONJ|5|mark he|PRON|5|nsubj called|VERB|2|advcl|VBD +."),
    ],
)  # fmt: skip
def test_other_verbs_and_conditions_announce_nothing(parsed, language, line):
    assert reports(parsed(language, line), language) == []


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("Der|DET|2|det Zug|NOUN|3|nsubj komme|VERB|0|root|VVFIN erst|ADV|5|advmod morgen|ADV|3|advmod +.",
         ["Der Zug komme erst morgen"]),
        ("Er|PRON|2|nsubj komme|VERB|0|root|VVFIN bald|ADV +. Das|PRON|7|nsubj wäre|AUX|7|cop|VAFIN schön|ADJ|0|root "
         "+.",
         ["Er komme bald", "Das wäre schön"]),
        ("Er|PRON|4|nsubj habe|AUX|4|aux|VAFIN nichts|PRON|4|obj gewusst|VERB|0|root|VVPP +.",
         ["Er habe nichts gewusst"]),
        ("Der|DET|2|det Zug|NOUN|3|nsubj kommt|VERB|0|root|VVFIN morgen|ADV|3|advmod +.", []),
        ("Der|DET|2|det Zug|NOUN|3|nsubj kam|VERB|0|root|VVFIN gestern|ADV|3|advmod +.", []),
        ("Das|PRON|3|nsubj wäre|AUX|3|cop|VAFIN schön|ADJ|0|root +.", []),
        ("Er|PRON|2|nsubj steht|VERB|0|root|VVFIN an|ADP|5|case dritter|ADJ|5|amod Stelle|NOUN|2|obl|NN "
         "heute|ADV|2|advmod +.", []),
        ("Er|PRON|2|nsubj schweigt|VERB|0|root|VVFIN +, weil|SCONJ|7|mark ihn|PRON|7|obj das|PRON|7|nsubj "
         "störe|VERB|2|advcl|VVFIN +.", []),
        ("Komme|VERB|0|root|VVFIN was|PRON|1|nsubj wolle|VERB|2|acl|VMFIN +.", []),
    ],
)  # fmt: skip
def test_konjunktiv_alone_reports(parsed, line, words):
    doc = parsed("de", line)
    found = find_unframed(doc, "de", frozenset(), [])
    assert [doc.text[start:end] for report in found for start, end in report.content] == words


def test_english_has_no_unframed_speech(parsed):
    doc = parsed("en", "He|PRON|3|nsubj be|AUX|3|cop here|ADV|0|root now|ADV")
    assert find_unframed(doc, "en", frozenset(), []) == []
