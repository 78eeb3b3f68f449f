"""Pictures along the years: a place on the axis is a fact, and what has no year is not on it."""

import json
import re
import xml.etree.ElementTree as ET
from dataclasses import replace

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reelgraph.layouts.columns import around, stacked
from reelgraph.views import Figure, render_html, render_svg
from reelgraph.views.drawing import draw
from reelgraph.views.layout import place

SVG = "{http://www.w3.org/2000/svg}"


def figure_of(years, casts):
    """Films with these years or None, and for each the numbers of the people in it."""
    network = nx.MultiDiGraph()
    for film, year in enumerate(years):
        known = {} if year is None else {"year": year}
        network.add_node(f"f{film}", type="Film", label=f"Film {film}", **known)
    for film, cast in enumerate(casts):
        for person in cast:
            network.add_node(f"p{person}", type="Person", label=f"Person {person}")
            network.add_edge(f"f{film}", f"p{person}", role="cast", source="a", status="asserted")
    return Figure(
        network,
        "By year",
        (),
        len(network),
        (),
        "network",
        "",
        "2026-11-23",
        by_year=True,
    )


def busy(films, first=1900, last=2024, people=0, undated=0):
    """One person in many films from year to year, and some others in a few of them."""
    years = [first + number * (last - first) // max(1, films - 1) for number in range(films)]
    casts = [[0, *([1 + number % people] if people else [])] for number in range(films)]
    return figure_of([*years, *[None] * undated], [*casts, *[[0]] * undated])


def texts(svg):
    return [e.text for e in ET.fromstring(svg).iter(SVG + "text")]


def shapes(svg):
    """The box of each node as it is drawn: left, top, right, bottom."""
    found = []
    for group in ET.fromstring(svg).iter(SVG + "g"):
        title, mark = group.find(SVG + "title"), list(group)[-1]
        if title is None:
            continue
        number = {name: float(v) for name, v in mark.attrib.items() if re.fullmatch(r"[\d.-]+", v)}
        if mark.tag == SVG + "circle":
            x, y, r = number["cx"], number["cy"], number["r"]
            found.append((title.text, x - r, y - r, x + r, y + r))
        else:
            x, y = number["x"], number["y"]
            found.append((title.text, x, y, x + number["width"], y + number["height"]))
    return found


def overlaps(boxes):
    left, top, right, bottom = np.array([box[1:] for box in boxes]).T
    meet = (left[:, None] < right) & (left < right[:, None])
    meet &= (top[:, None] < bottom) & (top < bottom[:, None])
    return int(meet.sum() - len(boxes)) // 2


cases = st.integers(1, 12).flatmap(
    lambda films: st.tuples(
        st.lists(st.none() | st.integers(1990, 2000), min_size=films, max_size=films),
        st.lists(st.sets(st.integers(0, 9), max_size=6), min_size=films, max_size=films),
    )
)


@settings(max_examples=60, deadline=None)
@given(cases)
def test_works_stand_in_the_order_of_their_years_and_what_has_none_stands_beside(case):
    years, casts = case
    figure = figure_of(years, casts)
    placed = place(figure)
    at = placed.positions
    assert set(at) == set(figure.network)
    if all(year is None for year in years):
        assert not placed.years
        assert placed.lane is None
        return
    dated = [(year, at[f"f{n}"][0]) for n, year in enumerate(years) if year is not None]
    for year, x in dated:
        for other, there in dated:
            assert year >= other or x < there
    unknown = {f"f{n}" for n, year in enumerate(years) if year is None}
    # Who is linked with works of unknown year alone is not on the axis either.
    plain = figure.network.to_undirected()
    plain.remove_nodes_from(unknown)
    tied = [c for c in nx.connected_components(plain) if any(n[0] == "f" for n in c)]
    on_axis = set().union(*tied)
    assert (placed.lane is None) == (on_axis == set(at))
    if placed.lane:
        left, right = placed.lane
        assert max(at[iri][0] for iri in on_axis) < left
        assert all(left < at[iri][0] < right for iri in at.keys() - on_axis)


@settings(max_examples=40, deadline=None)
@given(cases)
def test_no_node_stands_over_another_and_the_order_of_the_nodes_changes_nothing(case):
    figure = figure_of(*case)
    assert overlaps(shapes(render_svg(figure))) == 0
    other = nx.MultiDiGraph()
    other.add_nodes_from(reversed(list(figure.network.nodes(data=True))))
    other.add_edges_from(reversed(list(figure.network.edges(keys=True, data=True))))
    assert place(replace(figure, network=other)) == place(figure)


def test_the_years_are_equally_far_apart():
    figure = figure_of([1950, 1960, 2000], [[0], [0], [0]])
    at = place(figure).positions
    assert (at["f2"][0] - at["f0"][0]) == pytest.approx(5 * (at["f1"][0] - at["f0"][0]))
    step = (at["f2"][0] - at["f0"][0]) / 50
    for x, text in place(figure).years:
        assert x == pytest.approx(at["f0"][0] + step * (int(text) - 1950))


@pytest.mark.parametrize(
    "figure",
    [
        busy(100),
        busy(400, undated=20),
        busy(700, people=300),
        busy(600, 2010, 2014),
        busy(120, 2015, 2015),
    ],
    ids=["a long career", "some undated", "many people", "few years", "one year"],
)
def test_a_picture_is_broad_and_nothing_in_it_overlaps(figure):
    boxes = shapes(render_svg(figure))
    assert len(boxes) == len(figure.network)
    assert overlaps(boxes) == 0
    placed = place(figure)
    at = placed.positions
    x, y = np.array(list(at.values())).T
    assert (0.5 if len(placed.years) == 1 else 1) < np.ptp(x) / np.ptp(y) < 3.5
    high = np.quantile(y, 0.95) - np.quantile(y, 0.05)
    assert high > 0.5 * np.ptp(y)  # not a line with some outliers
    marks = [(mark, int(text)) for mark, text in placed.years]
    if len(marks) > 1:  # each work is nearer to its own year than to any other
        (start, first), (end, last) = marks[0], marks[-1]
        for iri, year in figure.network.nodes(data="year"):
            if year is not None:
                along = (at[iri][0] - start) / (end - start) * (last - first)
                assert abs(along - (year - first)) < 0.45


def test_a_work_without_a_year_is_marked_in_every_picture():
    figure = busy(30, undated=2)
    svg = render_svg(figure)
    assert "year unknown" in texts(svg)
    (lane,) = (e for e in ET.fromstring(svg).iter(SVG + "rect") if e.get("class") == "rg-lane")
    left, right = float(lane.get("x")), float(lane.get("x")) + float(lane.get("width"))
    middles = {name: (x + to) / 2 for name, x, _, to, _ in shapes(svg)}
    assert all(left < middles[f"Film {n}"] < right for n in (30, 31))
    assert max(x for name, x in middles.items() if name not in {"Film 30", "Film 31"}) < left
    page = render_html(figure)
    (data,) = re.findall(r'id="figure">(.*?)</script>', page)
    data = json.loads(data)
    low, high = data["lane"]
    inside = {node["label"] for node in data["nodes"] if low < node["x"] < high}
    assert inside == {"Film 30", "Film 31"}
    assert data["noYear"] == "year unknown"
    for text in (svg, page):
        assert "Year unknown: in the lane at the right." in text


def test_what_a_place_means_is_said_where_the_year_is_the_axis():
    dated, plain = busy(30), replace(busy(30), by_year=False)
    said = "Works stand at their year; all others among their works."
    for render in (render_svg, render_html):
        assert said in render(dated)
        assert "unknown: in the lane" not in render(dated)
        assert said not in render(plain)
    assert "year unknown" not in texts(render_svg(dated))
    assert draw(plain).lane is None


def test_places_that_were_settled_elsewhere_give_no_work_a_year():
    figure = busy(3, 2000, 2010, undated=1)
    guessed = {"f0": (0.0, 0.0), "f1": (50.0, 9.0), "f2": (100.0, 0.0), "f3": (50.0, 50.0)}
    placed = place(replace(figure, positions={**guessed, "p0": (50.0, 20.0)}))
    assert {iri: placed.positions[iri] for iri in ("f0", "f1", "f2")} == {
        iri: guessed[iri] for iri in ("f0", "f1", "f2")
    }
    left, right = placed.lane
    assert 100 < left < placed.positions["f3"][0] < right


def test_a_cast_stands_around_its_film():
    figure = figure_of([1990, 2010], [range(12), range(11, 24)])
    at = place(figure).positions
    far = 0.15 * (at["f1"][0] - at["f0"][0])
    for person in set(range(24)) - {11}:
        film = at["f0" if person < 11 else "f1"]
        assert abs(at[f"p{person}"][0] - film[0]) < far


@pytest.mark.parametrize("linked", [False, True])
def test_those_who_worked_together_stand_near_each_other(linked):
    years = list(range(1990, 2000)) * 2
    casts = [[n % 4, (n + 1) % 4] for n in range(10)] + [
        [n % 4 + 4, (n + 1) % 4 + 4] for n in range(10)
    ]
    if linked:
        casts[5].append(4)
    at = place(figure_of(years, casts)).positions
    one = [at[f"f{n}"][1] for n in range(10)]
    other = [at[f"f{n}"][1] for n in range(10, 20)]
    (_, above), (below, _) = sorted(np.quantile(some, (0.2, 0.8)).tolist() for some in (one, other))
    assert above < below  # nearly all of one group above nearly all of the other


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 60), st.integers(0, 9))
def test_boxes_are_moved_up_and_down_until_none_meets_another(size, seed):
    chance = np.random.default_rng(seed)
    points, half = chance.normal(0, 40, (size, 2)), chance.uniform(3, 25, (size, 2))
    order = chance.permutation(size)
    found = stacked(points, half, order)
    np.testing.assert_array_equal(found[:, 0], points[:, 0])
    np.testing.assert_array_equal(found[order[0]], points[order[0]])
    apart = np.abs(found[:, None] - found) - (half[:, None] + half)
    meet = (apart < -1e-9).all(axis=2)
    assert meet.sum() == size  # each meets itself


def test_places_around_a_point_are_within_the_room_and_apart():
    places = around(np.full((40, 2), 5.0), 30.0)
    assert np.abs(places[:, 0]).max() <= 30.0
    near = np.hypot(*(places[:, None] - places).transpose(2, 0, 1))
    assert near[~np.eye(40, dtype=bool)].min() > 1
