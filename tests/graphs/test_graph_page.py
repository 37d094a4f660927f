"""docs/graph.md is made from the ontology, and tells all of it."""

import subprocess
import sys

from hergang.graphs.vocabulary import HG, relation_types


def test_page_is_fresh(root):
    command = [sys.executable, str(root / "docs" / "generate_graph.py"), "--check"]
    assert subprocess.run(command, capture_output=True, text=True, check=False).stderr == ""


def test_every_term_and_relation_is_told(root):
    page = (root / "docs" / "graph.md").read_text(encoding="utf-8")
    types = {name[0].upper() + name[1:] for name in relation_types()}
    terms = [name for name in [*HG.__annotations__, "from"] if not name.startswith("_") and name not in types]
    assert [term for term in terms if f"`hg:{term}`" not in page] == []
    assert [name for name in relation_types() if f"| {name} |" not in page] == []
