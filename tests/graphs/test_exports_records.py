"""Exports for FollowTheMoney, schema.org and the eye."""

import json
import re
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest

from hergang.graphs.exports import export, svg
from hergang.graphs.exports.network import Edge, Node, network
from hergang.graphs.store import GraphStore, open_reader

# What followthemoney 4.11 requires of each schema that is written, so that the rules are checked where the package
# is not installed, too; its dependency ICU has no wheels, which is why no extra asks for it.
REQUIRED = {
    "Person": {"name"},
    "Organization": {"name"},
    "Address": {"full"},
    "UserAccount": {"username"},
    "Article": {"title"},
    "Employment": {"employee", "employer"},
    "Directorship": {"director", "organization"},
    "Membership": {"member", "organization"},
    "Representation": {"agent", "client"},
    "Family": {"person", "relative"},
    "UnknownLink": {"subject", "object"},
}


@pytest.fixture(scope="module")
def reader(root, tmp_path_factory):
    path = tmp_path_factory.mktemp("records")
    with GraphStore.open(path) as graph:
        graph.write(ox.parse(path=str(root / "tests/data/graphs/bridge.trig"), format=ox.RdfFormat.TRIG))
        graph.checkpoint()
    with open_reader(path) as reader:
        yield reader


@pytest.fixture
def entities(reader, tmp_path):
    export("ftm", reader, tmp_path / "out")
    return [json.loads(line) for line in (tmp_path / "out").read_text(encoding="utf-8").splitlines()]


def test_ftm_has_what_each_schema_requires_and_edges_end_in_entities(entities):
    ids = [entity["id"] for entity in entities]
    assert len(set(ids)) == len(ids)
    for entity in entities:
        properties = entity["properties"]
        assert REQUIRED[entity["schema"]] <= properties.keys()
        assert all(values == sorted(set(values)) for values in properties.values())
        for end in ("employee", "employer", "subject", "object", "owner"):
            assert set(properties.get(end, ())) <= set(ids)


def test_ftm_tells_employment_with_its_standing(entities):
    found = [entity["properties"] for entity in entities if entity["schema"] == "Employment"]
    assert sorted((one["status"], one["role"]) for one in found) == [
        (["claimed (former)"], ["formerlyWorkedFor"]),
        (["current"], ["engineer"]),
    ]
    (kern,) = (one["properties"] for one in entities if one["properties"].get("name") == ["Ada Kern"])
    assert kern["gender"] == ["female"]


def test_ftm_is_read_by_its_package(entities):
    model = pytest.importorskip("followthemoney").model
    for entity in entities:
        proxy = model.get_proxy(entity)
        proxy.schema.validate(entity)
        kept = {name: sorted(values) for name, values in proxy.to_dict()["properties"].items()}
        assert kept == entity["properties"]


def test_schemaorg_tells_quotations_claims_and_reviews(reader, tmp_path):
    export("schemaorg", reader, tmp_path / "out")
    document = json.loads((tmp_path / "out").read_text(encoding="utf-8"))
    assert document["@context"] == "https://schema.org"
    kinds = {kind: [one for one in document["@graph"] if one["@type"] == kind] for kind in ("Quotation", "ClaimReview")}
    assert {one["text"]: one.get("spokenByCharacter", {}).get("name") for one in kinds["Quotation"]} == {
        "It was a mistake": "Ada Kern",
        "I do not believe her": "Udo Jung",
        "Schuld sei ein Mitarbeiter": None,
    }
    (review,) = kinds["ClaimReview"]
    assert review["claimReviewed"] == "it was a mistake"
    assert review["author"]["name"] == "Udo Jung"
    assert review["reviewRating"] == {"@type": "Rating", "alternateName": "doubted"}
    known = {one["@id"] for one in document["@graph"]}
    assert review["itemReviewed"]["@id"] in known


def crowd(count):
    nodes = [Node(f"http://e/{n}", f"Person of a long name {n} & <Co>", "Person", {}) for n in range(count)]
    edges = [Edge(f"http://e/{n}", "knows", f"http://e/{n // 3}", {"weight": n % 5 + 1}) for n in range(1, count)]
    return network(nodes, edges)


@pytest.mark.parametrize("count", [1, 2, 30, 120])
def test_svg_is_whole_and_within_its_frame(count):
    picture = "".join(svg.generate_svg(crowd(count)))
    root = ElementTree.fromstring(picture)
    dots = [one for one in root.iter("{http://www.w3.org/2000/svg}circle") if one.get("stroke")]
    assert len(dots) == min(count, svg.MOST)
    for dot in dots:
        assert 0 < float(dot.get("cx")) < svg.WIDTH
        assert 0 < float(dot.get("cy")) < svg.HEIGHT
    assert picture == "".join(svg.generate_svg(crowd(count)))


def test_svg_labels_lie_on_no_other_label_and_the_biggest_has_one():
    root = ElementTree.fromstring("".join(svg.generate_svg(crowd(120))))
    labels = [one for one in root.iter("{http://www.w3.org/2000/svg}text") if one.get("paint-order")]
    boxes = []
    for label in labels:
        font, left, base = (float(label.get(key)) for key in ("font-size", "x", "y"))
        boxes.append(svg.Box(left, base - font, left + 0.5 * font * len(label.text), base))
    assert len(labels) > 10
    assert not any(one.overlaps(other) for at, one in enumerate(boxes) for other in boxes[:at])
    assert re.match(r"Person of a long name \d", labels[0].text)


def test_svg_of_nothing_is_a_picture():
    assert "</svg>" in "".join(svg.generate_svg(network([], [])))
