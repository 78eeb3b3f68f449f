"""The rows that questions on people and their work together must give.

They are written by hand from ``data/world.ttl``, ``world_second.ttl`` and ``world_third.ttl``. In
them an IRI of the world is ``w:``, and a value is the text of its term.
"""

from asking import Case

# The one source

WORLD: list[Case] = [
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
    (
        "actors_who_direct",
        (),
        [
            ("w:bo", "Bo Marsh", 1950, 1988, 1),
            ("w:dee", "Dee Lark", 1954, 2001, 1),
        ],
    ),
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
    ("women_directors", (), []),
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

TWO_SOURCES: list[Case] = [
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
]

# With a third source

THREE_SOURCES: list[Case] = [
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
]
