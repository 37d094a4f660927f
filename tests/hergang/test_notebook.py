"""The session of docs/notebook.md runs, and its objects show themselves."""

import json
import re
import sys
from html import unescape
from importlib.util import find_spec
from xml.etree import ElementTree

import pytest

import hergang
from hergang.graphs.errors import QueryError
from hergang.graphs.results import Result


def result(*rows):
    names = list(rows[0])
    kinds = {"n": "integer", "day": "date"}

    def cell(name, value):
        kind = f"http://www.w3.org/2001/XMLSchema#{kinds.get(name, 'string')}"
        return {"type": "literal", "value": value, "datatype": kind}

    bindings = [{name: cell(name, value) for name, value in row.items() if value is not None} for row in rows]
    return Result("select", json.dumps({"head": {"vars": names}, "results": {"bindings": bindings}}).encode())


def test_session_of_the_page_runs(root, demo, monkeypatch):
    cells = re.findall(r"```python\n(.*?)```", (root / "docs" / "notebook.md").read_text(encoding="utf-8"), re.DOTALL)
    assert len(cells) == 5
    monkeypatch.setattr(hergang, "open", lambda path: demo, raising=False)
    monkeypatch.chdir(root)
    told = {}
    for cell in cells[:-1]:
        exec(cell, told)
    for name in ("story", "article", "quoted"):
        assert told[name]._repr_html_().startswith(("<iframe sandbox srcdoc=", "<table>"))
    page = unescape(re.search(r'srcdoc="(.*?)"', told["article"]._repr_html_(), re.DOTALL)[1])
    assert page.startswith("<!doctype html>")
    assert len(told["quoted"]) > 3
    if find_spec("pandas"):
        exec(cells[-1], told)
        assert told["table"].claims.sum() > 100


def test_table_is_escaped_and_cut():
    shown = result(*[{"word": "<b>&"}] * 60)._repr_html_()
    assert "<td>&lt;b&gt;&amp;</td>" in shown
    assert "60 rows, of which 50 are shown." in shown
    assert len(ElementTree.fromstring(f"<div>{shown}</div>").findall(".//tbody/tr")) == 50


def test_pandas_gets_numbers_and_days():
    pytest.importorskip("pandas")
    frame = result({"word": "a", "n": "3", "day": "2017-11-03"}, {"word": None, "n": "4", "day": None}).to_pandas()
    assert frame.n.sum() == 7
    assert frame.day[0].year == 2017
    assert list(frame.word.isna()) == [False, True]


def test_missing_pandas_is_told(monkeypatch):
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(QueryError, match="pip install pandas"):
        result({"word": "a"}).to_pandas()
