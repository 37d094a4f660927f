"""The steps of docs/sparql.md answer on the demo story; the questions answer there as rdflib does."""

import re
import subprocess

import pytest
from rdflib import Dataset

from hergang.graphs.questions import example_parameters, questions
from hergang.graphs.store import open_reader

EMPTY = {
    "contradictions",
    "revealed",
}  # an answer hangs on links that may not be drawn


def test_page_has_ten_steps_that_all_answer(root, demo):
    page = (root / "docs" / "sparql.md").read_text(encoding="utf-8")
    steps = re.findall(r"^## (\d+)\. .*?```sparql\n(.*?)```", page, re.MULTILINE | re.DOTALL)
    assert [int(number) for number, _ in steps] == list(range(1, 11))
    for number, sparql in steps:
        result = demo.query(sparql)
        assert result.rows, f"step {number} has no answer"
        assert result.hints == ()


def test_query_that_the_page_prints_can_be_run(script, demo, tmp_path):
    def run(*words):
        return subprocess.run([script, *words], capture_output=True, check=True).stdout.decode()

    path = tmp_path / "mine.sparql"
    path.write_text(run("ask", "who-said", "speaker=Duysak", "--sparql"), encoding="utf-8")
    written = run("query", str(path), "--format", "csv", "--store", str(demo.paths.root))
    assert written.startswith("said_by,")
    assert len(written.splitlines()) > 5


# rdflib 7 warns of its own doings where it parses a Dataset
@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
def test_questions_give_the_same_rows_in_rdflib(demo, tmp_path):
    demo.export("trig", tmp_path / "demo.trig")
    dataset = Dataset(default_union=False)
    dataset.parse(data=(tmp_path / "demo.trig").read_text(encoding="utf-8"), format="trig")
    with open_reader(demo.paths.root) as reader:
        for question in questions():
            sparql = question.fill(example_parameters(question) | {"limit": "20"})
            solutions = reader.store.query(sparql)
            names = [variable.value for variable in solutions.variables]
            rows = [[None if row[name] is None else row[name].value for name in names] for row in solutions]
            others = [[None if cell is None else str(cell) for cell in row] for row in dataset.query(sparql)]
            assert rows == others, question.name
            assert rows or question.name in EMPTY, f"{question.name}: the example has no answer"
