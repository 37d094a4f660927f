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
    assert accounts(parsed("de", line), "de") == [("Konto", None, None)]


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
