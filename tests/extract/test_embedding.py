"""What the words over a clause make of it, over parses built by hand."""

import pytest

from hergang.extract.embedding import embedding_of

REFUSES = "He|PRON|2|nsubj {}|VERB|0|root|VBD|~{} to|PART|4|mark pay|VERB|2|xcomp|VB"
WEIGERT = "Er|PRON|2|nsubj {}|VERB|0|root|VVFIN|~{} +, zu|PART|5|mark zahlen|VERB|2|xcomp|VVINF"


@pytest.mark.parametrize(
    ("language", "line", "effect"),
    [
        ("en", REFUSES.format("refused", "refuse"), "negative"),
        ("en", REFUSES.format("planned", "plan"), "intended"),
        ("en", REFUSES.format("managed", "manage"), None),
        ("en", REFUSES.format("zigzagged", "zigzag"), "intended"),  # no word of the lexicon: an infinitive is no fact
        ("de", WEIGERT.format("verzichtete", "verzichten"), "negative"),
        ("de", WEIGERT.format("plante", "planen"), "intended"),
        ("de", WEIGERT.format("begann", "beginnen"), None),
        ("de", "Er|PRON|2|nsubj ging|VERB|0|root|VVFIN +, ohne|SCONJ|6|mark zu|PART|6|mark zahlen|VERB|2|advcl|VVINF",
         "negative"),
        ("en", "He|PRON|2|nsubj left|VERB|0|root|VBD|~leave without|SCONJ|4|mark paying|VERB|2|advcl|VBG", "negative"),
        ("en", "He|PRON|2|nsubj denied|VERB|0|root|VBD|~deny paying|VERB|2|xcomp|VBG", "denied"),
        ("de", "Es|PRON|2|nsubj stimmt|VERB|0|root|VVFIN|~stimmen nicht|PART|2|advmod +, dass|SCONJ|7|mark "
         "er|PRON|7|nsubj zahlt|VERB|2|csubj|VVFIN", "negative"),
        ("en", "He|PRON|3|nsubj:pass is|AUX|3|aux:pass|VBZ said|VERB|0|root|VBN|~say to|PART|6|mark have|AUX|6|aux "
         "paid|VERB|3|xcomp|VBN", "hearsay"),
        ("en", "Police|NOUN|2|nsubj found|VERB|0|root|VBD|~find no|DET|4|det proof|NOUN|2|obj that|SCONJ|7|mark "
         "she|PRON|7|nsubj pays|VERB|4|acl:relcl|VBZ", "possible"),
        ("en", "Police|NOUN|2|nsubj found|VERB|0|root|VBD|~find proof|NOUN|2|obj that|SCONJ|6|mark "
         "she|PRON|6|nsubj pays|VERB|3|acl:relcl|VBZ", None),
        ("de", "Hinweise|NOUN|6|nsubj|NN|~Hinweis +, dass|SCONJ|5|mark er|PRON|5|nsubj zahlt|VERB|1|ccomp|VVFIN +, "
         "fehlten|VERB|0|root|VVFIN|~fehlen nicht|PART|6|advmod", "possible"),
        ("en", "He|PRON|2|nsubj said|VERB|0|root|VBD|~say that|SCONJ|5|mark she|PRON|5|nsubj "
         "pays|VERB|2|ccomp|VBZ", None),
    ],
)  # fmt: skip
def test_words_over_a_clause_say_whether_it_holds(parsed, language, line, effect):
    doc = parsed(language, line)
    head = next(token for token in doc if token.text in ("pay", "paying", "paid", "pays", "zahlen", "zahlt"))
    found = embedding_of(head, language)
    assert (found.effect if found is not None else None) == effect
