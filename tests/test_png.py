"""The picture as PNG: its size, colours and names, and what is said when they cannot be right."""

import struct
import warnings
import zlib
from dataclasses import replace

import networkx as nx
import numpy as np
import pytest
import resvg_py

from reelgraph.errors import InputError, ReelgraphError
from reelgraph.facts import Source
from reelgraph.picture import Picture
from reelgraph.views import Figure, MissingLetters, png, render_png, style

WIDTH, HEIGHT = 960, 600


@pytest.fixture
def figure():
    network = nx.MultiDiGraph()
    network.add_node("http://e/f", type="Film", label="Hardcore", year=2015)
    network.add_node("http://e/p", type="Person", label="Илья Найшуллер")
    network.add_node("http://e/c", type="Company", label="<Bazelevs> & Co")
    network.add_edge("http://e/f", "http://e/p", role="director", source="article")
    network.add_edge("http://e/f", "http://e/c", role="producer", source="article")
    sources = (Source("article", "http://e/1", title="An article"),)
    return Figure(network, "Who made it", sources, 3, ("http://e/f",), "network", "", "2026-11-22")


@pytest.fixture
def fontless(monkeypatch):
    """A machine without a font."""
    paint = resvg_py.svg_to_bytes
    monkeypatch.setattr(
        resvg_py, "svg_to_bytes", lambda **options: paint(**options, skip_system_fonts=True)
    )
    forget()
    yield
    monkeypatch.undo()
    forget()


def forget():
    png._has_font.cache_clear()
    png._probe.cache_clear()


def pixels(image):
    """The rows of a PNG of 8 bits and 4 channels, as the standard says; nothing else is read."""
    assert image.startswith(b"\x89PNG\r\n\x1a\n")
    width, height, bits, channels = struct.unpack(">IIBB", image[16:26])
    assert (bits, channels) == (8, 6)
    packed, at = b"", 8
    while at < len(image):
        size, kind = struct.unpack(">I4s", image[at : at + 8])
        packed += image[at + 8 : at + 8 + size] if kind == b"IDAT" else b""
        at += size + 12
    lines = np.frombuffer(zlib.decompress(packed), np.uint8).reshape(height, -1)
    rows = np.zeros((height, width, 4), np.uint8)
    above = np.zeros((width, 4), np.uint8)
    for number, line in enumerate(lines):
        how, row = line[0], line[1:].reshape(width, 4)
        if how == 1:
            row = np.cumsum(row, axis=0, dtype=np.uint8)
        elif how == 2:
            row = row + above
        elif how:
            row = np.array(unfiltered(how, row.tolist(), above.tolist()), np.uint8)
        rows[number] = above = row
    return rows[:, :, :3]


def unfiltered(how, row, above):
    """A row that was written as what differs from the dots to its left and above."""
    for place, dot in enumerate(row):
        for channel in range(4):
            left = row[place - 1][channel] if place else 0
            up, corner = above[place][channel], above[place - 1][channel] if place else 0
            guess = left + up - corner
            nearest = min((left, up, corner), key=lambda value: abs(guess - value))
            dot[channel] = (dot[channel] + ((left + up) // 2 if how == 3 else nearest)) % 256
    return row


def rgb(colour):
    return tuple(bytes.fromhex(colour[1:]))


def colours(rows):
    return set(map(tuple, np.unique(rows.reshape(-1, 3), axis=0).tolist()))


@pytest.mark.parametrize("scale", [0.5, 1, 2, 3])
def test_the_scale_says_how_many_dots_there_are(figure, scale):
    size = struct.unpack(">II", render_png(figure, scale)[16:24])
    assert size == (WIDTH * scale, HEIGHT * scale)


def test_it_has_the_colours_of_the_style_on_white(figure):
    rows = pixels(render_png(figure, 1))
    types = {rgb(style.node_style(name).colour) for name in ("Film", "Person", "Company")}
    assert types <= colours(rows)
    assert rgb(style.LIGHT.edge) in colours(rows)
    assert tuple(rows[0][0]) == rgb(style.LIGHT.page)


def test_it_is_dark_where_that_is_asked_for(figure):
    rows = pixels(render_png(figure, 1, dark=True))
    assert tuple(rows[0][0]) == rgb(style.DARK.page)
    assert rgb(style.node_style("Film").colour) in colours(rows)
    assert rgb(style.LIGHT.page) not in colours(rows)


def test_the_title_is_written(figure):
    place = np.s_[18:42, 24:200]
    written = pixels(render_png(figure, 1))[place]
    assert (written != rgb(style.LIGHT.page)).any(axis=2).sum() > 200
    none = pixels(render_png(replace(figure, title=""), 1))[place]
    assert colours(none) == {rgb(style.LIGHT.page)}


def test_letters_that_are_not_latin_are_written_as_themselves(figure):
    assert png._probe("Ж") not in {png._probe("Щ"), png._probe(png._MISSING), png._probe("")}
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        one = render_png(figure, 1)
    figure.network.nodes["http://e/p"]["label"] = "Юлия Найшуллер"
    assert render_png(figure, 1) != one


def test_the_same_figure_is_the_same_file(figure):
    assert render_png(figure, 1) == render_png(figure, 1)


def test_without_a_font_there_is_an_error_and_no_picture_without_names(figure, fontless):
    with pytest.raises(ReelgraphError, match="no font is installed"):
        render_png(figure)


def test_letters_that_no_font_has_are_told(figure, monkeypatch):
    figure.network.nodes["http://e/p"]["label"] = "Тимур שרלטו"
    painted = png._probe
    monkeypatch.setattr(
        png, "_probe", lambda letter: painted(png._MISSING if letter == "ו" else letter)
    )
    with pytest.warns(MissingLetters, match=r"letters of: Hebrew \(ו\); boxes"):
        render_png(figure, 1)


@pytest.mark.parametrize("scale", [0, 0.4, 9, -2, float("nan"), float("inf")])
def test_a_scale_that_makes_no_sense_is_refused(figure, scale):
    with pytest.raises(InputError, match=r"scale .*: a PNG is made at a scale of 0.5 to 8"):
        render_png(figure, scale)


def test_a_picture_is_saved_as_png(figure, tmp_path):
    path = Picture(figure).save(tmp_path / "who.PNG")
    assert path.read_bytes() == render_png(figure)


def test_an_empty_picture_is_a_png(figure):
    empty = replace(figure, network=nx.MultiDiGraph(), total=0, focus=())
    assert len(colours(pixels(render_png(empty, 1)))) > 1


def test_no_file_and_no_host_is_asked_for(figure, tmp_path):
    local = tmp_path / "secret.png"
    local.write_bytes(render_png(figure, 0.5))
    figure.network.nodes["http://e/p"]["label"] = f'"/><image href="{local.as_uri()}"/>'
    assert b"<image" not in Picture(figure).render("svg")
    render_png(figure, 0.5)
