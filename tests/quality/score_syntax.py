"""Scores tags, features, lemmas, dependencies and sentence ends against the dev parts of the treebanks.

Raw text in, some sentences at a time, so that tokenisation and sentence ends count: a word is right only where a token
has its very characters, and its head only where the head is right too. Punctuation counts like words. "gold tokens":
the same texts with the treebank's words and sentences given, as parsers are mostly compared.

A sentence is right where both its ends are (Zeman et al. 2018, "CoNLL 2018 Shared Task"); "sentence starts" asks for
the beginning alone. Treebank sentences come four to a text, of one document where it has documents. Treebanks have lost
their line breaks: a sentence without a stop (a heading) ends its paragraph, others are parted by blanks, as where the
training reads them. Articles and speeches come whole, as they are. The "sentences" of `worldwide` are paragraphs, those
of `redewiedergabe` partly clauses, those of ParCor a program's: they are not counted.

"in an article": gold tokens again, but between paragraphs of raw news that fill the encoder's windows, as the program
reads; the first sentences of each treebank.

`Mood=Sub` is German Konjunktiv, with what the treebanks get wrong repaired (`conllu.repair`). LIT (literature) marks no
features and was not trained on.

Intervals draw documents, of treebanks without documents sentences.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from common import Figure, Span, Tally, base_pipeline, read_jsonl
from spacy.tokens import Doc

from hergang.extract.training.conllu import Sentence, read_conllu, repair
from hergang.extract.training.recipe import recipe

SETS = {"de": ("hdt", "pud", "gsd", "lit"), "en": ("ewt", "gum")}
WITHOUT_FEATURES = ("lit",)
ARTICLES = ("de-quotes/wikinews-{part}.jsonl", "de-quotes/spkatt-{part}.jsonl")  # German, with true sentences
SENTENCES = 4  # of one document in one text
BREAK = "\n\n"  # between paragraphs; spaCy's tokenisers make it a token too
KINDS = ("tag", "pos", "morph", "lemma", "UAS", "LAS")
MOOD = "Mood=Sub"
GOLD = ", gold tokens"
AMID = ", in an article"
NEWS = {"de": "raw/de/fang.jsonl", "en": "raw/en/allsides.jsonl"}
AROUND = 3  # paragraphs of news before a text, and behind it
PARAGRAPH = (60, 700)  # characters of such a paragraph
AMID_SENTENCES = 400  # of a treebank, which are read in an article


@dataclass(frozen=True)
class Node:
    """A word with its place in the text and its head's."""

    start: int
    end: int
    tag: str
    pos: str
    morph: str
    lemma: str
    dep: str
    head: tuple[int, int]


@dataclass(frozen=True)
class Placed:
    """Some sentences as one text: its words, and where each sentence stands in it and to which document it belongs."""

    text: str
    nodes: tuple[Node, ...]
    sentences: tuple[Span, ...]
    documents: tuple[Hashable, ...]

    def moved(self, offset: int) -> Placed:
        """Return the same words further on in a longer text."""
        nodes = (
            replace(n, start=n.start + offset, end=n.end + offset, head=(n.head[0] + offset, n.head[1] + offset))
            for n in self.nodes
        )
        spans = ((start + offset, end + offset) for start, end in self.sentences)
        return replace(self, nodes=tuple(nodes), sentences=tuple(spans))

    def document(self, offset: int) -> Hashable:
        """Return the document of what begins at an offset."""
        return self.documents[max(0, bisect_right([start for start, _ in self.sentences], offset) - 1)]


def score(data: Path, part: str) -> list[Figure]:
    """Return the figures of every treebank that has the part, and of the sentences of whole articles."""
    figures: list[Figure] = []
    for language in SETS:
        for path in _paths(data, language, part):
            figures += score_set(base_pipeline(language), path, language, "syntax", list(_news(data, language)))
    return [*figures, *_articles(data, part)]


def beside(data: Path, part: str, name: str, nlp: Any) -> list[Figure]:
    """Return the figures of another pipeline on the treebanks of its language, as a part of their own."""
    return [f for path in _paths(data, nlp.lang, part) for f in score_set(nlp, path, nlp.lang, f"syntax: {name}")]


def _paths(data: Path, language: str, part: str) -> Iterator[Path]:
    paths = (data / f"{language}-treebank" / f"{name}-{part}.conllu" for name in SETS[language])
    return filter(Path.is_file, paths)


def _news(data: Path, language: str) -> Iterator[list[str]]:
    """Yield the paragraphs of news articles that can stand around a text."""
    if (data / NEWS[language]).is_file():
        for record in read_jsonl(data / NEWS[language]):
            found = [own for own in record["text"].split(BREAK) if PARAGRAPH[0] < len(own) < PARAGRAPH[1]]
            if len(found) >= 2 * AROUND:
                yield found[: 2 * AROUND]


def score_set(nlp: Any, path: Path, language: str, part: str, news: Sequence[Sequence[str]] = ()) -> list[Figure]:
    """Return the figures of one treebank; the accuracies are shares of its words."""
    sentences = [repair(sentence, recipe(language).repairs) for sentence in read_conllu(path)]
    tally = Tally(part, path.stem)
    texts = [place_words(run, names) for run, names in runs(sentences)]
    for placed, doc in zip(texts, nlp.pipe(placed.text for placed in texts), strict=True):
        count(tally, placed, doc)
        count_sentences(tally, placed, doc)
    vocab = getattr(nlp, "nlp", nlp).vocab
    for placed, doc in zip(texts, nlp.pipe(given_words(vocab, placed) for placed in texts), strict=True):
        count(tally, placed, doc, GOLD)
    if news:
        _count_amid(tally, nlp, [place_words(run, names) for run, names in runs(sentences[:AMID_SENTENCES])], news)
    return list(_figures(tally))


def _count_amid(tally: Tally, nlp: Any, texts: Sequence[Placed], news: Sequence[Sequence[str]]) -> None:
    """Count the words of texts that are read between paragraphs of an article, each of another one."""
    bare = getattr(nlp, "nlp", nlp)
    docs, offsets = [], []
    for number, placed in enumerate(texts):
        own = news[number * len(news) // len(texts)]
        before = [bare.make_doc(text + BREAK) for text in own[:AROUND]]
        after = [bare.make_doc(BREAK + text) for text in own[AROUND:]]
        docs.append(_joined(bare.vocab, [*before, given_words(bare.vocab, placed), *after]))
        offsets.append(sum(len(doc.text) for doc in before))
    for placed, doc, offset in zip(texts, nlp.pipe(docs), offsets, strict=True):
        own_words = [token for token in doc if offset <= token.idx < offset + len(placed.text)]
        count(tally, placed.moved(offset), own_words, AMID)


def _joined(vocab: Any, docs: Sequence[Any]) -> Doc:
    """Return docs as one; the sentences of those that have some stay set, elsewhere nothing is."""
    tokens = [(token, doc.has_annotation("SENT_START")) for doc in docs for token in doc]
    return Doc(
        vocab,
        words=[token.text for token, _ in tokens],
        spaces=[bool(token.whitespace_) for token, _ in tokens],
        sent_starts=[token.is_sent_start if is_set else None for token, is_set in tokens],
    )


def _figures(tally: Tally) -> Iterator[Figure]:
    kinds = [kind for kind in KINDS if kind != "morph" or not tally.data.startswith(WITHOUT_FEATURES)]
    yield from (tally.figure(kind) for kind in ("token", *kinds))
    yield tally.figure("sentences", "F1", "sentences F1")
    yield tally.figure("sentence starts", "F1", "sentence starts F1")
    yield from (tally.figure(kind + GOLD) for kind in kinds)
    if tally.counts["LAS" + AMID].gold:
        yield from (tally.figure(kind + AMID) for kind in ("tag", "UAS", "LAS"))
    if tally.data.startswith(SETS["de"]):
        for suffix in ("", GOLD):
            if tally.counts[MOOD + suffix].gold:
                yield tally.figure(MOOD + suffix, "F1", f"{MOOD} F1{suffix}")


def count(tally: Tally, placed: Placed, doc: Any, suffix: str = "") -> None:
    """Count the words of one text; names of counts end with the suffix."""
    found = {(node.start, node.end): node for node in map(_node, doc) if node.pos != "SPACE"}
    for node in placed.nodes:
        document, own = placed.document(node.start), found.get((node.start, node.end))
        tally.share(document, f"token{suffix}", own is not None)
        for kind, right in _compare(node, own):
            tally.share(document, kind + suffix, right)
    marked, answered = ({n.start for n in nodes if MOOD in n.morph} for nodes in (placed.nodes, found.values()))
    for start in marked | answered:
        right = start in marked & answered
        tally.add(placed.document(start), MOOD + suffix, right, start in answered, start in marked)
    tally.add(placed.documents[0], MOOD + suffix, 0, 0, 0)


def _compare(gold: Node, found: Node | None) -> Iterator[tuple[str, bool]]:
    for kind in ("tag", "pos", "morph", "lemma"):
        yield kind, found is not None and getattr(gold, kind) == getattr(found, kind)
    attached = found is not None and gold.head == found.head
    yield "UAS", attached
    yield "LAS", attached and found is not None and gold.dep == found.dep


def count_sentences(tally: Tally, placed: Placed, doc: Any) -> None:
    """Count the sentences of one text, by both ends and by their beginning alone; blanks aside."""
    wanted, found = set(placed.sentences), set(sentence_spans(doc))
    for span in wanted | found:
        right = span in wanted and span in found
        tally.add(placed.document(span[0]), "sentences", right, span in found, span in wanted)
    begins, ours = ({start for start, _ in spans} for spans in (wanted, found))
    for start in begins | ours:
        tally.add(placed.document(start), "sentence starts", start in begins & ours, start in ours, start in begins)


def sentence_spans(doc: Any) -> Iterator[Span]:
    """Yield the sentences of a `Doc` as offsets, without blanks at their edges."""
    for sent in doc.sents:
        words = [token for token in sent if not token.is_space]
        if words:
            yield words[0].idx, words[-1].idx + len(words[-1])


def _node(token: Any) -> Node:
    head = (token.head.idx, token.head.idx + len(token.head))
    place = (token.idx, token.idx + len(token))
    return Node(*place, token.tag_, token.pos_, str(token.morph), token.lemma_, token.dep_, head)


def runs(sentences: Sequence[Sentence]) -> Iterator[tuple[list[Sentence], list[Hashable]]]:
    """Yield a few sentences at a time, never across documents, each with its document or else its own number."""
    run: list[Sentence] = []
    names: list[Hashable] = []
    for number, sentence in enumerate(sentences):
        if run and (len(run) == SENTENCES or sentence.document != run[0].document):
            yield run, names
            run, names = [], []
        run.append(sentence)
        names.append(sentence.document or number)
    if run:
        yield run, names


def place_words(sentences: Sequence[Sentence], documents: Sequence[Hashable]) -> Placed:
    """Return sentences as a text, its words with their places, and where sentences stand."""
    text = gap = ""
    nodes: list[Node] = []
    spans: list[Span] = []
    for sentence in sentences:
        text = text.rstrip(" ") + gap
        places = []
        for word in sentence.words:
            places.append((len(text), len(text) + len(word.text)))
            text += word.text + (" " if word.space else "")
        spans.append((places[0][0], places[-1][1]))
        gap = " " if sentence.words[-1].pos == "PUNCT" else BREAK
        for word, place in zip(sentence.words, places, strict=True):
            nodes.append(Node(*place, word.tag, word.pos, word.morph, word.lemma, word.dep, places[word.head]))
    return Placed(text.rstrip(), tuple(nodes), tuple(spans), tuple(documents))


def given_words(vocab: Any, placed: Placed) -> Doc:
    """Return a `Doc` of the treebank's words with its sentences set and nothing else."""
    starts = {start for start, _ in placed.sentences}
    words, spaces, begins = [], [], []
    ends = [node.start for node in placed.nodes[1:]] + [len(placed.text)]
    for node, end in zip(placed.nodes, ends, strict=True):
        gap = placed.text[node.end : end]
        words += [placed.text[node.start : node.end], *([gap] if gap == BREAK else [])]
        spaces += [gap == " ", *([False] if gap == BREAK else [])]
        begins += [node.start in starts, *([False] if gap == BREAK else [])]
    return Doc(vocab, words=words, spaces=spaces, sent_starts=begins)


# -- sentences of whole texts -----------------------------------------------------------------------------------------


def _articles(data: Path, part: str) -> Iterator[Figure]:
    for path in (data / pattern.format(part=part) for pattern in ARTICLES):
        if path.is_file():
            tally = Tally("syntax", path.stem)
            records = list(read_jsonl(path))
            texts = base_pipeline("de").pipe(record["text"] for record in records)
            for record, doc in zip(records, texts, strict=True):
                spans = tuple(gold_sentences(record))
                count_sentences(tally, Placed(record["text"], (), spans, (record["id"],) * len(spans)), doc)
            yield from (tally.figure(name, "F1", f"{name} F1") for name in ("sentences", "sentence starts"))


def gold_sentences(record: Mapping[str, Any]) -> Iterator[Span]:
    """Yield the sentences of a record, marked by offsets or by the number of their first token."""
    sents = record["sents"]
    if isinstance(sents[0], int):
        tokens = record["tokens"]
        sents = [(tokens[a][0], tokens[b - 1][1]) for a, b in zip(sents, [*sents[1:], len(tokens)], strict=True)]
    for start, end in sents:
        piece = record["text"][start:end]
        yield start + len(piece) - len(piece.lstrip()), end - len(piece) + len(piece.rstrip())
