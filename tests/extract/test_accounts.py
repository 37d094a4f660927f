"""Accounts on platforms: described beside a platform or an owner, or told by a handle; reports and banks are none."""

import pytest

from hergang.extract.accounts import find_accounts


def accounts(doc, language):
    found = find_accounts(doc, language)
    text = doc.text
    return [
        (text[a.candidate.start : a.candidate.end], a.platform, a.owner and text[slice(*a.owner)]) for a in found
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("language", "line", "account", "platform", "owner"),
    [
        ("de", "der|DET Twitter-Account|NOUN|0|root von|ADP Anna|PROPN|2|nmod|B-PER Weber|PROPN|4|flat|I-PER",
         "Twitter-Account von Anna Weber", "Twitter", "Anna Weber"),
        ("de", "das|DET Twitterkonto|NOUN|0|root des|DET|4|det Präsidenten|NOUN|2|nmod",
         "Twitterkonto des Präsidenten", "Twitter", "des Präsidenten"),
        ("de", "Webers|PROPN|2|nmod|B-PER Instagram-Profil|NOUN|0|root", "Webers Instagram-Profil", "Instagram",
         "Webers"),
        ("de", "sein|DET|2|det:poss Facebook-Konto|NOUN|0|root", "sein Facebook-Konto", "Facebook", "sein"),
        ("de", "das|DET|2|det Konto|NOUN|0|root bei|ADP|4|case Twitter|PROPN|2|nmod war|AUX weg|ADV",
         "Konto bei Twitter", "Twitter", None),
        ("en",
         "the|DET Twitter|PROPN|3|compound account|NOUN|0|root of|ADP|5|case Anna|PROPN|3|nmod Weber|PROPN|5|flat",
         "Twitter account of Anna Weber", "Twitter", "Anna Weber"),
        ("en",
         "Weber|PROPN|3|nmod:poss +'s|PART|1|case account|NOUN|0|root on|ADP|5|case Instagram|PROPN|3|nmod is|AUX",
         "Weber's account on Instagram", "Instagram", "Weber"),
        ("en", "his|PRON|3|nmod:poss Twitter|PROPN|3|compound account|NOUN|0|root",
         "his Twitter account", "Twitter", "his"),
        ("en", "the|DET Facebook|PROPN|3|compound page|NOUN|0|root", "Facebook page", "Facebook", None),
    ],
)  # fmt: skip
def test_account_has_platform_and_owner(parsed, language, line, account, platform, owner):
    assert accounts(parsed(language, line), language) == [(account, platform, owner)]


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("de",
         "Er|PRON|2|nsubj eröffnete|VERB|0|root ein|DET|4|det Konto|NOUN|2|obj bei|ADP|6|case Banken|NOUN|2|obl"),
        ("de", "das|DET|2|det Konto|NOUN|0|root mit|ADP|5|case viel|ADJ|5|amod Geld|NOUN|2|nmod"),
        ("de", "Das|DET|2|det Profil|NOUN|3|nsubj zeigt|VERB|0|root ihn|PRON|3|obj"),
        ("en", "his|PRON|2|nmod:poss account|NOUN|0|root of|ADP|5|case the|DET|5|det accident|NOUN|2|nmod"),
        ("en", "an|DET|2|det account|NOUN|0|root with|ADP|5|case a|DET|5|det bank|NOUN|2|nmod"),
        ("en", "the|DET|3|det front|ADJ|3|amod page|NOUN|0|root"),
    ],
)  # fmt: skip
def test_reports_and_banks_are_no_accounts(parsed, language, line):
    assert accounts(parsed(language, line), language) == []


def test_plain_account_counts_where_the_article_speaks_of_a_platform(parsed):
    line = "Twitter|PROPN|2|nsubj sperrte|VERB|0|root das|DET|4|det Konto|NOUN|2|obj"
    assert accounts(parsed("de", line), "de") == [("Konto", "Twitter", None)]


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("@anna_w|PROPN|0|root on|ADP Twitter|PROPN", [("@anna_w", "Twitter", None)]),
        ("@anna_w|PROPN|0|root", [("@anna_w", None, None)]),
        ("mail|NOUN|0|root anna@example.org|X", []),
        ("@|SYM|0|root", []),
    ],
)
def test_handle_is_an_account(parsed, language, line, found):
    assert accounts(parsed(language, line), language) == found


@pytest.mark.parametrize(
    ("language", "line", "account", "platform", "owner"),
    [
        ("de",
         "Auf|ADP|3|case ihrem|PRON|3|det:poss X-Profil|NOUN|4|obl schrieb|VERB|0|root Petra|PROPN|4|nsubj|B-PER",
         "ihrem X-Profil", "X", "Petra"),
        ("de", "Petra|PROPN|2|nsubj|B-PER zeigt|VERB|0|root ihr|PRON|4|det:poss X-Profil|NOUN|2|obj",
         "ihr X-Profil", "X", "ihr"),
        ("en",
         "On|ADP|4|case her|PRON|4|nmod:poss X|PROPN|4|compound page|NOUN|6|obl Ann|PROPN|6|nsubj wrote|VERB|0|root",
         "her X page", "X", "Ann"),
        ("de", "Die|DET|2|det Facebook-Seite|NOUN|0|root der|DET|4|det Stadt|NOUN|2|nmod",
         "Facebook-Seite der Stadt", "Facebook", "der Stadt"),
        ("de", "Die|DET|2|det Stadt|NOUN|3|nsubj teilte|VERB|0|root auf|ADP|5|case X|PROPN|3|obl unter|ADP|7|case "
         "@kiel|PROPN|3|obl mit|ADP|3|compound:prt", "@kiel", "X", "Die Stadt"),
        ("en", "Twitter|PROPN|2|nsubj banned|VERB|0|root the|DET|4|det account|NOUN|2|obj of|ADP|6|case "
         "Ann|PROPN|4|nmod|B-PER", "account of Ann", "Twitter", "Ann"),
    ],
)  # fmt: skip
def test_owner_and_platform_are_told_by_the_sentence(parsed, language, line, account, platform, owner):
    assert accounts(parsed(language, line), language) == [(account, platform, owner)]


def test_letter_is_a_platform_behind_a_preposition_alone(parsed):
    line = "Mister|NOUN|2|nsubj X|PROPN|3|nsubj nutzt|VERB|0|root @kiel|PROPN|3|obj"
    assert accounts(parsed("de", line), "de") == [("@kiel", None, None)]


def test_handle_in_brackets_is_of_the_name_before(parsed):
    line = "Ann|PROPN|0|root|B-PER Weber|PROPN|1|flat|I-PER (|PUNCT +@ann|PROPN|1|appos +)|PUNCT"
    assert accounts(parsed("en", line), "en") == [("@ann", None, "Ann Weber")]


def test_account_that_is_denied_is_a_report(parsed):
    line = "@ann|PROPN|2|nsubj denied|VERB|0|root her|PRON|4|nmod:poss account|NOUN|2|obj"
    doc = parsed("en", line)
    doc[1].lemma_ = "deny"
    assert accounts(doc, "en") == [("@ann", None, None)]


def test_who_follows_an_account_does_not_own_it(parsed):
    line = "Ihrem|DET|2|det:poss X-Account|NOUN|3|obj folgen|VERB|0|root Menschen|NOUN|3|nsubj"
    doc = parsed("de", line)
    doc[2].lemma_ = "folgen"
    assert accounts(doc, "de") == [("Ihrem X-Account", "X", None)]
