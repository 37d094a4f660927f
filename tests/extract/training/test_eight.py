"""8 bits: little is lost, whatever the channels are like; weights fit; what is read beside a word changes nothing."""

import numpy as np
import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("onnx")

from hergang.extract.training import eight, export  # noqa: E402
from hergang.extract.training.graph import build  # noqa: E402
from hergang.extract.training.labels import make_labels  # noqa: E402
from hergang.extract.training.network import Network  # noqa: E402
from hergang.extract.training.parts import parts_of  # noqa: E402

LENGTH = 24


def seen_of(states):
    seen = eight.Seen(states.shape[1])
    for part in np.array_split(states, 4):
        seen.add(part)
    return seen


def states_with_outliers(chance, count=600, width=48):
    """Return states whose channels depend on each other, with one that runs forty times as far."""
    states = chance.normal(size=(count, width)) @ chance.normal(size=(width, width)) * 0.2
    states[:, 7] *= 40
    return states.astype(np.float32)


@pytest.fixture(scope="module")
def parts(base):
    torch.manual_seed(3)
    labels = make_labels({"de": {"NN", "VVFIN"}}, {"Mood": {"Ind", "Sub"}}, {"nsubj", "root"})
    network = Network(base, range(len(base.pieces.texts)), 2, labels)
    with torch.no_grad():  # an outlier channel, as trained encoders have them
        network.encoder.layers[0].first_norm.weight[3] *= 30
    return parts_of(network)


@pytest.fixture(scope="module")
def rows(parts):
    return np.random.default_rng(4).integers(4, len(parts.values), (12, LENGTH))


@pytest.fixture(scope="module")
def seen(parts, rows):
    return export.see(parts, rows)


@pytest.fixture(scope="module")
def chosen(parts, seen):
    return eight.choose(parts, seen)


def test_seen_are_extremes_moments_and_a_sample():
    states = states_with_outliers(np.random.default_rng(0))
    seen = seen_of(states)
    assert np.array_equal(seen.high, np.maximum(states.max(0), 0))
    assert np.array_equal(seen.low, np.minimum(states.min(0), 0))
    assert np.allclose(seen.moments, states.T.astype(float) @ states, rtol=1e-3, atol=1e-2)
    assert len(seen.sample) == sum(-(-len(part) // eight.SAMPLED) for part in np.array_split(states, 4))


def test_weights_lose_less_than_by_rounding_each():
    chance = np.random.default_rng(1)
    states = states_with_outliers(chance)
    weights = chance.normal(size=(states.shape[1], 20)).astype(np.float32)
    rounded = eight.round_weights(weights, states.T.astype(float) @ states)
    assert rounded.codes.dtype == np.int8
    plain = np.rint(weights / rounded.scales) * rounded.scales
    ours, theirs = (np.square(states @ (own - weights)).mean() for own in (rounded.codes * rounded.scales, plain))
    assert ours < 0.5 * theirs


def test_pairs_of_products_fit_in_16_bits(chosen):
    for weights in chosen[1].weights.values():
        assert 2 * 255 * np.abs(weights.codes.astype(int)).max() < 2**15


def test_channels_that_run_far_are_scaled_down(parts, chosen):
    factors = chosen[1].inputs[parts.layers[0].widen.source].factors
    assert factors[3] < 0.5 * np.median(factors)


def test_8_bits_read_nearly_as_32(parts, seen, chosen, rows):
    pieces, places = np.random.default_rng(6).integers(4, len(parts.values), (1, LENGTH)), np.arange(LENGTH)
    whole, small = (
        export.session(build(*own)).run(None, {"pieces": pieces, "places": places}) for own in ((parts,), chosen)
    )
    for one, other in zip(whole, small, strict=True):
        assert np.square(one - other).mean() < 0.01 * np.square(one).mean() + 1e-8


def test_asked_places_get_what_all_get(chosen):
    run = export.session(build(*chosen)).run
    pieces, places = np.random.default_rng(7).integers(4, 60, (1, LENGTH)), np.array([0, 3, 4, 17])
    alone = run(None, {"pieces": pieces, "places": places})
    among = run(None, {"pieces": pieces, "places": np.arange(LENGTH)})
    for one, other in zip(alone, among, strict=True):
        assert np.allclose(one, other[:, places], atol=1e-4)
