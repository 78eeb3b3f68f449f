"""The pictures: what they show, that hostile texts are harmless, and that they stand alone."""

import json
import re
import subprocess
import sys
from dataclasses import replace
from html.parser import HTMLParser
from io import BytesIO
from itertools import combinations
from xml.etree import ElementTree as ET

import networkx as nx
import pytest

from reelgraph import views
from reelgraph.facts import Source
from reelgraph.picture import Picture
from reelgraph.views import Figure, render_graphml, render_html, render_svg, to_pyvis
from reelgraph.views.layout import place

WD = "http://www.wikidata.org/entity/"
FILM, SHORT, DIRECTOR, ACTOR, PRODUCER = (WD + q for q in ("Q1", "Q2", "Q3", "Q4", "Q5"))
HOSTILE = "</script><img src=x onerror=alert(1)>\u202e\u2028 & ]]> \x00"


@pytest.fixture
def network():
    network = nx.MultiDiGraph()
    network.add_node(FILM, type="Film", label="Hardcore", year=2015, degree=40)
    network.add_node(SHORT, type="ShortFilm", label="Bad Motherf–ker", year=2013, degree=2)
    network.add_node(DIRECTOR, type="Person", label="Ilya Naishuller", degree=5)
    network.add_node(ACTOR, type="Person", label="Haley Bennett", degree=30)
    network.add_node(PRODUCER, type="Person", label=HOSTILE, degree=12)

    def credit(film, person, role, **more):
        network.add_edge(
            film,
            person,
            key=f"{film} {role} {person}",
            role=role,
            property=f"film:has{role.title()}",
            **{"source": "article", "status": "asserted", **more},
        )

    credit(FILM, DIRECTOR, "director")
    credit(FILM, DIRECTOR, "writer", source="wikidata")
    credit(FILM, ACTOR, "cast", character="Estelle", credited_as="H. Bennett")
    credit(FILM, PRODUCER, "producer", source="wikidata")
    credit(SHORT, DIRECTOR, "director", status="weak")
    return network


@pytest.fixture
def figure(network):
    return Figure(
        network=network,
        title="The people of Hardcore",
        note="Who made it & who says so.",
        credit="Made for a test",
        sources=(
            Source("article", "http://e/1", title="A trailer", url="https://example.org/a?b=1&c"),
            Source("wikidata", "http://e/2", title="Wikidata", url="javascript:alert(1)"),
        ),
        total=5,
        focus=(FILM,),
        kind="network",
        command='reelgraph network "Hardcore" -o x.html',
        date="2026-11-22",
    )


class Page(HTMLParser):
    """All that a page would load or run, its texts and its rows."""

    def __init__(self, text):
        super().__init__()
        self.elements, self.scripts, self.texts = [], [], []
        self._in = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag in {"script", "style"}:
            self._in.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        if self._in and self._in[-1][0] == tag:
            self._in.pop()

    def handle_data(self, data):
        if self._in and self._in[-1][0] == "script":
            self.scripts.append((self._in[-1][1], data))
        elif not self._in:
            self.texts.append(data)

    def named(self, tag):
        return [attributes for name, attributes in self.elements if name == tag]

    @property
    def data(self):
        (found,) = (text for attributes, text in self.scripts if attributes.get("id") == "figure")
        return json.loads(found)


def test_the_names_of_the_package_are_sorted_and_exist():
    assert views.__all__ == sorted(views.__all__)
    assert all(hasattr(views, name) for name in views.__all__)


def test_the_page_holds_every_node_and_every_fact(figure):
    data = Page(render_html(figure)).data
    assert {node["iri"] for node in data["nodes"]} == set(figure.network)
    assert sum(len(edge["facts"]) for edge in data["edges"]) == 5
    assert next(node for node in data["nodes"] if node["ring"])["label"] == "Hardcore"


def test_parallel_credits_become_one_line_with_all_roles(figure):
    data = Page(render_html(figure)).data
    assert len(data["edges"]) == 4
    roles = [[fact["role"] for fact in edge["facts"]] for edge in data["edges"]]
    assert ["director", "writer"] in roles


def test_a_hostile_label_is_text_and_never_markup(figure):
    text = render_html(replace(figure, title=HOSTILE, note=HOSTILE, command=HOSTILE))
    page = Page(text)
    assert not page.named("img")
    assert "<img" not in text
    assert not {"\u202e", "\u2028", "\x00"} & set(text.partition("<script>")[0])
    (label,) = {n["label"] for n in page.data["nodes"] if n["iri"] == PRODUCER}
    assert label.startswith("</script><img src=x onerror=alert(1)>")
    assert len(page.scripts) == 4


def test_a_title_of_500_characters_is_kept_but_not_drawn_in_full(figure):
    figure.network.nodes[FILM]["label"] = "Long " * 100
    assert Page(render_html(figure)).data["nodes"][0]["label"] == ("Long " * 100).strip()
    root = ET.fromstring(render_svg(figure))
    drawn = [e.text for e in root.iter("{http://www.w3.org/2000/svg}text") if e.text]
    assert max(map(len, drawn)) < 200


def test_only_the_scripts_of_the_page_may_run(figure):
    page = Page(render_html(figure))
    (policy,) = (m["content"] for m in page.named("meta") if "http-equiv" in m)
    assert "default-src 'none'" in policy
    assert "connect-src 'none'" in policy
    script_src = re.search(r"script-src ([^;]*)", policy).group(1)
    assert len(re.findall(r"'sha256-[A-Za-z0-9+/]{43}='", script_src)) == 2
    assert "unsafe" not in script_src


def test_the_page_loads_nothing(figure):
    page = Page(render_html(figure))
    loads = [a.get("src") or a.get("href", "") for tag, a in page.elements if tag != "a"]
    assert {address for address in loads if address} == {"data:,"}
    links = {a["href"] for a in page.named("a") if not a["href"].startswith("#")}
    assert links == {"https://example.org/a?b=1&c"}
    assert all("noopener" in a["rel"] for a in page.named("a") if "://" in a["href"])


def test_the_legend_counts_types_and_roles(figure):
    buttons = Page(render_html(figure)).named("button")
    entries = [(b["data-kind"], b["data-name"]) for b in buttons if "data-kind" in b]
    assert entries == [
        ("type", "Film"),
        ("type", "ShortFilm"),
        ("type", "Person"),
        ("role", "director"),
        ("role", "writer"),
        ("role", "producer"),
        ("role", "cast"),
        ("status", "unsure"),
    ]
    text = re.sub(r"<[^>]+>", "", render_html(figure))
    assert "Person 3" in text
    assert "director 2" in text


@pytest.mark.parametrize("render", [render_html, render_svg])
def test_a_cut_picture_says_how_much_it_shows(figure, render):
    assert "5 of 8,120 shown" in render(replace(figure, total=8120))
    assert "All 5 shown" in render(figure)


def test_the_table_says_the_same_as_the_picture(figure):
    rows = re.findall(r"<tr><td>(.*?)</td></tr>", render_html(figure))
    cells = [re.sub(r"<[^>]+>", "", row.replace("</td><td>", "|")).split("|") for row in rows]
    assert ["Hardcore", "director", "Ilya Naishuller", "", "[1]", "asserted"] in cells
    played = "Estelle (credited as H. Bennett)"
    assert ["Hardcore", "cast", "Haley Bennett", played, "[1]", "asserted"] in cells
    assert cells[-1][-1] == "implied by the wording only"
    assert len(cells) == 5


def test_a_source_that_nobody_described_is_listed_by_its_name(figure):
    text = render_html(replace(figure, sources=()))
    assert '<li id="source-1"><bdi>article</bdi></li>' in text


def test_the_page_can_be_written_as_utf_8_whatever_the_labels_hold(figure):
    figure.network.nodes[ACTOR]["label"] = "lone surrogate \ud800"
    for text in (render_html(figure), render_svg(figure)):
        text.encode("utf-8")
    render_graphml(figure.network)


def test_the_html_is_made_without_importing_ipython(tmp_path):
    program = "import sys, reelgraph.views; sys.exit('IPython' in sys.modules)"
    subprocess.run([sys.executable, "-c", program], check=True)


def test_the_still_picture_is_xml_with_a_title_and_a_description(figure):
    root = ET.fromstring(render_svg(figure))
    svg = "{http://www.w3.org/2000/svg}"
    assert root.find(svg + "title").text == "The people of Hardcore"
    assert "Person: 3" in root.find(svg + "desc").text
    assert not list(root.iter(svg + "image"))
    assert not list(root.iter(svg + "script"))
    assert "http" not in render_svg(figure).replace("http://www.w3.org/2000/svg", "")


def test_the_still_picture_names_the_focus_and_marks_what_is_unsure(figure):
    root = ET.fromstring(render_svg(figure))
    texts = [e.text for e in root.iter("{http://www.w3.org/2000/svg}text")]
    assert "Hardcore" in texts
    assert any(text and text.endswith("?") for text in texts)


def test_an_empty_picture_says_so(figure):
    empty = replace(figure, network=nx.MultiDiGraph(), total=0, focus=())
    for text in (render_html(empty), render_svg(empty)):
        assert "Nothing to show" in text
    assert to_pyvis(empty).nodes == []


def test_the_same_figure_is_the_same_picture_whatever_the_order_of_its_nodes(figure, network):
    other = nx.MultiDiGraph()
    other.add_nodes_from(reversed(list(network.nodes(data=True))))
    other.add_edges_from(reversed(list(network.edges(keys=True, data=True))))
    assert place(figure) == place(replace(figure, network=other))


def test_a_path_runs_from_left_to_right_in_the_order_of_its_hops(figure):
    path = replace(figure, kind="path", focus=(SHORT, ACTOR))
    at = place(path).positions
    assert at[SHORT][0] < at[DIRECTOR][0] < at[FILM][0] < at[ACTOR][0] == at[PRODUCER][0]
    assert at[ACTOR][1] != at[PRODUCER][1]


def test_no_node_of_a_network_covers_another(figure):
    crowd = nx.MultiDiGraph()
    for film in range(12):
        for person in range(film, film + 9):
            crowd.add_edge(f"f{film}", f"p{person}", role="cast")
    crowd.add_edge("apart", "far")
    at = place(replace(figure, network=crowd)).positions
    distances = [max(abs(a[0] - b[0]), abs(a[1] - b[1])) for a, b in combinations(at.values(), 2)]
    assert len(at) == len(crowd)
    assert min(distances) > 12


def test_the_year_can_be_the_horizontal_axis(figure):
    placed = place(replace(figure, by_year=True))
    assert placed.positions[SHORT][0] < placed.positions[FILM][0]
    assert {text for _, text in placed.years} <= {"2013", "2014", "2015"}


def test_pyvis_gets_the_same_style_with_its_physics_off(figure):
    net = to_pyvis(figure)
    film = net.get_node(FILM)
    assert (film["shape"], film["color"]["background"]) == ("square", "#0072B2")
    assert net.options.physics.enabled is False
    assert len(net.edges) == 4
    net.add_node("more", label="still a pyvis network")
    assert net.num_nodes() == 6


def test_the_page_that_pyvis_writes_holds_no_markup_of_a_label(figure):
    figure.network.nodes[ACTOR]["label"] = "href"  # makes pyvis show titles as HTML
    text = to_pyvis(figure).generate_html()
    assert "<img src=x" not in text
    assert "\\u0026lt;img" in text


def test_graphml_is_read_back_as_it_was(network):
    network.remove_node(PRODUCER)
    again = nx.read_graphml(BytesIO(render_graphml(network)), force_multigraph=True)
    assert dict(again.nodes(data=True)) == dict(network.nodes(data=True))
    assert list(again.edges(keys=True, data=True)) == list(network.edges(keys=True, data=True))


def test_graphml_leaves_out_what_xml_does_not_allow(network):
    label = nx.read_graphml(BytesIO(render_graphml(network))).nodes[PRODUCER]["label"]
    assert "\x00" not in label
    assert label.startswith("</script><img")


def test_an_unedited_page_says_nothing_of_edits(figure):
    page = Page(render_html(figure))
    (state,) = (text for attributes, text in page.scripts if attributes.get("id") == "state")
    assert json.loads(state) == {}
    (edited,) = (attributes for attributes in page.named("p") if attributes.get("id") == "edited")
    assert "hidden" in edited


def test_the_table_has_a_row_for_each_edge_and_says_how_many(figure):
    for kind in ("network", "path"):
        text = render_html(replace(figure, kind=kind))
        assert len(re.findall("<tr><td>", text)) == figure.network.number_of_edges() == 5
        assert '<span id="rows">5 rows</span>' in text
    assert len(Picture(figure).results()) == figure.network.number_of_edges()
    figure.network.remove_nodes_from([SHORT, ACTOR, PRODUCER])
    figure.network.remove_edge(FILM, DIRECTOR, f"{FILM} writer {DIRECTOR}")
    assert '<span id="rows">1 row</span>' in render_html(figure)


def test_the_table_says_the_facts_in_the_order_in_which_the_script_holds_them(figure):
    text = render_html(figure)
    held = [fact["role"] for edge in Page(text).data["edges"] for fact in edge["facts"]]
    assert re.findall(r"<tr><td>.*?</td><td><bdi>(.*?)</bdi>", text) == held


def test_very_many_parts_of_a_network_stand_side_by_side(figure):
    network = nx.MultiDiGraph()
    for part in range(130):
        network.add_node(f"f{part}", type="Film", label=f"Film {part}")
        if part % 3:
            network.add_edge(f"f{part}", f"p{part}", role="cast", source="article")
    at = place(replace(figure, network=network, focus=())).positions
    assert len(at) == len(network)
    pairs = combinations(at.values(), 2)
    assert min(max(abs(a[0] - b[0]), abs(a[1] - b[1])) for a, b in pairs) > 12
    width, height = (
        max(p[n] for p in at.values()) - min(p[n] for p in at.values()) for n in (0, 1)
    )
    assert 0.5 < width / height < 4
