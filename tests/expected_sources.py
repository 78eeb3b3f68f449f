"""The rows that questions on sources, claims, names and identifiers must give.

They are written by hand, as those of ``expected_people``.
"""

from asking import Case

from reelgraph.vocabulary import FILM

# The one source

WORLD: list[Case] = [
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
    ("sources_disagree", (), []),
]

# With the second source

TWO_SOURCES: list[Case] = [
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
        "same_title_different_year",
        (),
        [
            ("w:ferry", "Night Ferry", 1954, 2),
            ("w:ferry88", "Night Ferry", 1988, 2),
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

THREE_SOURCES: list[Case] = [
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
            ("w:bo", "Bo Marsh", "wd:Q999999994", "accepted", "third", "", ""),
            ("w:lamp", "The Lamp", "wd:Q999999992", "accepted", "links", "", ""),
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
