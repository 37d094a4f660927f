"""What readers of pages and news items know alike: elements within a line, and how sentences end."""

from __future__ import annotations

import re

#: Elements of HTML that stand within a line of text.
INLINE = frozenset({
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins",
    "kbd", "mark", "meta", "q", "s", "samp", "small", "span", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr",
})  # fmt: skip
STOP = re.compile(r"[.!?…][\"”“»«'’)\]]*$")  # at the end of a sentence
SENTENCE_END = re.compile(r"[.!?:…][\"”“»«'’)\]]*$")  # the same, and what announces more
