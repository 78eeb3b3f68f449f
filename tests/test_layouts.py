"""Where the nodes of a network stand: large ones as well as small ones, the same each time."""

import random
import xml.etree.ElementTree as ET

import networkx as nx
import numpy as np
import pytest
from conftest import W
from hypothesis import given, settings
from hypothesis import strategies as st

import reelgraph as rg
from reelgraph.layouts import packing, sparse, stress
from reelgraph.layouts.sparse import positions
from reelgraph.views import Figure, render_gexf, render_svg
from reelgraph.views.layout import place


def film_like(films, people, seed=1):
    """Casts of three to eight; some people are in many films, most in one."""
    chance = random.Random(seed)
    network = nx.Graph()
    for film in range(films):
        for _ in range(chance.randint(3, 8)):
            network.add_edge(f"f{film}", f"p{int(people * chance.random() ** 3)}")
    return nx.convert_node_labels_to_integers(network, ordering="sorted", label_attribute="iri")


def laid_out(network, **options):
    ends = np.array(network.edges(), np.intp).reshape(-1, 2)
    return positions(ends[:, 0], ends[:, 1], len(network), **options)


def badness(network, points):
    """The stress of a layout with the best scale: how far its distances are off the wanted ones."""
    wanted = stress._distances(network, sorted(network))
    there = np.hypot(*(points[:, None] - points[None]).transpose(2, 0, 1))
    apart = wanted > 0
    ratio = there[apart] / wanted[apart]
    return 1 - ratio.sum() ** 2 / (ratio**2).sum() / apart.sum()


graphs = st.integers(1, 30).flatmap(
    lambda n: st.tuples(
        st.just(n), st.lists(st.tuples(st.integers(0, n - 1), st.integers(0, n - 1)), max_size=60)
    )
)


@settings(max_examples=25, deadline=None)
@given(graphs, st.randoms(use_true_random=False))
def test_every_node_has_a_place_of_its_own_whatever_the_order_of_the_links(graph, chance):
    size, links = graph
    ends = np.array(links, np.intp).reshape(-1, 2)
    points = positions(ends[:, 0], ends[:, 1], size)
    assert points.shape == (size, 2)
    assert np.isfinite(points).all()
    assert len(np.unique(points.round(6), axis=0)) == size
    shuffled = [chance.choice((one, one[::-1])) for one in [*links, *links[:5]]]
    chance.shuffle(shuffled)
    again = np.array(shuffled, np.intp).reshape(-1, 2)
    np.testing.assert_array_equal(positions(again[:, 0], again[:, 1], size), points)


@settings(max_examples=25, deadline=None)
@given(graphs)
def test_parts_that_are_not_connected_stand_apart(graph):
    size, links = graph
    network = nx.empty_graph(size)
    network.add_edges_from(links)
    points = laid_out(network)
    boxes = [
        (points[list(part)].min(axis=0), points[list(part)].max(axis=0))
        for part in nx.connected_components(network)
    ]
    for number, (low, high) in enumerate(boxes):
        for other_low, other_high in boxes[:number]:
            assert (low > other_high).any() or (other_low > high).any()


@settings(max_examples=25, deadline=None)
@given(graphs, st.integers(0, 2**30))
def test_what_must_stand_at_a_year_does(graph, bits):
    size, links = graph
    fixed = np.array([200.0 * (n % 7) if bits >> n & 1 else np.nan for n in range(size)])
    network = nx.empty_graph(size)
    network.add_edges_from(links)
    points = laid_out(network, fixed=fixed)
    held = ~np.isnan(fixed)
    np.testing.assert_array_equal(points[held, 0], fixed[held])
    assert np.isfinite(points).all()


@pytest.mark.parametrize(
    "network", [film_like(60, 300), nx.grid_2d_graph(15, 15), nx.cycle_graph(60)]
)
def test_few_pivots_do_nearly_as_well_as_the_distances_of_all_pairs(network):
    whole = max(nx.connected_components(network), key=len)
    network = nx.convert_node_labels_to_integers(network.subgraph(whole), ordering="sorted")
    best = badness(network, stress.spread(network, sorted(network)))
    chance = np.random.default_rng(3).normal(size=(len(network), 2))
    assert badness(network, laid_out(network)) < best + 0.25 * (badness(network, chance) - best)


def test_people_of_one_film_stand_around_it():
    points = laid_out(nx.star_graph(400))
    away = np.hypot(*(points[1:] - points[0]).T)
    assert away.max() < 1.6 * sparse.STEP * np.sqrt(402)  # at most so broad is a picture made
    near = np.hypot(*(points[1:, None] - points[None, 1:]).transpose(2, 0, 1))
    assert near[~np.eye(400, dtype=bool)].min() > sparse.STEP


@settings(max_examples=30, deadline=None)
@given(st.integers(2, 60), st.booleans(), st.integers(0, 9))
def test_only_near_boxes_are_compared_and_nothing_else_changes(size, discs, seed):
    chance = np.random.default_rng(seed)
    points, half = chance.normal(0, 60, (size, 2)), chance.uniform(3, 25, (size, 2))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(packing, "_FEW", 0)
        near = packing.separate(points, half, discs=discs)
    np.testing.assert_array_equal(packing.separate(points, half, discs=discs), near)


def figure_of(network, **options):
    made = nx.MultiDiGraph()
    for node in network:
        made.add_node(f"{W}{node}", type="Film", label=f"No. {node}", year=1950 + node % 60)
    for one, other in network.edges():
        made.add_edge(f"{W}{one}", f"{W}{other}", role="director", status="asserted")
    return Figure(made, "Many", (), len(made), (), "network", "", "2026-11-23", **options)


@pytest.mark.parametrize("by_year", [False, True])
def test_a_picture_of_thousands_is_drawn_without_covering_nodes(by_year):
    figure = figure_of(film_like(400, 3000), by_year=by_year)
    assert len(figure.network) > 1000
    found = place(figure).positions
    assert set(found) == set(figure.network)
    points = np.array(list(found.values())).round(1)
    assert len(np.unique(points, axis=0)) == len(points)
    assert bool(place(figure).years) == by_year
    drawn = ET.fromstring(render_svg(figure))
    assert sum(1 for _ in drawn.iter("{http://www.w3.org/2000/svg}title")) >= len(points)


def test_gephi_is_given_the_places_of_large_networks_too():
    figure = figure_of(film_like(400, 3000))
    space = {"g": "http://gexf.net/1.3", "viz": "http://gexf.net/1.3/viz"}
    root = ET.fromstring(render_gexf(figure))
    nodes = root.findall(".//g:node", space)
    assert len(nodes) == len(figure.network)
    assert all(node.find("viz:position", space) is not None for node in nodes)


def test_arrays_know_where_their_nodes_stand():
    found = rg.sample().arrays(roles="director")
    points = found.layout()
    assert points.shape == (len(found.iris), 2)
    films = {}
    for film, person in zip(found.start.tolist(), found.end.tolist(), strict=True):
        films.setdefault(person, []).append(film)
    near = [np.hypot(*(points[one[0]] - points[one[1]])) for one in films.values() if len(one) > 1]
    assert near  # films of one director stand nearer than any two
    some = np.random.default_rng(1).integers(0, len(points), (2, 500))
    assert np.median(near) < np.median(np.hypot(*(points[some[0]] - points[some[1]]).T)) / 3


def test_films_of_the_same_two_people_do_not_stand_at_one_place():
    points = laid_out(nx.complete_bipartite_graph(2, 200))
    near = np.hypot(*(points[2:, None] - points[None, 2:]).transpose(2, 0, 1))
    assert near[~np.eye(200, dtype=bool)].min() > sparse.STEP / 4


def test_no_network_has_no_places():
    assert laid_out(nx.empty_graph(0)).shape == (0, 2)
    assert laid_out(nx.empty_graph(1)).shape == (1, 2)
