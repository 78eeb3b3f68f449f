"""Every named query gives exactly the rows that can be counted by hand in a tiny world.

The world stands in ``data/world.ttl`` and ``data/world_second.ttl``. Expected rows are written from
those files. In them an IRI of the world is ``w:``, and a value is the text of its term.
"""

import re
import socket
import subprocess
import sysconfig
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.plugins.sparql import prepareQuery
from SPARQLWrapper import JSON, SPARQLWrapper

from reelgraph import loading, resources
from reelgraph.binding import Term, bind, example, iri, parameters
from reelgraph.store import EmbeddedStore
from reelgraph.store.layout import LINKS
from reelgraph.terms import CONTRIBUTOR, terms
from reelgraph.vocabulary import DCTERMS, FILM, RDF, RDFS, ROLE, SKOS, STATUS, WD, XSD

pytestmark = [
    # rdflib 7.6 still calls what it has deprecated
    pytest.mark.filterwarnings("ignore:Dataset.[a-z_]+ is deprecated:DeprecationWarning"),
]

W = "https://example.org/world/"
T = "https://example.org/third/"
DATA = Path(__file__).parent / "data"
NAMED = [
    name.removesuffix(".rq")
    for name in resources.names("queries", ".rq")
    if not name.startswith(("import_", "view_", "reject_"))
]
CHECKS = [name for name in NAMED if name.endswith("_violation")]
QUESTIONS = [name for name in NAMED if name not in CHECKS]
PEOPLE = ("scholar", "archivist", "journalist", "engineer")
TYPES = (
    "Person",
    "Person list",
    "Film",
    "Entity",
    "Company",
    "Festival",
    "year",
    "integer",
    "text",
)

Row = tuple[object, ...]

# The one source

WORLD: list[tuple[str, Row, list[Row]]] = [
    # Bo acts in five films and directs one; the undated one comes last.
    (
        "filmography",
        ("w:bo",),
        [
            ("w:lamp", "The Lamp", 1950, "cast", "Keeper", "world"),
            ("w:ferry", "Night Ferry", 1954, "cast", "The Captain", "world"),
            ("w:lamp2", "The Lamp II", 1957, "cast", "", "world"),
            ("w:ferry88", "Night Ferry", 1988, "director", "", "world"),
            ("w:road", "Salt Road", 1990, "cast", "", "world"),
            ("wd:Q999999991", "Undated Reel", None, "cast", "", "world"),
        ],
    ),
    # A voice is a role of its own.
    (
        "filmography",
        ("w:eva",),
        [
            ("w:salt", "Salt", 1985, "cast", "", "world"),
            ("w:ferry88", "Night Ferry", 1988, "voice", "Siren", "world"),
            ("w:road", "Salt Road", 1990, "cast", "", "world"),
            ("w:harvest", "Harvest", 2001, "cast", "", "world"),
            ("wd:Q999999991", "Undated Reel", None, "cast", "", "world"),
        ],
    ),
    # The hedged film is not his; two roles in one film are one row.
    (
        "filmography",
        ("w:gus",),
        [
            ("w:salt", "Salt", 1985, "director", "", "world"),
            ("w:road", "Salt Road", 1990, "director, producer", "", "world"),
            ("wd:Q999999991", "Undated Reel", None, "director", "", "world"),
        ],
    ),
    # A film without a name comes last, whatever its year.
    (
        "filmography",
        ("w:hal",),
        [
            ("w:harvest", "Harvest", 2001, "cast", "", "world"),
            ("w:x7", "unnamed (x7)", 1990, "cast", "", "world"),
        ],
    ),
    # His one part stands as a claim, not as a credit.
    (
        "filmography",
        ("w:moe",),
        [
            ("w:lamp2", "The Lamp II", 1957, "editor", "", "world"),
        ],
    ),
    # Eva in Salt Road and the undated film; Ned only in the undated one; one has no name.
    (
        "co_stars",
        ("w:bo", 1870),
        [
            ("w:eva", "Eva Roon", 2, 1990, 1990, "world"),
            ("w:cy", "Cy Tarn", 1, 1950, 1950, "world"),
            ("w:dee", "Dee Lark", 1, 1954, 1954, "world"),
            ("w:ned", "Ned Frost", 1, None, None, "world"),
            ("w:x9", "unnamed (x9)", 1, 1990, 1990, "world"),
        ],
    ),
    # From 1951: The Lamp is too old, and the undated film cannot be known to be younger.
    (
        "co_stars",
        ("w:bo", 1951),
        [
            ("w:dee", "Dee Lark", 1, 1954, 1954, "world"),
            ("w:eva", "Eva Roon", 1, 1990, 1990, "world"),
            ("w:x9", "unnamed (x9)", 1, 1990, 1990, "world"),
        ],
    ),
    # Ada directs three films, and Bo is in the cast of each.
    (
        "shared_films",
        ("w:ada", "w:bo"),
        [
            ("w:lamp", "The Lamp", 1950, "director", "cast", "world"),
            ("w:ferry", "Night Ferry", 1954, "director", "cast", "world"),
            ("w:lamp2", "The Lamp II", 1957, "director", "cast", "world"),
        ],
    ),
    (
        "shared_films",
        ("w:eva", "w:gus"),
        [
            ("w:salt", "Salt", 1985, "cast", "director", "world"),
            ("w:road", "Salt Road", 1990, "cast", "director, producer", "world"),
            ("wd:Q999999991", "Undated Reel", None, "cast", "director", "world"),
        ],
    ),
    ("shared_films", ("w:ada", "w:gus"), []),
    (
        "recurring_actors",
        ("w:ada", 1),
        [
            ("w:bo", "Bo Marsh", 3, 1950, 1957, "world"),
            ("w:cy", "Cy Tarn", 1, 1950, 1950, "world"),
            ("w:dee", "Dee Lark", 1, 1954, 1954, "world"),
        ],
    ),
    # Salt, Salt Road and the undated film have Eva; the last two Bo; Ned and x9 are in one each.
    (
        "recurring_actors",
        ("w:gus", 2),
        [
            ("w:eva", "Eva Roon", 3, 1985, 1990, "world"),
            ("w:bo", "Bo Marsh", 2, 1990, 1990, "world"),
        ],
    ),
    (
        "producers_of_director",
        ("w:ada",),
        [
            ("w:pia", "Pia Stone", 2, 1950, 1954, "world"),
            ("w:ned", "Ned Frost", 1, 1957, 1957, "world"),
        ],
    ),
    # Ned is only executive producer of Salt Road.
    (
        "producers_of_director",
        ("w:gus",),
        [
            ("w:gus", "Gus Holt", 1, 1990, 1990, "world"),
            ("w:pia", "Pia Stone", 1, 1990, 1990, "world"),
        ],
    ),
    # Bo's films: 1950, 1954 | 1957, 1988, 1990 | one undated.
    (
        "collaborators_by_period",
        ("w:bo", 1957),
        [
            ("w:pia", "Pia Stone", 2, 2, 0, "world"),  # Lamp, Ferry | Ferry of 1988, Road
            ("w:ada", "Ada Quill", 2, 1, 0, "world"),  # Lamp, Ferry | Lamp II
            ("w:lux", "Lux Amber", 2, 0, 0, "world"),  # Lamp, Ferry
            ("w:cy", "Cy Tarn", 1, 1, 0, "world"),  # Lamp | Ferry of 1988
            ("w:dee", "Dee Lark", 1, 0, 0, "world"),  # Ferry
            ("w:eva", "Eva Roon", 0, 2, 1, "world"),  # Ferry of 1988, Road | undated
            ("w:ned", "Ned Frost", 0, 2, 1, "world"),  # Lamp II, Road | undated
            ("w:gus", "Gus Holt", 0, 1, 1, "world"),  # Road | undated
            ("w:moe", "Moe Reed", 0, 1, 0, "world"),  # Lamp II, by a claim
            ("w:x9", "unnamed (x9)", 0, 1, 0, "world"),  # Road
        ],
    ),
    (
        "companies_of_film",
        ("w:road",),
        [
            ("w:kite", "Kite Pictures", "production company", "world"),
            ("w:orb", "Orb Distribution", "distributor", "world"),
        ],
    ),
    ("companies_of_film", ("w:lamp",), []),
    # Four credits, and the claim that it is a remake.
    (
        "single_source_connections",
        ("w:ferry88",),
        [
            ("w:ferry88", "Night Ferry", "cast", "w:cy", "Cy Tarn", "world"),
            ("w:ferry88", "Night Ferry", "director", "w:bo", "Bo Marsh", "world"),
            ("w:ferry88", "Night Ferry", "is remake of", "w:ferry", "Night Ferry", "world"),
            ("w:ferry88", "Night Ferry", "producer", "w:pia", "Pia Stone", "world"),
            ("w:ferry88", "Night Ferry", "voice", "w:eva", "Eva Roon", "world"),
        ],
    ),
    # A fact written without a claim counts; the credit in which she is played does not connect her.
    (
        "single_source_connections",
        ("w:captain",),
        [
            ("w:ferry", "Night Ferry", "character", "w:captain", "The Captain", "world"),
        ],
    ),
    ("supported_claims", ("w:lamp",), []),
    (
        "hinted_connections",
        ("w:cy",),
        [
            (
                "w:harbour",
                "Quiet Harbour",
                "cast",
                "w:cy",
                "Cy Tarn",
                "weak",
                "called its face",
                "world",
            ),
        ],
    ),
    (
        "hinted_connections",
        ("w:gus",),
        [
            (
                "w:eva",
                "Eva Roon",
                "is relative of",
                "w:gus",
                "Gus Holt",
                "hedged",
                "a rumour",
                "world",
            ),
            ("w:harbour", "Quiet Harbour", "director", "w:gus", "Gus Holt", "hedged", "", "world"),
        ],
    ),
    (
        "hinted_connections",
        ("w:harbour",),
        [
            (
                "w:harbour",
                "Quiet Harbour",
                "cast",
                "w:cy",
                "Cy Tarn",
                "weak",
                "called its face",
                "world",
            ),
            ("w:harbour", "Quiet Harbour", "director", "w:gus", "Gus Holt", "hedged", "", "world"),
            ("w:harbour", "Quiet Harbour", "is inspired by", "w:salt", "Salt", "weak", "", "world"),
        ],
    ),
    # That x7 is no sequel of The Lamp is said outright: nothing is hinted.
    ("hinted_connections", ("w:x7",), []),
    (
        "other_titles",
        ("w:harvest",),
        [
            ("Ernte", "de", "original", "world"),
            ("The Harvest", "en", "alias", "world"),
        ],
    ),
    (
        "festival_screenings",
        ("w:pier",),
        [
            (
                "w:harvest",
                "Harvest",
                2001,
                "w:pier2001",
                "Pier Film Festival 2001",
                "2001-09-03",
                "true",
                "world",
            ),
            (
                "w:lamp",
                "The Lamp",
                1950,
                "w:pier2001",
                "Pier Film Festival 2001",
                "",
                "false",
                "world",
            ),
        ],
    ),
    (
        "festival_screenings",
        ("w:pier2001",),
        [
            (
                "w:harvest",
                "Harvest",
                2001,
                "w:pier2001",
                "Pier Film Festival 2001",
                "2001-09-03",
                "true",
                "world",
            ),
            (
                "w:lamp",
                "The Lamp",
                1950,
                "w:pier2001",
                "Pier Film Festival 2001",
                "",
                "false",
                "world",
            ),
        ],
    ),
    # The first film of all: everybody's first; only Bo has a film of unknown year.
    (
        "debuts",
        ("w:lamp",),
        [
            ("w:ada", "Ada Quill", "director", 0, 0, "world"),
            ("w:bo", "Bo Marsh", "cast", 0, 1, "world"),
            ("w:cy", "Cy Tarn", "cast", 0, 0, "world"),
            ("w:lux", "Lux Amber", "cinematographer", 0, 0, "world"),
            ("w:pia", "Pia Stone", "producer", 0, 0, "world"),
        ],
    ),
    # Salt Road is of 1990 too, and x9 is in both.
    (
        "debuts",
        ("w:x7",),
        [
            ("w:hal", "Hal Voss", "cast", 0, 0, "world"),
            ("w:x9", "unnamed (x9)", "cast", 1, 0, "world"),
        ],
    ),
    ("debuts", ("w:ferry88",), []),  # Bo, Pia and Cy began in 1950, Eva in 1985
    ("debuts", ("wd:Q999999991",), []),  # it has no year
    (
        "director_pairs",
        ("cinematographer", 2),
        [
            ("w:ada", "Ada Quill", "w:lux", "Lux Amber", 2, 1950, 1954),
        ],
    ),
    (
        "director_pairs",
        ("producer", 2),
        [
            ("w:ada", "Ada Quill", "w:pia", "Pia Stone", 2, 1950, 1954),
        ],
    ),
    (
        "director_pairs",
        ("cast", 2),
        [
            ("w:ada", "Ada Quill", "w:bo", "Bo Marsh", 3, 1950, 1957),
            ("w:gus", "Gus Holt", "w:eva", "Eva Roon", 3, 1985, 1990),
            ("w:gus", "Gus Holt", "w:bo", "Bo Marsh", 2, 1990, 1990),
        ],
    ),
    # A role of two words, with a hyphen or without; Gus did not produce with himself.
    (
        "director_pairs",
        ("executive-producer", 1),
        [
            ("w:gus", "Gus Holt", "w:ned", "Ned Frost", 1, 1990, 1990),
        ],
    ),
    # 1950s: three films with a genre, all dramas, one a thriller as well. 1990s: one of each.
    (
        "genres_by_decade",
        (),
        [
            (1950, "w:drama", "drama", 3, 100),
            (1950, "w:thriller", "thriller", 1, 33),
            (1980, "w:thriller", "thriller", 1, 100),
            (1990, "w:drama", "drama", 1, 50),
            (1990, "w:thriller", "thriller", 1, 50),
        ],
    ),
    (
        "actors_who_direct",
        (),
        [
            ("w:bo", "Bo Marsh", 1950, 1988, 1),
            ("w:dee", "Dee Lark", 1954, 2001, 1),
        ],
    ),
    (
        "features_from_shorts",
        (),
        [
            (
                "w:road",
                "Salt Road",
                1990,
                "is based on",
                "w:salt",
                "Salt",
                1985,
                "asserted",
                "world",
            ),
            (
                "w:harbour",
                "Quiet Harbour",
                1999,
                "is inspired by",
                "w:salt",
                "Salt",
                1985,
                "weak",
                "world",
            ),
        ],
    ),
    # One stands as a claim, one as a plain fact; what is denied does not count.
    (
        "remakes_and_sequels",
        (),
        [
            ("w:lamp2", "The Lamp II", 1957, "is sequel of", "w:lamp", "The Lamp", 1950, "world"),
            (
                "w:ferry88",
                "Night Ferry",
                1988,
                "is remake of",
                "w:ferry",
                "Night Ferry",
                1954,
                "world",
            ),
        ],
    ),
    # All but The Lamp, which is linked, and the undated film, which is an item itself.
    (
        "films_without_wikidata_item",
        (),
        [
            ("w:harvest", "Harvest", 2001),
            ("w:ferry", "Night Ferry", 1954),
            ("w:ferry88", "Night Ferry", 1988),
            ("w:harbour", "Quiet Harbour", 1999),
            ("w:salt", "Salt", 1985),
            ("w:road", "Salt Road", 1990),
            ("w:lamp2", "The Lamp II", 1957),
            ("w:x7", "unnamed (x7)", 1990),
        ],
    ),
    (
        "same_title_different_year",
        (),
        [
            ("w:ferry", "Night Ferry", 1954, 2),
            ("w:ferry88", "Night Ferry", 1988, 2),
        ],
    ),
    # Night Ferry prints the preferred form.
    (
        "printed_names",
        (),
        [
            ("w:bo", "Bo Marsh", "B. Marsh", 1, "world"),
        ],
    ),
    (
        "incomplete_films",
        (),
        [
            ("w:harvest", "Harvest", "country"),
            ("w:harbour", "Quiet Harbour", "director"),
            ("wd:Q999999991", "Undated Reel", "year, country"),
            ("w:x7", "unnamed (x7)", "director, country"),
        ],
    ),
    # Ada, Pia and Lux made both in the same roles; Bo only acted in The Lamp.
    (
        "films_sharing_crew",
        ("w:lamp", 2),
        [
            ("w:ferry", "Night Ferry", 1954, 4, 3, "Ada Quill, Bo Marsh, Lux Amber, Pia Stone"),
            ("w:ferry88", "Night Ferry", 1988, 3, 1, "Bo Marsh, Cy Tarn, Pia Stone"),
            ("w:lamp2", "The Lamp II", 1957, 2, 1, "Ada Quill, Bo Marsh"),
            ("w:road", "Salt Road", 1990, 2, 1, "Bo Marsh, Pia Stone"),
        ],
    ),
    ("films_sharing_crew", ("w:lamp", 5), []),
    # x9 meets five in Salt Road and one in the other film; Dee four of six in Night Ferry.
    (
        "central_by_one_film",
        (75, 6),
        [
            ("w:x9", "unnamed (x9)", 2, 6, 83, "w:road", "Salt Road", 1990),
        ],
    ),
    (
        "central_by_one_film",
        (60, 6),
        [
            ("w:dee", "Dee Lark", 2, 6, 67, "w:ferry", "Night Ferry", 1954),
            ("w:x9", "unnamed (x9)", 2, 6, 83, "w:road", "Salt Road", 1990),
        ],
    ),
    # The link holds its item, and no source another identifier.
    (
        "missing_identifiers",
        ("w:lamp",),
        [
            ("EIDR", FILM + "eidr"),
            ("IMDb identifier", FILM + "imdbId"),
            ("Kinopoisk identifier", FILM + "kinopoiskId"),
            ("Letterboxd identifier", FILM + "letterboxdId"),
            ("Rotten Tomatoes identifier", FILM + "rottenTomatoesId"),
            ("TMDb film identifier", FILM + "tmdbMovieId"),
        ],
    ),
    # They have one dated film in common, and one that may be older.
    (
        "first_together",
        ("w:bo", "w:gus"),
        [
            ("w:road", "Salt Road", 1990, 1, "w:gus", "Gus Holt", "director", "world"),
            ("w:road", "Salt Road", 1990, 1, "w:ned", "Ned Frost", "executive producer", "world"),
            ("w:road", "Salt Road", 1990, 1, "w:gus", "Gus Holt", "producer", "world"),
            ("w:road", "Salt Road", 1990, 1, "w:pia", "Pia Stone", "producer", "world"),
            (
                "w:road",
                "Salt Road",
                1990,
                1,
                "w:kite",
                "Kite Pictures",
                "production company",
                "world",
            ),
        ],
    ),
    # Nobody is known to have made it: the film is there all the same.
    (
        "first_together",
        ("w:hal", "w:x9"),
        [("w:x7", "unnamed (x7)", 1990, 0, None, "", "", "")],
    ),
    ("first_together", ("w:ada", "w:gus"), []),
    # He produced it himself: that is no job that somebody gave him.
    (
        "first_jobs",
        ("w:ned",),
        [("w:lamp2", "The Lamp II", 1957, 1, "w:ada", "Ada Quill", "director", "world")],
    ),
    (
        "first_jobs",
        ("w:hal",),
        [("w:x7", "unnamed (x7)", 1990, 0, None, "", "", "")],
    ),
    # Ada's three films, and Cy's two: The Lamp is in both.
    (
        "worked_with_all",
        (["w:ada", "w:cy"],),
        [
            ("w:bo", "Bo Marsh", 4, 1950, 1988),
            ("w:pia", "Pia Stone", 3, 1950, 1988),
            ("w:lux", "Lux Amber", 2, 1950, 1954),
        ],
    ),
    ("worked_with_all", (["w:ada", "w:hal"],), [("w:dee", "Dee Lark", 2, 1954, 2001)]),
    ("worked_with_all", (["w:ada", "w:nobody"],), []),
    # Together until 1954; Pia went on until 1990, Ada until 1957.
    (
        "ended_collaborations",
        ("w:pia", 3, 2),
        [("w:ada", "Ada Quill", 2, 1950, 1954, 1990, 1957)],
    ),
    ("ended_collaborations", ("w:pia", 4, 2), []),
    ("denied_claims", (), []),  # what is denied, nobody states
    (
        "dates_below_day",
        (),
        [
            ("w:ferry88", "Night Ferry", "release date", 1988, "year", "world"),
            ("w:harbour", "Quiet Harbour", "release date", 1999, "year", "world"),
            ("w:salt", "Salt", "release date", 1985, "year", "world"),
            ("w:road", "Salt Road", "release date", 1990, "year", "world"),
            ("w:lamp", "The Lamp", "release date", 1950, "year", "world"),
            ("w:lamp2", "The Lamp II", "release date", 1957, "year", "world"),
            ("w:x7", "unnamed (x7)", "release date", 1990, "year", "world"),
        ],
    ),
    (
        "entities_without_label",
        (),
        [
            ("w:x9", "Person", 2),
            ("w:x7", "Film", 0),
        ],
    ),
    ("labels_without_language", (), []),
    ("same_name_people", (), []),
    ("women_directors", (), []),
    ("sources_disagree", (), []),
    (
        "roles_by_decade",
        ("w:gus",),
        [
            (1980, "director", 1, "Salt", "world"),
            (1990, "director", 1, "Salt Road", "world"),
            (1990, "producer", 1, "Salt Road", "world"),
            (None, "director", 1, "Undated Reel", "world"),
        ],
    ),
]

# With the second source

TWO_SOURCES: list[tuple[str, Row, list[Row]]] = [
    # Both know The Lamp, and name the part differently.
    (
        "filmography",
        ("w:bo",),
        [
            ("w:lamp", "The Lamp", 1950, "cast", "The Keeper, Keeper", "second, world"),
            ("w:ferry", "Night Ferry", 1954, "cast", "The Captain", "world"),
            ("w:lamp2", "The Lamp II", 1957, "cast", "", "world"),
            ("w:ferry88", "Night Ferry", 1988, "director", "", "world"),
            ("w:road", "Salt Road", 1990, "cast", "", "world"),
            ("wd:Q999999991", "Undated Reel", None, "cast", "", "world"),
        ],
    ),
    # What one source hints at, the other says.
    (
        "filmography",
        ("w:cy",),
        [
            ("w:lamp", "The Lamp", 1950, "cast", "", "world"),
            ("w:ferry88", "Night Ferry", 1988, "cast", "", "world"),
            ("w:harbour", "Quiet Harbour", 1999, "cast", "", "second"),
        ],
    ),
    ("hinted_connections", ("w:cy",), []),
    (
        "hinted_connections",
        ("w:harbour",),
        [
            ("w:harbour", "Quiet Harbour", "director", "w:gus", "Gus Holt", "hedged", "", "world"),
            ("w:harbour", "Quiet Harbour", "is inspired by", "w:salt", "Salt", "weak", "", "world"),
        ],
    ),
    (
        "co_stars",
        ("w:cy", 1870),
        [
            ("w:bo", "Bo Marsh", 1, 1950, 1950, "second, world"),
            ("w:eva", "Eva Roon", 1, 1988, 1988, "world"),
        ],
    ),
    (
        "shared_films",
        ("w:ada", "w:bo"),
        [
            ("w:lamp", "The Lamp", 1950, "director", "cast", "second, world"),
            ("w:ferry", "Night Ferry", 1954, "director", "cast", "world"),
            ("w:lamp2", "The Lamp II", 1957, "director", "cast", "world"),
        ],
    ),
    (
        "recurring_actors",
        ("w:ada", 2),
        [
            ("w:bo", "Bo Marsh", 3, 1950, 1957, "second, world"),
        ],
    ),
    # Moe's older film came with the second source.
    (
        "debuts",
        ("w:lamp",),
        [
            ("w:ada", "Ada Quill", "director", 0, 0, "second, world"),
            ("w:bo", "Bo Marsh", "cast", 0, 1, "second, world"),
            ("w:cy", "Cy Tarn", "cast", 0, 0, "world"),
            ("w:lux", "Lux Amber", "cinematographer", 0, 0, "world"),
            ("w:moe", "Moe Reed", "composer", 0, 0, "second"),
            ("w:pia", "Pia Stone", "producer", 0, 0, "world"),
        ],
    ),
    (
        "supported_claims",
        ("w:lamp",),
        [
            ("w:lamp", "The Lamp", "cast", "w:bo", "Bo Marsh", 2, "second, world"),
            ("w:lamp", "The Lamp", "director", "w:ada", "Ada Quill", 2, "second, world"),
            ("w:lamp2", "The Lamp II", "is sequel of", "w:lamp", "The Lamp", 2, "second, world"),
        ],
    ),
    (
        "single_source_connections",
        ("w:lamp",),
        [
            ("w:lamp", "The Lamp", "cast", "w:cy", "Cy Tarn", "world"),
            ("w:lamp", "The Lamp", "cinematographer", "w:lux", "Lux Amber", "world"),
            ("w:lamp", "The Lamp", "composer", "w:moe", "Moe Reed", "second"),
            (
                "w:lamp",
                "The Lamp",
                "is screened at",
                "w:pier2001",
                "Pier Film Festival 2001",
                "world",
            ),
            ("w:lamp", "The Lamp", "producer", "w:pia", "Pia Stone", "world"),
        ],
    ),
    (
        "other_titles",
        ("w:lamp",),
        [
            ("La Lampe", "fr", "alias", "second"),
            ("Lamp in the Dark", "en", "release", "second"),
        ],
    ),
    # The first in the alphabet is preferred; 1988 is the earlier year.
    (
        "other_titles",
        ("w:ferry88",),
        [
            ("Night Ferry '88", "en", "preferred", "second"),
        ],
    ),
    (
        "same_title_different_year",
        (),
        [
            ("w:ferry", "Night Ferry", 1954, 2),
            ("w:ferry88", "Night Ferry", 1988, 2),
        ],
    ),
    (
        "remakes_and_sequels",
        (),
        [
            (
                "w:lamp2",
                "The Lamp II",
                1957,
                "is sequel of",
                "w:lamp",
                "The Lamp",
                1950,
                "second, world",
            ),
            (
                "w:ferry88",
                "Night Ferry",
                1988,
                "is remake of",
                "w:ferry",
                "Night Ferry",
                1954,
                "world",
            ),
        ],
    ),
    (
        "printed_names",
        (),
        [
            ("w:bo", "Bo Marsh", "B. Marsh", 1, "second, world"),
        ],
    ),
]

# With a third source

THREE_SOURCES: list[tuple[str, Row, list[Row]]] = [
    # Ada's own writing does not count.
    (
        "writers_of_director",
        ("w:ada",),
        [
            ("w:moe", "Moe Reed", 2, 1954, 1957, "third"),
            ("t:una", "Una Vey", 1, 1957, 1957, "third"),
        ],
    ),
    # Ada and Dee are women, Gus is not; of Bo nobody says it, of Pia nobody is sure. Salt Road is
    # of two countries, and Harvest of none that is known.
    (
        "women_directors",
        (),
        [
            (1950, "w:eldia", "Eldia", 1, 3, 3, 100, "third"),
            (1980, "w:eldia", "Eldia", 0, 0, 2, 0, "third"),
            (1990, "t:borea", "Borea", 0, 0, 1, 0, "third"),
            (1990, "w:eldia", "Eldia", 0, 0, 1, 0, "third"),
            (2000, None, "unknown", 1, 1, 1, 100, "third"),
        ],
    ),
    # Comet is of Borea alone, Salt Road of both.
    (
        "links_between_countries",
        ("w:eldia", "t:borea"),
        [
            ("w:bo", "Bo Marsh", 4, 1, 1, 1950, 1995),
            ("w:gus", "Gus Holt", 2, 1, 1, 1985, 1995),
        ],
    ),
    ("links_between_countries", ("w:eldia", "w:nowhere"), []),
    (
        "same_name_people",
        (),
        [
            ("bo marsh", "w:bo", "Bo Marsh", 7, 1950, 1995, 2),
            ("bo marsh", "t:bo", "bo marsh", 1, 1995, 1995, 2),
        ],
    ),
    (
        "missing_identifiers",
        ("w:bo",),
        [
            ("GND identifier", FILM + "gndId"),
            ("ISNI", FILM + "isni"),
            ("Kinopoisk identifier", FILM + "kinopoiskId"),
            ("TMDb person identifier", FILM + "tmdbPersonId"),
            ("VIAF identifier", FILM + "viafId"),
        ],
    ),
    # Of The Lamp, two name the same director; of a birth, one source alone speaks.
    (
        "sources_disagree",
        (),
        [
            ("w:ferry88", "Night Ferry", "director", "w:bo", "Bo Marsh", "world", 1),
            ("w:ferry88", "Night Ferry", "director", "w:gus", "Gus Holt", "third", 1),
            ("w:ferry88", "Night Ferry", "year", 1988, 1988, "world", 1),
            ("w:ferry88", "Night Ferry", "year", 1989, 1989, "second", 1),
        ],
    ),
    (
        "links_decided",
        (),
        [
            ("w:bo", "Bo Marsh", "wd:Q999999994", "third", "", ""),
            ("w:lamp", "The Lamp", "wd:Q999999992", "links", "", ""),
        ],
    ),
    # Said either way round, it is one pair; that Eva and Gus are relatives is only a rumour.
    (
        "family_films",
        (),
        [
            (
                "w:eva",
                "Eva Roon",
                "is spouse of",
                "w:gus",
                "Gus Holt",
                4,
                1985,
                1990,
                "third",
            ),
            (
                "w:ada",
                "Ada Quill",
                "is relative of",
                "w:bo",
                "Bo Marsh",
                3,
                1950,
                1957,
                "third",
            ),
        ],
    ),
    (
        "companies_of_person",
        ("w:gus",),
        [
            ("w:orb", "Orb Distribution", "distributor", 2, 1990, 1995, "third, world"),
            ("w:kite", "Kite Pictures", "production company", 1, 1990, 1990, "world"),
        ],
    ),
    # One says it weakly and one outright what the third denies; and the third says what one denies.
    (
        "denied_claims",
        (),
        [
            ("w:harbour", "Quiet Harbour", "cast", "w:cy", "Cy Tarn", "second, world", "third"),
            ("w:x7", "unnamed (x7)", "is sequel of", "w:lamp", "The Lamp", "third", "world"),
        ],
    ),
    ("labels_without_language", (), [("t:bo", "bo marsh", "preferred", "third")]),
    (
        "roles_by_decade",
        ("w:gus",),
        [
            (1980, "director", 2, "Night Ferry, Salt", "third, world"),
            (1990, "cast", 1, "Comet", "third"),
            (1990, "director", 1, "Salt Road", "world"),
            (1990, "producer", 1, "Salt Road", "world"),
            (None, "director", 1, "Undated Reel", "world"),
        ],
    ),
    # The item that a source gives stands in the view, and counts.
    (
        "films_without_wikidata_item",
        (),
        [
            ("t:comet", "Comet", 1995),
            ("w:harvest", "Harvest", 2001),
            ("w:ferry", "Night Ferry", 1954),
            ("w:ferry88", "Night Ferry", 1988),
            ("w:harbour", "Quiet Harbour", 1999),
            ("w:salt", "Salt", 1985),
            ("w:road", "Salt Road", 1990),
            ("w:lamp2", "The Lamp II", 1957),
            ("w:x7", "unnamed (x7)", 1990),
        ],
    ),
]

# How often each term is used: in the view, and in the claims of the world. Ten films have 35
# contributors (5 + 5 + 4 + 2 + 4 + 6 + 4 + 2 + 0 + 3), some of them in two roles. There are 34
# credits from plain edges and 5 that are written out.
CLASSES_USED = {
    "film:Character": (1, 1),
    "film:Claim": (0, 5),
    "film:Company": (2, 2),
    "film:Credit": (0, 39),
    "film:Festival": (1, 1),
    "film:FestivalEdition": (1, 1),
    "film:Film": (10, 9),  # the short film is one in the view
    "film:Genre": (2, 2),
    "film:Organization": (2, 0),
    "film:Person": (12, 12),
    "film:Screening": (0, 1),
    "film:ShortFilm": (1, 1),
    "film:Source": (0, 1),
    "film:Title": (0, 1),
    "film:Work": (10, 0),
    "schema:Place": (1, 1),
}
PROPERTIES_USED = {
    "dcterms:issued": (0, 1),
    "dcterms:license": (0, 1),
    "dcterms:publisher": (0, 1),
    "dcterms:title": (0, 1),
    "film:characterName": (0, 2),
    "film:creditedAs": (0, 2),
    "film:date": (0, 1),
    "film:hasAgent": (0, 39),
    "film:hasCastMember": (18, 0),
    "film:hasCharacter": (1, 1),
    "film:hasCharacterPlayed": (0, 1),
    "film:hasCinematographer": (2, 0),
    "film:hasContributor": (35, 0),
    "film:hasCountryOfOrigin": (7, 7),
    "film:hasDirector": (8, 0),
    "film:hasDistributor": (1, 0),
    "film:hasEditor": (1, 0),
    "film:hasEvent": (0, 1),
    "film:hasExecutiveProducer": (1, 0),
    "film:hasGenre": (7, 7),
    "film:hasProducer": (6, 0),
    "film:hasProductionCompany": (1, 0),
    "film:hasRole": (0, 39),
    "film:hasStatus": (0, 5),
    "film:hasTitle": (0, 1),
    "film:hasWork": (0, 40),  # the credits, and the screening
    "film:isBasedOn": (1, 1),
    "film:isEditionOf": (1, 1),
    "film:isPremiere": (0, 1),
    "film:isRemakeOf": (1, 0),
    "film:isScreenedAt": (1, 1),
    "film:isSequelOf": (1, 1),
    "film:releaseDate": (8, 8),
    "film:titleKind": (0, 1),
    "film:titleText": (0, 1),
    "film:year": (9, 0),  # one more than dates: Harvest has only a screening
    "rdf:object": (0, 5),
    "rdf:predicate": (0, 5),
    "rdf:subject": (0, 5),
    "rdf:type": (43, 77),
    "rdfs:label": (28, 28),
    "skos:altLabel": (2, 1),  # the view has the original title as well
}


def text_of(name: str) -> str:
    return resources.text(f"queries/{name}.rq")


def header(name: str, field: str) -> list[str]:
    """The values of a field of the comment header, such as ``column``."""
    return re.findall(rf"(?m)^# {field}:? (.+)$", text_of(name).split("\nPREFIX", 1)[0])


def columns(name: str) -> list[str]:
    return [line.split(":")[0] for line in header(name, "column")]


def expand(value: object) -> Term:
    if isinstance(value, int):
        return ox.Literal(value)
    text = str(value)
    for prefix, namespace in (("w:", W), ("t:", T)):
        if text.startswith(prefix):
            return iri(namespace + text[2:])
    return iri(WD + text[3:]) if text.startswith("wd:") else ox.Literal(text)


def bound(name: str, values: Row) -> str:
    """The text of a query with its parameters, in the order of its header."""
    text = text_of(name)
    if not values:
        return text
    if isinstance(values[0], list):  # a parameter that takes several
        return bind(text, {parameters(text)[0]: [[expand(v)] for v in values[0]]})
    return bind(text, {parameters(text)[0]: [[expand(v) for v in values]]})


def short(value: str) -> str:
    """The text of a term; an offset of no hours is written in two ways."""
    value = re.sub(r"(T[\d:]+)\+00:00$", r"\1Z", value)
    return value.replace(W, "w:").replace(T, "t:").replace(WD, "wd:")


def rows(store: EmbeddedStore, sparql: str) -> list[Row]:
    """The rows of an answer as texts."""
    return [
        tuple(None if term is None else short(term.value) for term in solution)
        for solution in store.rdf.query(sparql)
    ]


def as_texts(expected: list[Row]) -> list[Row]:
    return [tuple(None if v is None else str(v) for v in row) for row in expected]


def cases(expected: list[tuple[str, Row, list[Row]]]) -> list[object]:
    return [
        pytest.param(*case, id="-".join([case[0], *map(str, case[1])]).replace(":", "-"))
        for case in expected
    ]


@pytest.mark.parametrize(("name", "values", "expected"), cases(WORLD))
def test_a_question_has_exactly_these_rows(
    world: EmbeddedStore, name: str, values: Row, expected: list[Row]
) -> None:
    assert rows(world, bound(name, values)) == as_texts(expected)


@pytest.mark.parametrize(("name", "values", "expected"), cases(TWO_SOURCES))
def test_a_question_has_exactly_these_rows_of_two_sources(
    two_sources: EmbeddedStore, name: str, values: Row, expected: list[Row]
) -> None:
    assert rows(two_sources, bound(name, values)) == as_texts(expected)


@pytest.mark.parametrize(("name", "values", "expected"), cases(THREE_SOURCES))
def test_a_question_has_exactly_these_rows_of_three_sources(
    three_sources: EmbeddedStore, name: str, values: Row, expected: list[Row]
) -> None:
    sparql = bound(name, values)
    assert rows(three_sources, sparql) == as_texts(expected)
    assert in_rdflib(three_sources, sparql) == as_texts(expected)


def test_source_contents_counts_what_a_source_wrote(two_sources: EmbeddedStore) -> None:
    from reelgraph.vocabulary import curie

    found = {
        (kind, curie(str(term))): int(str(uses))
        for kind, term, uses in rows(two_sources, bound("source_contents", ("world",)))
    }
    assert found.pop(("property", "film:note")) == 2
    expected = {("class", t): n for t, (_, n) in CLASSES_USED.items() if n}
    expected |= {("property", t): n for t, (_, n) in PROPERTIES_USED.items() if n}
    # Of the 39 credits; Eva's voice, and the producer of Salt Road who directed it.
    roles = {"cast": 18, "voice": 1, "director": 9, "producer": 6, "cinematographer": 2}
    roles |= {"executive-producer": 1, "production-company": 1, "distributor": 1}
    assert sum(roles.values()) == 39
    expected |= {("role", f"role:{role}"): n for role, n in roles.items()}
    expected |= {("status", "status:weak"): 2, ("status", "status:hedged"): 2}
    expected |= {("status", "status:negative"): 1}
    assert found == expected


def test_credits_of_unknown_source_names_what_nobody_says(three_sources: EmbeddedStore) -> None:
    # Only the second source has neither publisher nor author nor address; it has four credits.
    found = rows(three_sources, text_of("credits_of_unknown_source"))
    assert [row[1:] for row in found] == [("second", "publisher, author, address", "4")]
    credit = (iri(W + "stray"), iri(RDF + "type"), iri(FILM + "Credit"), iri(W + "nowhere"))
    three_sources.rdf.add(ox.Quad(*credit))
    assert rows(three_sources, text_of("credits_of_unknown_source"))[1] == (
        "w:nowhere",
        "",
        "any description",
        "1",
    )


def test_links_decided_says_who_decided_and_when(world: EmbeddedStore) -> None:
    node = iri(W + "decision")
    for predicate, value in (
        (RDF + "subject", iri(W + "lamp")),
        (RDF + "predicate", iri(SKOS + "exactMatch")),
        (RDF + "object", iri(WD + "Q999999992")),
        (DCTERMS + "creator", ox.Literal("An archivist")),
        (DCTERMS + "created", ox.Literal("2020-02-01")),
    ):
        world.rdf.add(ox.Quad(node, iri(predicate), value, iri(LINKS)))
    expected = [
        ("w:lamp", "The Lamp", "wd:Q999999992", "links", "An archivist", "2020-02-01"),
    ]
    assert rows(world, text_of("links_decided")) == expected
    assert in_rdflib(world, text_of("links_decided")) == expected


def test_terms_outside_the_ontology_are_counted(world: EmbeddedStore) -> None:
    source = next(g for g in world.rdf.named_graphs() if "/source/world/" in g.value)
    for place in ("lamp", "salt"):
        world.rdf.add(ox.Quad(iri(W + place), iri(W + "shelf"), ox.Literal("17"), source))
    world.rdf.add(ox.Quad(iri(W + "lamp"), iri(RDF + "type"), iri(W + "Treasure"), source))
    expected = [("w:Treasure", "class", "1", "world"), ("w:shelf", "property", "2", "world")]
    assert rows(world, text_of("terms_outside_ontology")) == expected
    assert in_rdflib(world, text_of("terms_outside_ontology")) == expected


def test_the_identifiers_asked_for_are_those_of_the_ontology() -> None:
    listed = set(re.findall(r"film:(\w+) \"", text_of("missing_identifiers")))
    known = {p for p in terms().below(DCTERMS + "identifier") if p.startswith(FILM)}
    assert {FILM + name for name in listed} == known


def test_terms_used_counts_view_and_claims(world: EmbeddedStore) -> None:
    from reelgraph.vocabulary import curie

    found = {
        (kind, curie(str(term))): (int(str(view)), int(str(claims)))
        for term, kind, view, claims in rows(world, text_of("terms_used"))
    }
    notes = found.pop(("property", "film:note"))
    assert notes[1] == 2  # they are notes on statements, and should not be in the view
    expected = {("class", term): n for term, n in CLASSES_USED.items()}
    expected |= {("property", term): n for term, n in PROPERTIES_USED.items()}
    assert found == expected


def test_sources_overview_describes_each_source(two_sources: EmbeddedStore) -> None:
    found = rows(two_sources, text_of("sources_overview"))
    assert [row[1:6] for row in found] == [
        ("second", "A second look", "unknown", "unknown", "unknown"),
        ("world", "A tiny world", "Nobody", "CC0-1.0", "2020"),
    ]
    # Films, people, credits. Second: The Lamp, II, Ferry, Harbour; four people; of the credits
    # one is written out, and three are edges.
    assert [row[8:] for row in found] == [("4", "4", "4"), ("10", "12", "39")]
    for graph, *_, loaded, triples, _films, _people, _credits in found:
        assert str(graph).startswith("https://w3id.org/reelgraph/source/")
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", str(loaded))
        pattern = (None, None, None, iri(str(graph)))
        assert int(str(triples)) == sum(1 for _ in two_sources.rdf.quads_for_pattern(*pattern))


def test_every_question_has_expected_rows() -> None:
    tested = {name for name, _, _ in (*WORLD, *THREE_SOURCES)} | {
        "credits_of_unknown_source",
        "source_contents",
        "sources_overview",
        "terms_outside_ontology",
        "terms_used",
    }
    assert tested == set(QUESTIONS)


ABOUT_SOURCES = {
    "sources_overview",
    "terms_used",
    "single_source_connections",
    "supported_claims",
    "hinted_connections",
}


def test_one_fact_in_two_sources_changes_no_other_answer(world: EmbeddedStore) -> None:
    asked = [case for case in WORLD if case[0] not in ABOUT_SOURCES]

    def answers() -> list[list[Row]]:
        found = []
        for name, values, _ in asked:
            kept = [i for i, column in enumerate(columns(name)) if column != "sources"]
            found.append([tuple(r[i] for i in kept) for r in rows(world, bound(name, values))])
        return found

    alone = answers()
    loading.load(world, [str(DATA / "world.ttl")], name="again")
    assert answers() == alone
    for name in CHECKS:
        assert rows(world, text_of(name)) == []


# Checks

# What is added to (+) or taken from (-) the world, and the rows that it must give. The graph
# "source" is that of the world's claims.
BROKEN: list[tuple[str, list[tuple[str, str, str, Term, str]], list[Row]]] = [
    (
        # Hal never directed Salt; the view says it with both edges, no source does.
        "edge_without_claim_violation",
        [
            ("+", "salt", FILM + "hasDirector", iri(W + "hal"), "view"),
            ("+", "salt", CONTRIBUTOR, iri(W + "hal"), "view"),
        ],
        [
            ("w:salt", "Salt", CONTRIBUTOR, "w:hal", "Hal Voss"),
            ("w:salt", "Salt", FILM + "hasDirector", "w:hal", "Hal Voss"),
        ],
    ),
    (
        # A claim that is only weak does not carry an edge; neither does another role.
        "edge_without_claim_violation",
        [
            ("+", "harbour", FILM + "hasCastMember", iri(W + "cy"), "view"),
            ("+", "lamp", FILM + "hasProducer", iri(W + "ada"), "view"),
        ],
        [
            ("w:harbour", "Quiet Harbour", FILM + "hasCastMember", "w:cy", "Cy Tarn"),
            ("w:lamp", "The Lamp", FILM + "hasProducer", "w:ada", "Ada Quill"),
        ],
    ),
    (
        # A credit and a claim whose edges are gone.
        "claim_without_edge_violation",
        [
            ("-", "ferry88", FILM + "isRemakeOf", iri(W + "ferry"), "view"),
            ("-", "lamp", FILM + "hasCastMember", iri(W + "bo"), "view"),
        ],
        [
            (
                "w:ferry88-remake",
                "w:ferry88",
                "Night Ferry",
                FILM + "isRemakeOf",
                "w:ferry",
                "Night Ferry",
                "world",
            ),
            (
                "w:lamp-bo",
                "w:lamp",
                "The Lamp",
                FILM + "hasCastMember",
                "w:bo",
                "Bo Marsh",
                "world",
            ),
        ],
    ),
    (
        "credit_incomplete_violation",
        [
            ("-", "lamp-bo", FILM + "hasRole", iri(ROLE + "cast"), "source"),
            ("-", "ferry-bo", FILM + "hasWork", iri(W + "ferry"), "source"),
            ("-", "ferry-bo", FILM + "hasAgent", iri(W + "bo"), "source"),
        ],
        [
            ("w:ferry-bo", "agent", "world"),
            ("w:ferry-bo", "work", "world"),
            ("w:lamp-bo", "role", "world"),
        ],
    ),
    (
        "entity_without_type_violation",
        [
            ("-", "x9", RDF + "type", iri(FILM + "Person"), "view"),
            ("-", "kite", RDF + "type", iri(FILM + "Company"), "view"),
            ("-", "kite", RDF + "type", iri(FILM + "Organization"), "view"),
            ("-", "lamp", RDF + "type", iri(FILM + "Film"), "view"),
            ("-", "lamp", RDF + "type", iri(FILM + "Work"), "view"),
        ],
        [
            ("w:kite", "Kite Pictures", "contributor"),
            ("w:lamp", "The Lamp", "work"),
            ("w:x9", "unnamed (x9)", "contributor"),
        ],
    ),
    (
        "several_labels_violation",
        [("+", "lamp", RDFS + "label", ox.Literal("Lamp", language="en"), "view")],
        [("w:lamp", "Lamp", 2)],
    ),
    (
        # The Lamp gets a second item, and Salt the first one of The Lamp.
        "several_items_violation",
        [
            ("+", "lamp", SKOS + "exactMatch", iri(WD + "Q999999993"), "links"),
            ("+", "salt", SKOS + "exactMatch", iri(WD + "Q999999992"), "links"),
        ],
        [
            ("w:salt", "Salt", "wd:Q999999992", "several entities"),
            ("w:lamp", "The Lamp", "wd:Q999999992", "several entities"),
            ("w:lamp", "The Lamp", "wd:Q999999992", "several items"),
            ("w:lamp", "The Lamp", "wd:Q999999993", "several items"),
        ],
    ),
    (
        # An item that a source gives is in the view, and is another than the link's.
        "several_items_violation",
        [("+", "lamp", SKOS + "exactMatch", iri(WD + "Q999999993"), "view")],
        [
            ("w:lamp", "The Lamp", "wd:Q999999992", "several items"),
            ("w:lamp", "The Lamp", "wd:Q999999993", "several items"),
        ],
    ),
    (
        "year_out_of_range_violation",
        [
            ("+", "lamp2", FILM + "year", ox.Literal(1869), "view"),
            ("+", "x7", FILM + "year", ox.Literal(9999), "view"),
        ],
        [("w:lamp2", "The Lamp II", 1869), ("w:x7", "unnamed (x7)", 9999)],
    ),
    (
        # A status of nobody's, and one beside another.
        "unknown_status_violation",
        [
            ("+", "lamp-bo", FILM + "hasStatus", iri(STATUS + "certain"), "source"),
            ("+", "harbour-cy", FILM + "hasStatus", iri(STATUS + "negative"), "source"),
        ],
        [
            ("w:harbour-cy", STATUS + "negative", "world"),
            ("w:harbour-cy", STATUS + "weak", "world"),
            ("w:lamp-bo", STATUS + "certain", "world"),
        ],
    ),
]


def broken(store: EmbeddedStore, changes: list[tuple[str, str, str, Term, str]]) -> None:
    source = next(g for g in store.rdf.named_graphs() if "/source/world/" in g.value)
    graphs = {"view": ox.DefaultGraph(), "links": iri(LINKS), "source": source}
    for sign, subject, predicate, value, graph in changes:
        quad = ox.Quad(iri(W + subject), iri(predicate), value, graphs[graph])
        assert (quad in store.rdf) == (sign == "-")
        (store.rdf.add if sign == "+" else store.rdf.remove)(quad)


@pytest.mark.parametrize("name", CHECKS)
def test_a_sound_store_passes_each_check(two_sources: EmbeddedStore, name: str) -> None:
    assert rows(two_sources, text_of(name)) == []


@pytest.mark.parametrize(("name", "changes", "expected"), BROKEN)
def test_a_check_fires_on_a_broken_store(
    world: EmbeddedStore,
    name: str,
    changes: list[tuple[str, str, str, Term, str]],
    expected: list[Row],
) -> None:
    broken(world, changes)
    assert rows(world, text_of(name)) == as_texts(expected)
    assert in_rdflib(world, text_of(name)) == as_texts(expected)


def test_every_check_has_a_broken_store() -> None:
    assert {name for name, _, _ in BROKEN} == set(CHECKS)


# Other clients


def as_dataset(store: EmbeddedStore) -> rdflib.Dataset:
    dataset = rdflib.Dataset(default_union=False)
    dataset.parse(data=store.rdf.dump(format=ox.RdfFormat.N_QUADS), format="nquads")
    return dataset


def in_rdflib(store: EmbeddedStore, sparql: str) -> list[Row]:
    answer = as_dataset(store).query(prepareQuery(sparql))
    return [tuple(None if v is None else short(str(v)) for v in row) for row in answer]


@pytest.mark.parametrize("name", NAMED)
def test_rdflib_gives_the_same_rows(two_sources: EmbeddedStore, name: str) -> None:
    asked = [values for n, values, _ in (*WORLD, *TWO_SOURCES) if n == name] or [()]
    for values in asked:
        sparql = bound(name, values)
        assert in_rdflib(two_sources, sparql) == rows(two_sources, sparql), values


@pytest.mark.parametrize("name", [n for n in QUESTIONS if header(n, "param")])
def test_who_is_not_in_the_graph_has_no_rows(world: EmbeddedStore, name: str) -> None:
    kinds = [re.findall(r"\(([\w ]+)\)", line)[0] for line in header(name, "param")]
    given = tuple({"text": "nothing"}.get(k, 1870 if k[0].islower() else "w:nobody") for k in kinds)
    assert rows(world, bound(name, given)) == in_rdflib(world, bound(name, given)) == []


@pytest.mark.parametrize("name", NAMED)
def test_an_empty_graph_has_no_rows(name: str) -> None:
    empty = EmbeddedStore()
    assert rows(empty, text_of(name)) == in_rdflib(empty, text_of(name)) == []


@pytest.fixture
def endpoint(two_sources: EmbeddedStore) -> Iterator[str]:
    """The world on a SPARQL server that is another program."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    program = Path(sysconfig.get_path("scripts")) / "oxigraph"
    if not program.exists():
        pytest.skip("the oxigraph server is not installed: pip install oxigraph")
    with subprocess.Popen(
        [program, "serve", "--bind", address], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as server:
        try:
            request = urllib.request.Request(
                f"http://{address}/store",
                data=two_sources.rdf.dump(format=ox.RdfFormat.N_QUADS),
                headers={"Content-Type": "application/n-quads"},
                method="POST",
            )
            for attempt in range(100):
                try:
                    urllib.request.urlopen(request, timeout=10).close()
                    break
                except urllib.error.URLError:
                    assert attempt < 99, "the server does not answer"
                    assert server.poll() is None, "the server ended"
                    time.sleep(0.05)
            yield f"http://{address}/query"
        finally:
            server.terminate()
            server.wait(10)


def test_a_server_gives_the_same_rows(two_sources: EmbeddedStore, endpoint: str) -> None:
    for name, values, _ in (*WORLD, *TWO_SOURCES):
        sparql = bound(name, values)
        client = SPARQLWrapper(endpoint, returnFormat=JSON)
        client.setMethod("POST")
        client.setQuery(sparql)
        answer = client.queryAndConvert()
        variables = answer["head"]["vars"]
        found = [
            tuple(short(row[v]["value"]) if v in row else None for v in variables)
            for row in answer["results"]["bindings"]
        ]
        assert found == rows(two_sources, sparql), (name, values)


# The files


@pytest.mark.parametrize("name", NAMED)
def test_header_is_complete(name: str) -> None:
    assert re.fullmatch(r"[a-z][a-z0-9_]*", name)
    assert len(header(name, "title")) == 1
    assert header(name, "question")[0].endswith("?")
    if name in CHECKS:
        assert len(header(name, "remedy")) == 1
    else:
        assert header(name, "asked by")[0] in PEOPLE


@pytest.mark.parametrize("name", NAMED)
def test_documented_columns_are_those_of_the_answer(world: EmbeddedStore, name: str) -> None:
    answer = world.rdf.query(text_of(name))
    assert isinstance(answer, ox.QuerySolutions)
    assert columns(name) == [variable.value for variable in answer.variables]
    assert all(": " in line for line in header(name, "column"))


@pytest.mark.parametrize("name", NAMED)
def test_documented_parameters_are_those_of_the_values_line(name: str) -> None:
    stated = [
        re.fullmatch(r"(\w+) \(([\w ]+)\)(?: = ([^:]+))?: .+", line)
        for line in header(name, "param")
    ]
    assert all(stated)
    found = [(m[1], m[2], m[3]) for m in stated if m]
    assert all(kind in TYPES for _, kind, _ in found)
    if not found:
        return
    text = text_of(name)
    blocks = [p for p in parameters(text) if p == tuple(n for n, _, _ in found)]
    several = found[0][1].endswith(" list")  # counted in a line of its own, with the same rows
    assert set(blocks) == {parameters(text)[0]}, "the first VALUES line names the parameters"
    assert len(blocks) == (2 if several else 1)
    if several:
        assert len(set(re.findall(r"VALUES \(\?people\) \{([^}]*)\}", text))) == 1
        return
    given = re.findall(r'<[^>]*>|"[^"]*"|\d+', (example(text) or "").strip("() "))
    assert len(given) == len(found)
    for value, (_, _, default) in zip(given, found, strict=True):
        assert value.startswith(("<", '"')) if default is None else value == default


@pytest.fixture(scope="module")
def sample() -> EmbeddedStore:
    store = EmbeddedStore()
    for name in resources.names("sample", ".ttl"):
        if name != "links.ttl":
            path = Path(str(resources.folder("sample").joinpath(name)))
            loading.load(store, [str(path)])
    return store


# Nothing in the sample answers these: it has no company, no actor twice with one director, no
# remake, no second title of a name, nobody whose acting is dated before a first direction, no
# writer, no gender, no family of people, nobody twice, nothing without a name or a language.
WITHOUT_SAMPLE_ROWS = {
    "actors_who_direct",
    "central_by_one_film",
    "companies_of_film",
    "companies_of_person",
    "denied_claims",
    "director_pairs",
    "ended_collaborations",
    "entities_without_label",
    "family_films",
    "films_sharing_crew",
    "labels_without_language",
    "links_between_countries",
    "links_decided",
    "recurring_actors",
    "remakes_and_sequels",
    "same_name_people",
    "same_title_different_year",
    "terms_outside_ontology",
    "women_directors",
    "writers_of_director",
}


@pytest.mark.parametrize("name", NAMED)
def test_the_example_of_a_query_has_rows_in_the_sample(sample: EmbeddedStore, name: str) -> None:
    found = rows(sample, text_of(name))
    assert bool(found) == (name in QUESTIONS and name not in WITHOUT_SAMPLE_ROWS)


@pytest.mark.parametrize("name", NAMED)
def test_a_query_names_only_terms_of_the_ontology(name: str) -> None:
    known = terms()
    names = set(re.findall(r"\bfilm:(\w+)", re.sub(r"(?m)^#.*$", "", text_of(name))))
    described = {"sourceName", "tripleCount", "filmCount", "personCount", "creditCount"}
    found = {FILM + n for n in names - described}
    assert found - {FILM + "has"} <= known.classes | known.object_properties | known.data_properties


def test_the_role_lists_of_the_queries_are_those_of_the_ontology() -> None:
    known = terms()
    edges = {(ROLE, r.iri.removeprefix(ROLE), r.property) for r in known.roles.values()}
    plain = {(role, prop.removeprefix(FILM)) for _, role, prop in edges}

    def listed(name: str) -> set[tuple[str, str]]:
        return set(re.findall(r"\((?:role:|\")([\w -]+)\"? film:(\w+)\)", text_of(name)))

    assert listed("claim_without_edge_violation") == plain
    people = known.contributor_properties
    assert listed("edge_without_claim_violation") == plain | {
        (role, "hasContributor") for _, role, prop in edges if prop in people
    }
    assert listed("director_pairs") == {
        (role.replace("-", " "), prop.removeprefix(FILM))
        for _, role, prop in edges
        if prop in people
    }
    every = people | {prop for _, _, prop in edges}
    for name in ("claim_without_edge_violation", "edge_without_claim_violation"):
        found = re.search(r"VALUES \?edge \{([^}]*)\}", text_of(name))
        assert found
        assert {prop.replace("film:", FILM) for prop in found[1].split()} == every
    cast = {f"role:{role}" for role, prop in plain if prop == "hasCastMember"}
    for name in ("co_stars", "recurring_actors"):
        found = re.search(r"\?as IN \(([^)]*)\)", text_of(name))
        assert found
        assert set(found[1].split(", ")) == cast


def test_years_are_integers_in_answers(world: EmbeddedStore) -> None:
    answer = world.rdf.query(bound("co_stars", ("w:bo", 1870)))
    kinds = {term.datatype.value for row in answer for term in list(row)[2:5] if term is not None}
    assert kinds == {XSD + "integer"}
