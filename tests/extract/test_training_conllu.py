"""CoNLL-U is read word by word, and Konjunktiv restored where its form leaves no doubt."""

import pytest

from hergang.extract.training.conllu import parse_conllu, repair
from hergang.extract.training.recipe import recipe

TREEBANK = """# newdoc id = eins
# sent_id = eins-1
# text = Sie lacht.
1\tSie\tsie\tPRON\tPPER\tNumber=Sing|Person=3\t2\tnsubj\t_\t_
2\tlacht\tlachen\tVERB\tVVFIN\tMood=Ind|Number=Sing|Person=3|Tense=Pres\t0\troot\t_\tSpaceAfter=No
2.1\tlacht\tlachen\tVERB\t_\t_\t_\t_\t_\t_
3\t.\t.\tPUNCT\t$.\t_\t2\tpunct\t_\t_

# newdoc id = zwei
1-2\tZum\t_\t_\t_\t_\t_\t_\t_\t_
1\tEnde\tEnde\tNOUN\tNN\t_\t0\troot\t_\t_
"""


def test_words_heads_and_documents_are_read():
    first, second = parse_conllu(TREEBANK.splitlines(keepends=True))
    assert [word.text for word in first.words] == ["Sie", "lacht", "."]
    assert [word.head for word in first.words] == [1, 1, 1]
    assert [word.dep for word in first.words] == ["nsubj", "ROOT", "punct"]
    assert [word.space for word in first.words] == [True, False, True]
    assert (first.document, second.document) == ("eins", "zwei")
    assert [word.text for word in second.words] == ["Ende"]
    assert second.words[0].morph == ""


@pytest.mark.parametrize(
    ("form", "morph", "mood"),
    [
        ("sei", "Mood=Ind|Number=Sing|Person=3|Tense=Pres", "Sub"),
        ("Habe", "Mood=Ind|Number=Sing|Person=3|Tense=Pres", "Sub"),
        ("gebe", "Mood=Ind|Number=Sing|Person=3|Tense=Pres", "Sub"),
        ("würden", "Mood=Ind|Number=Plur|Person=3|Tense=Pres", "Sub"),
        ("habe", "Mood=Ind|Number=Sing|Person=1|Tense=Pres", "Ind"),
        ("sagte", "Mood=Ind|Number=Sing|Person=3|Tense=Past", "Ind"),
        ("gibt", "Mood=Ind|Number=Sing|Person=3|Tense=Pres", "Ind"),
        ("lache", "Mood=Imp|Number=Sing|Person=2", "Imp"),
    ],
)
def test_konjunktiv_is_restored(form, morph, mood):
    line = f"1\t{form}\tx\tVERB\tVVFIN\t{morph}\t0\troot\t_\t_\n"
    (sentence,) = parse_conllu([line])
    repaired = repair(sentence, recipe("de").repairs)
    assert f"Mood={mood}" in repaired.words[0].morph


def test_english_is_left_as_it_is():
    (sentence,) = parse_conllu(["1\tmade\tmake\tVERB\tVBD\tMood=Ind\t0\troot\t_\t_\n"])
    assert repair(sentence, recipe("en").repairs) is sentence
