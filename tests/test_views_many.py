"""Pictures of hundreds and thousands: larger, with finer lines, and roles that are told apart."""

import itertools
import re
import struct
import xml.etree.ElementTree as ET

import networkx as nx
import pytest

from reelgraph.errors import InputError
from reelgraph.views import Figure, render_html, render_png, render_svg
from reelgraph.views.style import edge_style, ink, styled_roles

SVG = "{http://www.w3.org/2000/svg}"
COMMON = (
    *("director", "writer", "producer", "executive producer", "production company"),
    *("cinematographer", "composer", "editor", "production designer", "cast member", "other"),
)


def star(films, roles=("director",), person="Someone"):
    """One person in so many films, with all of these roles in each."""
    network = nx.MultiDiGraph()
    network.add_node("p", type="Person", label=person)
    for film in range(films):
        network.add_node(f"f{film}", type="Film", label=f"Film number {film}")
        for role in roles:
            network.add_edge(f"f{film}", "p", role=role, source="a", status="asserted")
    return Figure(network, "Many", (), len(network), ("p",), "network", "", "2026-11-23")


def lines(svg):
    """The width and the opacity of each line between two nodes."""
    marks = [e for e in ET.fromstring(svg).iter(SVG + "path") if e.get("class") == "rg-edge"]
    return [
        (float(e.get("stroke-width")), float(e.get("stroke-opacity", 1)))
        for e in marks
        if not re.search(r"M\S+ (\S+)L\S+ \1$", e.get("d"))  # those of the legend lie level
    ]


def size(svg):
    root = ET.fromstring(svg)
    wide, high = float(root.get("width")), float(root.get("height"))
    assert root.get("viewBox") == f"0 0 {wide:g} {high:g}"
    return wide, high


def test_a_picture_grows_with_its_nodes_and_keeps_its_shape():
    assert size(render_svg(star(50))) == size(render_svg(star(250))) == (960, 600)
    wide, high = size(render_svg(star(2400)))
    assert wide * high / 2401 == pytest.approx(960 * 600 / 300, rel=0.01)
    assert wide / high == pytest.approx(1.6, rel=0.01)


def test_nodes_of_a_large_picture_are_no_dots():
    svg = render_svg(star(2400))
    radii = [
        float(e.get("width")) / 2 for e in ET.fromstring(svg).iter(SVG + "rect") if e.get("rx")
    ]
    assert len(radii) > 2400
    assert min(radii) > 2.5


def test_the_more_lines_there_are_the_finer_and_paler_each_is():
    few, some, many = (lines(render_svg(star(n))) for n in (30, 600, 2400))
    assert {opacity for _, opacity in few} == {1.0}
    assert max(some)[1] < 1
    assert max(many)[1] < max(some)[1]
    assert max(many)[0] < max(few)[0]
    assert ink(10**7).opacity >= 0.2  # never invisible


def test_the_page_draws_its_lines_by_the_same_rule():
    (found,) = re.findall(r'"ink":{"width":([\d.]+),"opacity":([\d.]+)}', render_html(star(600)))
    assert tuple(map(float, found)) == (ink(600).width, ink(600).opacity)


def test_how_often_two_are_linked_is_said_only_beside_names():
    svg = render_svg(star(450, ("director", "editor")))
    words = [e.text for e in ET.fromstring(svg).iter(SVG + "text")]
    named = sum(word.startswith("Film number") for word in words)
    assert 0 < words.count("×2") <= named
    small = [e.text for e in ET.fromstring(render_svg(star(20, ("director", "editor")))).iter()]
    assert "×2" in small


def test_common_roles_are_told_apart_without_colour():
    looks = {role: (edge_style(role).dashes, edge_style(role).cap) for role in COMMON}
    solid = [role for role, (dashes, _) in looks.items() if not dashes]
    assert solid == ["director", "cast member"]  # told apart by their width
    assert edge_style("director").width > 3 * edge_style("cast member").width
    for one, other in itertools.combinations(COMMON, 2):
        assert looks[one] != looks[other] or {one, other} == set(solid)


def test_a_pattern_has_at_most_four_parts_and_is_seen_in_the_legend():
    for role in [*styled_roles(), "another"]:
        dashes = edge_style(role).dashes
        assert len(dashes) in {0, 2, 4}  # the explorer's lines hold no more
        assert sum(dashes) <= 28  # the line in the legend


def test_a_png_of_many_has_a_dot_for_each_pixel_and_too_many_dots_are_refused():
    figure = star(1500)
    wide, high = size(render_svg(figure))
    assert struct.unpack(">II", render_png(figure)[16:24]) == (wide, high)
    with pytest.raises(
        InputError, match=r"scale 8: a PNG of 1,501 nodes .*; choose a scale of 5\."
    ):
        render_png(figure, 8)
