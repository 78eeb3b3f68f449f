"""IMDb's files: what becomes of each column, what is left out, and files that went wrong."""

import csv
import gzip
import importlib.util
import io
import json
import re
import tracemalloc
from collections import Counter
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reelgraph import loading
from reelgraph.errors import InputError, ParameterError
from reelgraph.sources import imdb
from reelgraph.sources.imdb import Choice
from reelgraph.sources.imdb.marks import Marks, number
from reelgraph.sources.imdb.principals import _ROLES
from reelgraph.sources.inputs import Input
from reelgraph.store import EmbeddedStore
from reelgraph.terms import terms
from reelgraph.vocabulary import BASE, FILM, PREFIXES, ROLE

HERE = Path(__file__).parent
DATA = HERE / "data" / "imdb"
SHARED = HERE.parent.parent / "shared" / "data" / "films"
needs_data = pytest.mark.skipif(
    not SHARED.is_dir(), reason="the film data does not lie beside the checkout"
)
ID = f"{BASE}/id/imdb/"
DECLARED = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())
HEADERS = {
    "title.basics": "tconst titleType primaryTitle originalTitle isAdult startYear endYear "
    "runtimeMinutes genres",
    "title.principals": "tconst ordering nconst category job characters",
    "title.crew": "tconst directors writers",
    "title.akas": "titleId ordering title region language types attributes isOriginalTitle",
    "title.ratings": "tconst averageRating numVotes",
    "title.episode": "tconst parentTconst seasonNumber episodeNumber",
    "name.basics": "nconst primaryName birthYear deathYear primaryProfession knownForTitles",
}
MOVIE = r"tt99900001 movie The·Ford \N 0 1950 \N 90 Drama"


def given_input(path):
    packed = path.read_bytes()[:2] == b"\x1f\x8b"
    return Input(path, str(path), "tsv", packed, "0" * 64, path.stat().st_size)


def read(folder, choice=None):
    """The claims as a store, and the notes."""
    out = io.BytesIO()
    files = [given_input(path) for path in sorted(folder.iterdir())]
    assert imdb.is_imdb(files)
    notes = imdb.read(files, "imdb", folder, BASE, choice or Choice(), None, out)
    store = ox.Store()
    store.load(out.getvalue(), format=ox.RdfFormat.N_TRIPLES)
    return store, notes


def put(folder, **files):
    """Write files: a row is a text with blanks between its cells, and ``·`` for a blank in one."""
    for name, lines in files.items():
        kind = name.replace("_", ".")
        text = "".join("\t".join(line.split(" ")) + "\n" for line in [HEADERS[kind], *lines])
        (folder / f"{kind}.tsv").write_bytes(text.replace("·", " ").encode())
    return folder


def rows(store, query):
    """The rows of a query, with IRIs without their beginnings."""
    found = []
    for row in store.query(DECLARED + query):
        texts = [
            re.sub(r"^.*[/#]", "", v.value) if isinstance(v, ox.NamedNode) else v and v.value
            for v in row
        ]
        found.append(tuple(texts))
    return sorted(found, key=repr)


def said(notes):
    return {(part.what, part.triples) for part in notes.left_out}


def credits_of(store, title):
    return rows(
        store,
        f"SELECT ?person ?role ?order ?note ?who WHERE {{ ?c film:hasWork <{ID}film/{title}> ; "
        "film:hasAgent ?person ; film:hasRole ?role . OPTIONAL { ?c film:billingOrder ?order } "
        "OPTIONAL { ?c film:note ?note } OPTIONAL { ?c film:characterName ?who } }",
    )


# What becomes of the columns


def test_films_are_typed_by_what_imdb_calls_them():
    store, _ = read(DATA)
    assert rows(
        store, "SELECT ?f ?t WHERE { ?f film:imdbId ?i ; a ?t FILTER(?t != film:Person) }"
    ) == [
        ("tt99900001", "Film"),
        ("tt99900002", "ShortFilm"),
        ("tt99900005", "Film"),
        ("tt99900006", "Film"),
        ("tt99900007", "ShortFilm"),
        ("tt99900009", "MusicVideo"),
    ]


def test_a_film_has_its_facts_with_their_datatypes():
    store, _ = read(DATA)
    film, column = ox.NamedNode(f"{ID}film/tt99900001"), f"{ID}column/"
    has = {
        (re.sub(r"^.*[/#]", "", q.predicate.value), str(q.object))
        for q in store.quads_for_pattern(film, None, None, None)
        if not q.predicate.value.endswith("hasTitle")
    }
    xsd = "http://www.w3.org/2001/XMLSchema#"
    film_ns = PREFIXES["film"]
    assert has == {
        ("type", f"<{film_ns}Film>"),
        ("label", '"The Glass Ferry"'),
        ("identifier", '"tt99900001"'),
        ("imdbId", '"tt99900001"'),
        ("releaseDate", f'"1962"^^<{xsd}gYear>'),
        ("durationMinutes", f'"94"^^<{xsd}integer>'),
        ("hasGenre", f"<{ID}genre/Drama>"),
        ("hasGenre", f"<{ID}genre/Mystery>"),
        ("titletype", '"movie"'),
        ("isadult", f'"false"^^<{xsd}boolean>'),
        ("averagerating", f'"7.4"^^<{xsd}decimal>'),
        ("numvotes", f'"1520"^^<{xsd}integer>'),
    }
    assert all(
        store.query(f"ASK {{ ?f <{column}{name}> ?value }}")
        for name in ("titletype", "isadult", "averagerating", "numvotes")
    )
    assert ("Mystery", "Genre") in rows(
        store, "SELECT ?n ?t WHERE { ?f film:hasGenre ?g . ?g rdfs:label ?n ; a ?t }"
    )


def test_the_properties_of_imdbs_own_are_called_in_words_and_as_imdb_calls_its_columns():
    store, _ = read(DATA)
    named = rows(
        store, f"SELECT ?p ?n {{ ?p rdfs:label ?n FILTER(STRSTARTS(STR(?p), '{ID}column/')) }}"
    )
    expected = {
        ("titletype", "type of title (titleType)"),
        ("averagerating", "average rating (averageRating)"),
    }
    assert expected <= {(prop.rsplit("/")[-1], name) for prop, name in named}
    used = rows(
        store, f"SELECT DISTINCT ?p {{ ?s ?p ?o FILTER(STRSTARTS(STR(?p), '{ID}column/')) }}"
    )
    assert {prop for (prop,) in used} <= {prop for prop, _ in named}


def test_titles_keep_kind_language_territory_and_what_is_said_of_them():
    store, _ = read(DATA)
    found = store.query(
        f"{DECLARED} SELECT ?text ?kind ?note (GROUP_CONCAT(?code; separator=' ') AS ?codes) WHERE "
        f"{{ <{ID}film/tt99900001> film:hasTitle ?t . ?t a film:Title ; film:titleText ?text ; "
        "film:titleKind ?kind . OPTIONAL { ?t film:note ?note } "
        "OPTIONAL { ?t film:hasTerritory ?p . ?p a schema:Place ; rdfs:label ?code } } "
        "GROUP BY ?text ?kind ?note"
    )
    titles = {
        (
            str(r["text"]),
            r["kind"].value,
            r["note"] and r["note"].value,
            *sorted(((r["codes"] and r["codes"].value) or "").split()),
        )
        for r in found
    }
    assert titles == {
        ('"Die gläserne Fähre"', "original", None),  # in title.basics and title.akas, and once here
        ('"Die gläserne Fähre"', "alias", "imdbDisplay", "XWG"),
        ('"The Glass Ferry"@en', "alias", "imdbDisplay", "AU", "GB"),
        ('"Vogt"', "working", None, "XWG"),
        ('"Le bac de verre"@fr', "release", "tv, dvd, dubbed version", "CA"),
        ('"Skleněný přívoz"', "alias", None, "CZ"),
    }


@pytest.mark.parametrize(
    ("types", "is_original", "kind", "note"),
    [
        ("original", "1", "original", None),
        (r"\N", "1", "original", None),
        ("working", "0", "working", None),
        ("tv", "0", "release", "tv"),
        ("video", "0", "release", "video"),
        ("dvd", "0", "release", "dvd"),
        ("festival", "0", "release", "festival"),
        ("alternative", "0", "alias", None),
        ("imdbDisplay", "0", "alias", "imdbDisplay"),
        (r"\N", "0", "alias", None),
    ],
)
def test_a_title_was_released_only_where_imdb_says_so(tmp_path, types, is_original, kind, note):
    row = rf"tt99900001 1 Vado \N \N {types} \N {is_original}"
    store, _ = read(put(tmp_path, title_basics=[MOVIE], title_akas=[row]))
    query = "SELECT ?k ?n WHERE { ?t film:titleText 'Vado' ; film:titleKind ?k "
    assert rows(store, query + "OPTIONAL { ?t film:note ?n } }") == [(kind, note)]


def test_categories_become_roles_and_what_is_no_role_becomes_a_note():
    store, notes = read(DATA)
    assert credits_of(store, "tt99900001") == sorted(
        [
            ("nm99900001", "cast", "1", None, "Lena Vogt"),
            ("nm99900002", "cast", "2", None, 'The "Ferryman"'),
            ("nm99900002", "cast", "2", None, "Old Vogt"),
            ("nm99900003", "cast", "3", None, "Self - Narrator"),
            ("nm99900004", "contributor", "4", "archive footage", "Self"),
            ("nm99900005", "director", "5", None, None),
            ("nm99900005", "writer", "6", "screenplay", None),
            ("nm99900006", "writer", "7", 'novel "The Ferry"', None),
            ("nm99900007", "producer", "8", None, None),
            ("nm99900008", "executive-producer", "9", None, None),
            ("nm99900009", "contributor", "10", "casting director", None),
            ("nm99900012", "writer", None, None, None),  # only in title.crew
        ],
        key=repr,
    )
    assert credits_of(store, "tt99900002") == sorted(
        [
            ("nm99900005", "director", "1", "co-director", None),
            ("nm99900010", "composer", "2", None, None),
            ("nm99900001", "cast", "3", None, None),
            ("nm99900002", "director", None, None, None),
        ],
        key=repr,
    )
    assert not notes.rejected


def test_categories_without_a_role_here_are_counted_the_most_frequent_first(tmp_path):
    words = ["stunt_coordinator"] * 3 + ["archive_footage"] * 2 + list("abcd") + ["\x1b[31m"] * 4
    principals = [rf"tt99900001 {i} nm9990000{i % 9} {w} \N \N" for i, w in enumerate(words, 1)]
    _, notes = read(put(tmp_path, title_basics=[MOVIE], title_principals=principals))
    (line,) = [line for line in notes.understood if line.startswith("title.principals")]
    assert line == (
        "title.principals.tsv: 13 rows: 13 credits taken, 13 of them as plain contributors, for no "
        r"role here is that of their category: '\x1b[31m' 4, stunt_coordinator 3, "
        "archive_footage 2, a 1, b 1 and 2 more"
    )


def test_where_all_categories_have_a_role_nothing_is_said_of_them(tmp_path):
    principals = [r"tt99900001 1 nm99900001 actor \N \N"]
    _, notes = read(put(tmp_path, title_basics=[MOVIE], title_principals=principals))
    assert "title.principals.tsv: 1 rows: 1 credits taken" in notes.understood


def test_unknown_types_stand_before_the_known_ones_that_were_left_out(tmp_path):
    kinds = ["tvSeries"] * 2 + ["dream", "hologram", "hologram", "hologram"]
    basics = [rf"tt9990000{i} {kind} X X 0 1950 \N 90 Drama" for i, kind in enumerate(kinds, 1)]
    _, notes = read(put(tmp_path, title_basics=basics))
    unknown, known = notes.left_out
    assert (unknown.triples, known.triples) == (4, 2)
    assert "(hologram 3, dream 1)" in str(unknown)


@pytest.mark.parametrize(
    ("category", "job", "role", "note"),
    [
        ("production_designer", r"\N", "production-designer", None),
        ("production_designer", "production·designer", "production-designer", None),
        ("producer", "Executive·Producer", "executive-producer", None),
        ("producer", "co-executive·producer", "producer", "co-executive producer"),
        ("writer", "executive·producer", "writer", "executive producer"),
        ("casting_director", "casting·by", "contributor", "casting director: casting by"),
        ("archive_sound", r"\N", "contributor", "archive sound"),
        ("stunts", "horse·master", "contributor", "stunts: horse master"),
        ("self", r"\N", "cast", "self"),
        (r"\N", r"\N", "contributor", None),
    ],
)
def test_a_category_and_a_job_give_a_role_only_where_the_words_say_it(
    tmp_path, category, job, role, note
):
    row = rf"tt99900001 1 nm99900001 {category} {job} \N"
    store, _ = read(put(tmp_path, title_basics=[MOVIE], title_principals=[row]))
    assert credits_of(store, "tt99900001") == [("nm99900001", role, "1", note, None)]


def test_the_roles_are_those_of_the_ontology():
    assert {ROLE + role for role in _ROLES.values()} <= terms().roles.keys()


def test_two_credits_in_the_same_role_stay_two_and_doubles_become_one(tmp_path):
    principals = [
        r"tt99900001 1 nm99900001 writer story \N",
        r"tt99900001 2 nm99900001 writer screenplay \N",
        r"tt99900001 2 nm99900001 writer screenplay \N",
        r"tt99900001 3 nm99900002 director \N \N",
    ]
    crew = ["tt99900001 nm99900002 nm99900001"] * 2
    folder = put(
        tmp_path,
        title_basics=[MOVIE, MOVIE.replace("Ford", "Bridge")],
        title_principals=principals,
        title_crew=crew,
        title_ratings=["tt99900001 7.1 12", "tt99900001 7.2 13"],
    )
    store, notes = read(folder)
    assert rows(store, "SELECT ?n WHERE { ?f rdfs:label ?n ; film:releaseDate ?d }") == [
        ("The Ford",)
    ]
    assert rows(store, f"SELECT ?n WHERE {{ ?f <{ID}column/numvotes> ?n }}") == [("12",)]
    assert credits_of(store, "tt99900001") == [
        ("nm99900001", "writer", "1", "story", None),
        ("nm99900001", "writer", "2", "screenplay", None),
        ("nm99900002", "director", "3", None, None),
    ]
    assert said(notes) == {("rows of title.principals.tsv", 1), ("rows of title.basics.tsv", 1)}


def test_only_people_with_a_credit_come_in_and_strangers_stay_unnamed():
    store, notes = read(DATA)
    people = rows(store, "SELECT ?p ?n WHERE { ?p a film:Person OPTIONAL { ?p rdfs:label ?n } }")
    assert len(people) == 12
    assert ("nm99900099", None) in people
    assert {"nm99900011", "nm99900013"}.isdisjoint(p for p, _ in people)
    assert ("people of name.basics.tsv", 2) in said(notes)
    assert [w for w in notes.warnings if "1 of the credited people" in w and "nm99900099" in w]
    assert rows(store, f"SELECT ?p ?o WHERE {{ <{ID}person/nm99900002> ?p ?o }}") == sorted(
        [
            ("type", "Person"),
            ("label", "Anselm Querfurth"),
            ("identifier", "nm99900002"),
            ("imdbId", "nm99900002"),
            ("birthDate", "1901"),
            ("deathDate", "1977"),
            ("primaryprofession", "actor"),
            ("primaryprofession", "director"),
            ("knownfortitles", "tt99900001"),
        ],
        key=repr,
    )


def test_names_on_their_own_are_all_read(tmp_path):
    name = r"nm99900001 Mira·Lind 0470 \N actress \N"
    store, notes = read(put(tmp_path, name_basics=[name, name]))
    assert rows(store, "SELECT ?n ?b WHERE { ?p rdfs:label ?n ; film:birthDate ?b }") == [
        ("Mira Lind", "0470")
    ]
    assert notes.records == 2


def test_without_name_basics_people_are_credited_and_unnamed(tmp_path):
    principals = [rf"tt99900001 {i} nm9990000{i} actor \N \N" for i in range(1, 6)]
    store, notes = read(put(tmp_path, title_basics=[MOVIE], title_principals=principals))
    assert len(rows(store, "SELECT ?p WHERE { ?p a film:Person ; film:imdbId ?i }")) == 5
    assert notes.warnings == [
        "5 of the credited people are without a name (there is no name.basics), such as "
        "nm99900001, nm99900002, nm99900003: they are kept and shown as unnamed"
    ]


# Which titles are wanted


def films(store):
    return [
        f
        for (f,) in rows(store, "SELECT DISTINCT ?f WHERE { ?f film:imdbId ?i ; film:hasTitle ?t }")
    ]


def test_other_types_are_left_out_and_the_report_says_how_to_get_them():
    _, notes = read(DATA)
    left = {str(part) for part in notes.left_out}
    assert {
        "1 x titles of the type tvSeries: no films: --types tvSeries reads them",
        "1 x titles of the type tvEpisode: no films: --types tvEpisode reads them",
        "1 x titles of the type videoGame: no films: --types videoGame reads them",
        "2 x credits of title.principals.tsv: their titles were left out",
        "1 x credits of title.principals.tsv: their titles are not in title.basics.tsv, "
        "such as tt99900077",
    } <= left


def test_series_and_episodes_that_are_asked_for_are_works_and_belong_together():
    store, notes = read(DATA, Choice(types=frozenset({"TVSERIES", "tvEpisode"})))
    assert films(store) == ["tt99900003", "tt99900004"]
    assert rows(
        store,
        "SELECT ?e ?t ?s ?n WHERE { ?e film:isPartOfSeries ?s ; a ?t ; "
        f"<{ID}column/seasonnumber> ?n }}",
    ) == [("tt99900004", "Work", "tt99900003", "2")]
    assert rows(store, f"SELECT ?y WHERE {{ ?s <{ID}column/endyear> ?y }}") == [("1983",)]
    assert {c[0] for c in credits_of(store, "tt99900004")} == {"nm99900011", "nm99900002"}
    assert ("titles of the type movie", 1) in said(notes)


def test_an_episode_without_its_series_is_read_and_the_missing_link_is_counted():
    store, notes = read(DATA, Choice(types=frozenset({"tvEpisode"})))
    assert films(store) == ["tt99900004"]
    assert ("series of episodes of title.episode.tsv", 1) in said(notes)


@pytest.mark.parametrize(
    ("choice", "expected", "left"),
    [
        (Choice(min_votes=88), ["tt99900001", "tt99900002"], ("titles", 4)),
        (Choice(min_votes=89), ["tt99900001"], ("titles", 5)),
        (Choice(years=(1971, 1984)), ["tt99900002", "tt99900007"], ("titles", 4)),
        (Choice(min_votes=1, years=(1962, 1970)), ["tt99900001"], ("titles", 3)),
    ],
)
def test_votes_and_years_choose_titles(choice, expected, left):
    store, notes = read(DATA, choice)
    assert films(store) == expected
    assert left in said(notes)


def test_years_the_wrong_way_round_are_refused():
    with pytest.raises(ParameterError, match="from 1990 to 1950: give the earlier year first"):
        Choice(years=(1990, 1950))


def test_the_same_choice_is_the_same_text_in_every_run():
    text = "Choice(movie,short,tvMovie, min_votes=5, years=None)"
    assert repr(Choice(types=frozenset({"tvMovie", "Short", "movie"}), min_votes=5)) == text


def test_an_unknown_type_is_refused_with_the_list():
    with pytest.raises(
        ParameterError, match=r"no type of title 'film'; its types are movie, short"
    ):
        read(DATA, Choice(types=frozenset({"film", "movie"})))


def test_a_misspelt_type_is_set_right_and_the_types_of_the_file_are_told_apart(tmp_path):
    folder = put(tmp_path, title_basics=[MOVIE, MOVIE.replace("001 movie", "002 hologram")])
    with pytest.raises(ParameterError) as refused:
        read(folder, Choice(types=frozenset({"moive"})))
    assert "'moive': did you mean movie? its types are movie, short" in str(refused.value)
    assert str(refused.value).endswith("radioEpisode; the file has hologram besides")


@pytest.mark.parametrize("format_name", ["csv", "json"])
def test_a_format_of_imdbs_files_is_refused(format_name):
    with pytest.raises(ParameterError, match=f"leave --format {format_name} out"):
        loading.load(EmbeddedStore(), [str(DATA)], format_name=format_name)
    assert loading.load(EmbeddedStore(), [str(DATA)], format_name="tsv")[0].films


def test_a_type_that_only_the_file_knows_can_be_asked_for(tmp_path):
    folder = put(tmp_path, title_basics=[MOVIE.replace("movie", "hologram")])
    assert (
        "1 x titles of types that are not in IMDb's list (hologram 1): nobody knows whether they "
        "are films: --types WORD reads them, as works"
    ) in map(str, read(folder)[1].left_out)
    store, _ = read(folder, Choice(types=frozenset({"hologram"})))
    assert rows(store, "SELECT ?f ?t WHERE { ?f film:imdbId ?i ; a ?t }") == [
        ("tt99900001", "Work")
    ]


def test_a_type_that_no_title_has_is_warned_of():
    _, notes = read(DATA, Choice(types=frozenset({"tvPilot", "movie"})))
    assert "title.basics.tsv has no title of the type tvPilot" in notes.warnings


def test_votes_need_the_ratings(tmp_path):
    with pytest.raises(InputError, match=r"title\.ratings is not among the files"):
        read(put(tmp_path, title_basics=[MOVIE]), Choice(min_votes=5))


def test_credits_need_the_titles(tmp_path):
    folder = put(tmp_path, title_principals=[r"tt99900001 1 nm99900001 actor \N \N"])
    with pytest.raises(InputError, match=r"title\.principals\.tsv: title\.basics is not among"):
        read(folder)


def test_a_folder_is_loaded_as_one_source_whose_view_has_the_edges():
    store = EmbeddedStore()
    (report,) = loading.load(store, [str(DATA)])
    assert (report.source, report.films, report.people, report.credits) == ("imdb", 5, 12, 18)
    edges = {
        (row["p"].value.removeprefix(FILM), row["a"].value.rsplit("/", 1)[1])
        for row in store.rdf.query(
            f"{DECLARED} SELECT ?p ?a WHERE {{ <{ID}film/tt99900001> ?p ?a . ?a a film:Person }}"
        )
    }
    assert {edge for edge in edges if edge[0] != "hasContributor"} == {
        ("hasCastMember", "nm99900001"),
        ("hasCastMember", "nm99900002"),
        ("hasCastMember", "nm99900003"),
        ("hasDirector", "nm99900005"),
        ("hasWriter", "nm99900005"),
        ("hasWriter", "nm99900006"),
        ("hasWriter", "nm99900012"),
        ("hasProducer", "nm99900007"),
        ("hasExecutiveProducer", "nm99900008"),
    }
    assert {("hasContributor", "nm99900004"), ("hasContributor", "nm99900009")} <= edges
    (again,) = loading.load(store, [str(DATA)])
    assert again.unchanged


def test_the_same_files_under_another_name_are_told_to_be_other_entities(tmp_path):
    for name in ("older", "newer", "newest"):
        (tmp_path / name).mkdir()
        put(tmp_path / name, title_basics=[MOVIE])
    store, told = EmbeddedStore(), "the entities of each source are its own"
    (first,) = loading.load(store, [str(tmp_path / "older")])
    assert first.warnings == ()
    (second,) = loading.load(store, [str(tmp_path / "newer")])
    (line,) = second.warnings
    assert line.startswith(f"IMDb's files are here as older too, and {told}: load with --source ol")
    (named,) = loading.load(store, [str(tmp_path / "newest")], name="older")
    assert named.warnings == ()  # it is brought up to date, as it was said
    both = loading.load(EmbeddedStore(), [str(tmp_path / n) for n in ("older", "newer")])
    assert [len([w for w in r.warnings if told in w]) for r in both] == [0, 1]
    other = loading.load(EmbeddedStore(), [str(HERE / "data/world.ttl"), str(tmp_path / "older")])
    assert not [w for r in other for w in r.warnings if told in w]


def test_some_of_the_files_are_not_told_to_take_the_place_of_all(tmp_path):
    """They would take the people and the credits of the others away."""
    store = EmbeddedStore()
    loading.load(store, [str(DATA)], name="all")
    (one,) = loading.load(store, [str(DATA / "title.basics.tsv")], dry_run=True)
    (told,) = [w for w in one.warnings if "IMDb's files are here as all" in w]
    assert ": load together with title.principals, title.crew, " in told
    assert " with --source all to bring" in told


# Files that are not as they were


BROKEN = [  # file, row, what the reject says
    ("title_basics", r"tt99900002 movie Short·Row", "it has 3 cells, and the header 9"),
    ("title_basics", MOVIE + " more", "it has 10 cells, and the header 9"),
    (
        "title_basics",
        r"tt123 movie X \N 0 1950 \N 90 Drama",
        "'tt123': it is no identifier of a ti",
    ),
    ("title_basics", r"nm99900002 movie X \N 0 1950 \N 90 Drama", "no identifier of a title"),
    (
        "title_basics",
        r"tt99900002 movie X \N 0 MCML \N 90 Drama",
        "tt99900002 startYear 'MCML': it",
    ),
    ("title_basics", r"tt99900002 movie X \N 0 0000 \N 90 Drama", "tt99900002 startYear '0000'"),
    ("title_basics", r"tt99900002 movie X \N 0 1950 \N 0 Drama", "tt99900002 runtimeMinutes '0'"),
    ("title_basics", r"tt99900002 movie X \N yes 1950 \N \N Drama", "tt99900002 isAdult 'yes'"),
    ("title_principals", r"tt1 1 nm99900001 actor \N \N", "'tt1': it is no identifier of a title"),
    ("title_principals", r"tt99900001 1 \N actor \N \N", r"tt99900001 '\\N': it is no identifier"),
    ("title_principals", r'tt99900001 1 nm99900001 actor \N ["A"', "no JSON list"),
    ("title_principals", r'tt99900001 1 nm99900001 actor \N {"A":1}', "no JSON list"),
    ("title_principals", r"tt99900001 1 nm99900001 actor \N [7]", "no JSON list"),
    ("title_principals", r"tt99900001 first nm99900001 actor \N \N", "ordering 'first'"),
    ("title_crew", r"tt99900001 nm99900001,tt99900001 \N", "tt99900001 'tt99900001': it is no id"),
    ("title_akas", r"tt99900001 1 \N US en \N \N 0", "the title itself is missing"),
    ("title_akas", r"tt99900001 1 X US e! \N \N 0", "language 'e!'"),
    ("title_ratings", r"tt99900001 good 12", "averageRating 'good'"),
    ("title_ratings", r"tt99900001 7.1 -3", "numVotes '-3'"),
    ("title_episode", r"tt99900001 Lane \N \N", "parentTconst 'Lane'"),
    ("title_episode", r"tt99900001 \N one \N", "seasonNumber 'one'"),
    ("name_basics", r"99900001 Mira \N \N \N \N", "no identifier of a person"),
    ("name_basics", r"nm99900001 Mira 19?? \N \N \N", "nm99900001 birthYear '19??'"),
]


@pytest.mark.parametrize(("file", "row", "text"), BROKEN)
def test_a_row_or_a_cell_that_is_wrong_is_rejected_with_its_line(tmp_path, file, row, text):
    files = {"title_basics": [MOVIE]}
    files[file] = [*files.get(file, []), row]
    store, notes = read(put(tmp_path, **files))
    (reject,) = notes.rejected
    assert text in str(reject)
    assert reject.file.endswith(file.replace("_", ".") + ".tsv")
    assert reject.line == len(files[file]) + 1
    assert "tt99900001" in films(store) or rows(store, "SELECT ?f WHERE { ?f film:releaseDate ?d }")


def test_a_cell_that_is_wrong_does_not_take_its_row_away(tmp_path):
    principals = [r"tt99900001 2 nm99900001 actor \N [Ann]"]
    store, _ = read(put(tmp_path, title_basics=[MOVIE], title_principals=principals))
    assert credits_of(store, "tt99900001") == [("nm99900001", "cast", "2", None, None)]


def test_a_line_that_is_not_utf8_is_rejected_and_the_next_is_read(tmp_path):
    folder = put(tmp_path, title_basics=[MOVIE.replace("Ford", "Café"), MOVIE.replace("01", "02")])
    path = folder / "title.basics.tsv"
    path.write_bytes(path.read_bytes().replace("é".encode(), b"\xe9"))
    store, notes = read(folder)
    assert [(r.line, "not UTF-8" in r.reason) for r in notes.rejected] == [(2, True)]
    assert rows(store, "SELECT ?i WHERE { ?f film:imdbId ?i }") == [("tt99900002",)]


def test_rejects_of_a_file_that_is_wrong_all_through_are_counted_and_not_all_kept(tmp_path):
    _, notes = read(put(tmp_path, title_basics=[MOVIE, *["x y"] * 1500]))
    assert len(notes.rejected) == 1000
    assert any("1,500 rows or cells were rejected" in w for w in notes.warnings)


def mangled(path, how):
    text = path.read_text("utf-8")
    if how == "gzip":
        path.with_name(path.name + ".gz").write_bytes(gzip.compress(text.encode()))
        path.unlink()
    elif how == "CRLF":
        path.write_bytes(text.replace("\n", "\r\n").encode())
    elif how == "BOM":
        path.write_bytes(b"\xef\xbb\xbf" + text.encode())
    elif how == "no last line break, and blank lines":
        path.write_bytes(("\n\n".join(text.splitlines())).encode())
    elif how == "another name":
        path.rename(path.with_name(f"part-{path.name.replace('.', '-')}.txt"))
    elif how == "saved as CSV":
        with path.open("w", encoding="utf-8", newline="") as out:
            writer = csv.writer(out, delimiter="\t", lineterminator="\n")
            writer.writerows(line.split("\t") for line in text.splitlines())
    elif how == "columns in another order, and one more":
        lines = [line.split("\t") for line in text.splitlines()]
        out = [[f"extra {i}" if i else "notes", *reversed(line)] for i, line in enumerate(lines)]
        path.write_bytes("".join("\t".join(line) + "\n" for line in out).encode())
    else:
        raise AssertionError(how)


@pytest.mark.parametrize(
    "how",
    [
        "gzip",
        "CRLF",
        "BOM",
        "no last line break, and blank lines",
        "another name",
        "saved as CSV",
        "columns in another order, and one more",
    ],
)
def test_the_same_facts_come_from_files_that_were_saved_otherwise(tmp_path, how):
    for path in DATA.iterdir():
        copy = tmp_path / path.name
        copy.write_bytes(path.read_bytes())
        mangled(copy, how)
    store, notes = read(tmp_path)
    expected, plain = read(DATA)
    assert set(store) == set(expected)
    assert notes.records == plain.records
    assert notes.rejected == []
    assert any("quoted as in CSV" in w for w in notes.warnings) == (how == "saved as CSV")
    if how.startswith("columns"):
        rows_of_names = ("values of the column notes of name.basics.tsv", 13)
        assert rows_of_names in said(notes)


def test_quotation_marks_are_letters(tmp_path):
    titles = ['"Giliap"', '"A"·and·"B"', '"A"·or·""B"', '"', '""', '"""', 'The·"End']
    basics = [MOVIE.replace("The·Ford", t).replace("01 ", f"{i:02} ") for i, t in enumerate(titles)]
    store, notes = read(put(tmp_path, title_basics=basics))
    assert rows(store, "SELECT ?n WHERE { ?f rdfs:label ?n ; film:imdbId ?i }") == sorted(
        ((t.replace("·", " "),) for t in titles), key=repr
    )
    assert notes.warnings == []


def test_a_gzip_file_that_was_cut_short_is_refused(tmp_path):
    for path in DATA.iterdir():
        whole = gzip.compress(path.read_bytes())
        cut = len(whole) // 2 if path.name == "title.principals.tsv" else len(whole)
        (tmp_path / f"{path.name}.gz").write_bytes(whole[:cut])
    with pytest.raises(InputError, match=r"title\.principals\.tsv\.gz: the gzip file is damaged"):
        read(tmp_path)


def test_missing_columns_are_named(tmp_path):
    folder = put(tmp_path, title_basics=[MOVIE])
    path = folder / "title.basics.tsv"
    path.write_text(path.read_text().replace("runtimeMinutes", "minutes").replace("genres", "kind"))
    with pytest.raises(InputError, match=r"basics\.tsv:1: .*runtimeMinutes, genres are missing"):
        read(folder)


def test_a_header_is_what_tells_imdb_not_the_name_of_the_file(tmp_path):
    mine = tmp_path / "title.basics.tsv"
    mine.write_text("title\tyear\nThe Ford\t1950\n")
    broken = tmp_path / "name.basics.tsv"
    broken.write_text("nconst\tname\nnm99900001\tMira\n")
    yours = tmp_path / "films.txt"
    yours.write_text("\t".join(HEADERS["title.basics"].split()) + "\n")
    files = [given_input(path) for path in (mine, broken, yours)]
    assert [imdb.file_of(file) for file in files] == [None, "name.basics", "title.basics"]
    assert not imdb.is_imdb(files)
    assert not imdb.is_imdb([])
    assert imdb.is_imdb(files[1:])
    with pytest.raises(InputError, match=r"title\.basics\.tsv: its header is that of none of IMDb"):
        imdb.read(files, "imdb", tmp_path, BASE, Choice(), None, io.BytesIO())


def test_two_files_of_a_kind_are_refused(tmp_path):
    folder = put(tmp_path, title_basics=[MOVIE])
    (folder / "old.tsv").write_bytes((folder / "title.basics.tsv").read_bytes())
    with pytest.raises(InputError, match=r"are both title\.basics: keep one of them"):
        read(folder)


# Properties


texts = st.text(st.characters(exclude_characters="\t\n\r", codec="utf-8"), min_size=1)


@given(title=texts, who=st.lists(texts.filter(str.strip), min_size=1, max_size=3))
def test_titles_and_characters_come_through_as_they_are(tmp_path_factory, title, who):
    folder = tmp_path_factory.mktemp("imdb")
    cells = {
        "title.basics": ["tt99900001", "movie", title, title, "0", r"\N", r"\N", r"\N", r"\N"],
        "title.principals": ["tt99900001", "1", "nm99900001", "actor", r"\N", json.dumps(who)],
    }
    for kind, row in cells.items():
        text = "\t".join(HEADERS[kind].split()) + "\n" + "\t".join(row) + "\n"
        (folder / f"{kind}.tsv").write_bytes(text.encode())
    store, notes = read(folder)
    assert notes.rejected == []
    quoted = any("quoted as in CSV" in w for w in notes.warnings)
    nothing = title == r"\N"
    label = title[1:-1].replace('""', '"') if quoted else title
    assert rows(store, "SELECT ?n WHERE { ?f rdfs:label ?n ; film:hasTitle ?t }") == (
        [] if nothing else [(label.replace("\0", "\ufffd"),)]
    )
    names = {name for *_, name in credits_of(store, "tt99900001")}
    assert names == {name.replace("\0", "\ufffd") for name in who}


@given(
    st.lists(
        st.tuples(
            st.integers(0, 300) | st.integers((1 << 26) - 2, 1 << 40), st.sampled_from([1, 2, 4])
        )
    )
)
def test_marks_are_sets_of_numbers(given_marks):
    marks, expected = Marks(), {}
    for n, mark in given_marks:
        if not (1 << 20) < n < (1 << 26):  # the largest near numbers would fill 64 MB each time
            marks.add(n, mark)
            expected[n] = expected.get(n, 0) | mark
    assert all(marks.of(n) == has for n, has in expected.items())
    assert marks.of(301) == 0
    for wanted in range(1, 8):
        assert list(marks.numbers(wanted)) == sorted(
            n for n, has in expected.items() if has == wanted
        )


def test_marks_of_the_largest_near_number():
    marks = Marks()
    marks.add(1 << 26, 1)
    assert marks.of(1 << 26) == 1
    marks = Marks()
    marks.add((1 << 26) - 1, 2)
    assert (marks.of((1 << 26) - 1), marks.of((1 << 26) - 2), marks.of(1 << 26)) == (2, 0, 0)


@given(st.integers(0, 10**15 - 1))
def test_a_number_has_just_one_identifier(n):
    text = f"tt{n:07d}"
    assert number("tt", text) == n
    assert number("nm", text) == -1
    assert number("tt", f"tt0{n:07d}") == -1
    assert number("tt", text + " ") == number("tt", text.replace("tt", "TT")) == -1


def test_what_points_to_titles_that_are_not_there_is_counted_file_by_file(tmp_path):
    folder = put(
        tmp_path,
        title_basics=[MOVIE, r"tt99900002 tvEpisode One One 0 1990 \N 30 Drama"],
        title_principals=[r"tt99900007 1 nm99900001 actor \N \N"],
        title_crew=[r"tt99900007 nm99900001 \N"],
        title_akas=[r"tt99900007 1 Vado \N \N \N \N 0"] * 2,
        title_ratings=["tt99900007 7.1 12"],
        title_episode=["tt99900007 tt99900002 1 1", "tt99900002 tt99900008 1 1"],
    )
    _, notes = read(folder, Choice(types=frozenset({"movie", "tvEpisode"})))
    assert {str(part) for part in notes.left_out} == {
        *(
            f"{count} x {what} of {name}.tsv: their titles are not in title.basics.tsv, "
            "such as tt99900007"
            for count, what, name in (
                (1, "credits", "title.principals"),
                (1, "rows", "title.crew"),
                (2, "titles", "title.akas"),
                (1, "ratings", "title.ratings"),
                (1, "episodes", "title.episode"),
            )
        ),
        "1 x series of episodes of title.episode.tsv: the series are not in title.basics.tsv",
    }


# Larger files


def benchmark():
    spec = importlib.util.spec_from_file_location("imdb_files", HERE / "benchmarks/imdb_files.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("packed", [False, True])
def test_the_generated_files_are_read_whole_and_are_the_same_each_time(tmp_path, packed):
    counts = benchmark().write(tmp_path / "a", 500, seed=7, packed=packed)
    assert benchmark().write(tmp_path / "b", 500, seed=7, packed=packed) == counts
    assert counts["title.principals"] >= 500
    store, notes = read(tmp_path / "a", Choice(types=frozenset(imdb.TYPES)))
    assert set(store) == set(read(tmp_path / "b", Choice(types=frozenset(imdb.TYPES)))[0])
    assert notes.records == sum(counts.values())
    assert notes.rejected == []
    titles = store.query(f"{DECLARED} SELECT DISTINCT ?f WHERE {{ ?f film:hasTitle ?t }}")
    assert len(list(titles)) == counts["title.basics"]


def test_the_generated_files_have_the_shape_of_imdbs(tmp_path):
    counts = benchmark().write(tmp_path, films=3000, all_types=False)
    assert counts["title.basics"] == 3000
    assert 9 * 3000 < counts["title.principals"] < 11 * 3000
    with (tmp_path / "title.principals.tsv").open(encoding="utf-8") as lines:
        given_rows = [line.split("\t") for line in lines][1:]
    casts = sorted(Counter(row[0] for row in given_rows).values())
    careers = sorted(Counter(row[2] for row in given_rows).values())
    assert casts[1500] <= 8 < 40 < casts[-1] <= 64
    assert careers[len(careers) // 2] <= 2 < 100 < careers[-1]


class Nowhere(io.RawIOBase):
    def writable(self):
        return True

    def write(self, data):
        return len(data)


def memory_for(folder, principals):
    benchmark().write(folder, principals)
    files = [given_input(path) for path in sorted(folder.iterdir())]
    tracemalloc.start()
    try:
        imdb.read(files, "imdb", folder, BASE, Choice(), None, Nowhere())
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_the_memory_does_not_grow_with_the_credits(tmp_path):
    first, second = memory_for(tmp_path / "a", 2_000), memory_for(tmp_path / "b", 8_000)
    assert second - first < 700_000  # six thousand rows in lists would be over two million


# Real files, counted by another reader of tables


def real(name):
    """The rows of a file, by the csv module; these were saved again with CSV's quotation marks."""
    with (SHARED / "imdb_tsv" / f"{name}.tsv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter="\t"))


@pytest.mark.shared
@needs_data
def test_real_files_give_as_many_films_people_and_credits_as_their_rows_say():
    store, notes = read(SHARED / "imdb_tsv")
    kinds = {row["tconst"]: row["titleType"] for row in real("title.basics")}
    chosen = {tconst for tconst, kind in kinds.items() if kind in ("movie", "short")}
    typed = Counter(t for _, t in rows(store, "SELECT ?f ?t WHERE { ?f film:imdbId ?i ; a ?t }"))
    assert typed["Film"] == sum(kind == "movie" for kind in kinds.values()) == 300
    assert typed["ShortFilm"] == sum(kind == "short" for kind in kinds.values()) == 50

    principals = [row for row in real("title.principals") if row["tconst"] in chosen]
    assert len(principals) == 3038
    stated = Counter()
    for row in principals:
        role = row["category"].replace("_", "-")
        if role in ("actor", "actress", "self"):
            role = "cast"
        if row["job"] == "executive producer" and role == "producer":
            role = "executive-producer"
        stated[role if role != "archive-footage" else "contributor"] += 1
    told = {(row["tconst"], row["nconst"], row["category"]) for row in principals}
    crew = {
        (row["tconst"], nconst, role)
        for row in real("title.crew")
        if row["tconst"] in chosen
        for role in ("director", "writer")
        for nconst in row[f"{role}s"].split(",")
        if nconst != r"\N"
    }
    stated.update(role for *_, role in crew - told)
    given_roles = rows(store, "SELECT ?c ?r WHERE { ?c a film:Credit ; film:hasRole ?r }")
    assert Counter(role for _, role in given_roles) == stated

    credited = {nconst for _, nconst, _ in told | crew}
    names = {row["nconst"]: row["primaryName"] for row in real("name.basics")}
    people = dict(
        rows(store, "SELECT ?p ?n WHERE { ?p a film:Person OPTIONAL { ?p rdfs:label ?n } }")
    )
    assert people == {nconst: names.get(nconst) for nconst in credited}
    assert [w for w in notes.warnings if w.startswith(f"{len(credited - names.keys())} of the cre")]
    assert notes.rejected == []

    characters = Counter(
        name
        for row in principals
        if row["characters"] != r"\N"
        for name in json.loads(row["characters"])
    )
    assert characters.total() > 1_000
    found = store.query(f"{DECLARED} SELECT ?c ?n WHERE {{ ?c film:characterName ?n }}")
    assert Counter(row["n"].value for row in found) == characters

    ratings = [row for row in real("title.ratings") if row["tconst"] in chosen]
    assert len(rows(store, f"SELECT ?f WHERE {{ ?f <{ID}column/numvotes> ?n }}")) == len(ratings)
    titles = {
        (row["titleId"], row["title"], row["language"].replace(r"\N", ""))
        for row in real("title.akas")
        if row["titleId"] in chosen
    }
    found = store.query(
        f"{DECLARED} SELECT DISTINCT ?i ?n (LANG(?n) AS ?l) "
        "WHERE { ?f film:imdbId ?i ; film:hasTitle/film:titleText ?n }"
    )
    originals = {(row["tconst"], row["originalTitle"], "") for row in real("title.basics")}
    assert {tuple(v.value for v in row) for row in found} == titles | {
        row for row in originals if row[0] in chosen
    }


@pytest.mark.shared
@needs_data
def test_rows_of_the_real_files_that_were_read_by_hand():
    store, _ = read(SHARED / "imdb_tsv")
    assert [c[:4] for c in credits_of(store, "tt0098486") if c[1] != "cast"] == [
        ("nm0125367", "director", "5", None),
        ("nm0125367", "writer", None, None),
        ("nm0420572", "producer", "7", None),
        ("nm0520700", "composer", "8", None),
        ("nm0734585", "writer", "6", None),
        ("nm0910543", "composer", "9", None),
    ]
    assert [c for c in credits_of(store, "tt0098486") if c[0] == "nm0465841"] == [
        ("nm0465841", "cast", "1", None, 'Man (segment "Montag")')
    ]
    assert [c[2:] for c in credits_of(store, "tt0088267") if c[0] == "nm0939153"] == [
        ("2", None, "Evil Woman"),
        ("2", None, "Gigi Wong"),
    ]


@pytest.mark.shared
@needs_data
def test_real_files_whose_references_dangle_keep_what_stands_and_count_the_rest():
    store, notes = read(SHARED / "imdb_tsv_tiny")
    assert len(films(store)) == 99
    assert [(r.line, r.record) for r in notes.rejected] == [(36, "tt0000036 runtimeMinutes '0'")]
    assert ("episodes of title.episode.tsv", 99) in said(notes)
    (warning,) = notes.warnings
    assert warning.startswith("57 of the credited people are not in name.basics.tsv")
    assert ("nm0410331", "writer", "3", 'story "Rip Van Winkle"', None) in credits_of(
        store, "tt0000036"
    )
