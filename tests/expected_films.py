"""The rows that questions on films, genres, companies and festivals must give.

They are written by hand, as those of ``expected_people``.
"""

from asking import Case

# The one source

WORLD: list[Case] = [
    (
        "companies_of_film",
        ("w:road",),
        [
            ("w:kite", "Kite Pictures", "production company", "world"),
            ("w:orb", "Orb Distribution", "distributor", "world"),
        ],
    ),
    ("companies_of_film", ("w:lamp",), []),
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
        "works_per_year",
        (),
        [(1950, 1), (1954, 1), (1957, 1), (1985, 1), (1988, 1), (1990, 2), (1999, 1), (2001, 1)],
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
]

# With the second source

TWO_SOURCES: list[Case] = [
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
]

THREE_SOURCES: list[Case] = []
