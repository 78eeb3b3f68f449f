"""What is proposed as one, why, and what a person makes of it."""

import csv
import re
from pathlib import Path

import click
import forking
import pytest
from click.testing import CliRunner

import reelgraph as rg
from reelgraph import identity
from reelgraph.cli import identity as commands
from reelgraph.graph import FilmGraph
from reelgraph.store import EmbeddedStore

EX = "https://example.org/twice/"
PREFIXES = """@prefix film: <https://w3id.org/reelgraph/ns#> .
@prefix role: <https://w3id.org/reelgraph/role/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix wd: <http://www.wikidata.org/entity/> .
@prefix ex: <https://example.org/twice/> .
"""


def turtle(folder, text, name):
    path = folder / f"{name}.ttl"
    path.write_text(PREFIXES + text, "utf-8")
    return path


def film(name, title, year=None, director=(), cast=(), **more):
    lines = [f'ex:{name} a film:Film ; rdfs:label "{title}" .']
    if year:
        lines.append(f"ex:{name} film:year {year} .")
    for role, people in (("hasDirector", director), ("hasCastMember", cast)):
        lines += [f"ex:{name} film:{role} ex:{person} ." for person in people]
    lines += [f"ex:{name} film:{prop} {value} ." for prop, value in more.items()]
    return "\n".join(lines) + "\n"


def people(**names):
    return "".join(f'ex:{key} a film:Person ; rdfs:label "{n}" .\n' for key, n in names.items())


@pytest.fixture
def propose(tmp_path):
    """Gives the score and reasons of each pair of the texts that are loaded, each as a source."""

    def found(*texts, **how):
        graph = FilmGraph(EmbeddedStore())
        for number, text in enumerate(texts):
            graph.load(turtle(tmp_path, text, f"s{number}"))
        found.graph = graph
        rows = graph.duplicates(**({"least": 0.0} | how)).rows
        return {
            frozenset((r["a_iri"].removeprefix(EX), r["b_iri"].removeprefix(EX))): (
                r["score"],
                r["reasons"],
            )
            for r in rows
        }

    return found


def pair(a, b):
    return frozenset((a, b))


# Films


def test_a_shared_identifier_is_certain_and_a_different_one_speaks_against(propose):
    one = film("a", "The Mill", 1931, imdbId='"tt9990001"') + film("c", "Weir", 1950)
    other = film("b", "Der Müller", 1931, imdbId='"tt9990001"')
    score, why = propose(one, other)[pair("a", "b")]
    assert score > 0.9
    assert "same imdb identifier tt9990001" in why
    different = other.replace("tt9990001", "tt9990002").replace("Der Müller", "The Mill")
    score, why = propose(one, different)[pair("a", "b")]
    assert score < 0.5
    assert "but different imdb identifiers" in why


def test_a_remake_of_the_same_title_is_not_proposed_and_the_same_year_is(propose):
    one = film("a", "The Mill", 1931)
    assert propose(one, film("b", "Mill, The", 1931))[pair("a", "b")][0] > 0.5
    score, why = propose(one, film("b", "The Mill", 1941))[pair("a", "b")]
    assert score < 0.1
    assert "but 10 years apart, as a remake is" in why
    same = film("b", "The Mill", 1931) + "ex:b film:isRemakeOf ex:a ."
    assert propose(one, same)[pair("a", "b")][0] < 0.1


def test_directors_and_cast_are_compared_by_name_across_sources(propose):
    names = people(d1="Sergei Krutov", p1="Ann Tor", p2="Bo Ley", p3="Cy Mar")
    one = film("a", "The Mill", 1931, ["d1"], ["p1", "p2", "p3"]) + names
    names = people(d2="Sergey Krutov", q1="Tor, Ann", q2="Bo Ley", q3="Cy Mar")
    other = film("b", "Mühle", 1931, ["d2"], ["q1", "q2", "q3"]) + names
    score, why = propose(one, other)[pair("a", "b")]
    assert score > 0.5
    assert "same director (Sergei Krutov)" in why
    assert "3 contributors in common (Ann Tor, Bo Ley, Cy Mar)" in why
    assert "but different titles" in why
    foreign = people(d2="Eve Ost", q1="Fay Orr", q2="Gus Holt", q3="Hal Voss")
    wrong = film("b", "The Mill", 1931, ["d2"], ["q1", "q2", "q3"]) + foreign
    score, why = propose(one, wrong)[pair("a", "b")]
    assert score < 0.2
    assert "but different directors" in why
    assert "but no contributor in common" in why


def test_a_title_that_many_works_have_says_less(propose):
    alone = propose(film("a", "Carmen", 1915), film("b", "Carmen", 1915))[pair("a", "b")][0]
    many = "".join(film(f"c{n}", "Carmen", 1930 + 9 * n) for n in range(8))
    score, why = propose(film("a", "Carmen", 1915) + many, film("b", "Carmen", 1915))[
        pair("a", "b")
    ]
    assert score < alone
    assert "which 9 works have" in why


def test_a_better_match_in_the_same_source_speaks_against_a_worse_one(propose):
    names = people(d1="Ann Tor")
    one = film("a", "The Mill", 1931, ["d1"]) + names
    both = film("b", "The Mill", 1931, ["d2"]) + film("c", "The Mill", 1932, ["d2"])
    found = propose(one, both + people(d2="Ann Tor"))
    assert found[pair("a", "b")][0] > 0.9 > found[pair("a", "c")][0]
    assert "The Mill [https://example.org/twice/b] fits better" in found[pair("a", "c")][1]


def test_numbers_of_sequels_are_not_spelling(propose):
    found = propose(film("a", "Rocky Hill II", 1981), film("b", "Rocky Hill III", 1981))
    assert found.get(pair("a", "b"), (0,))[0] < 0.5
    assert propose(film("a", "Hill II", 1981), film("b", "Hill 2", 1981))[pair("a", "b")][0] > 0.5


# People


def in_one_film(first, second, **more):
    """Two sources that each credit one person in the same film."""
    a = film("f", "The Mill", 1931, cast=["p", "x"]) + people(p=first, x="Zoe Quill")
    b = film("g", "The Mill", 1931, cast=["q", "y"]) + people(q=second, y="Zoe Quill")
    return a, b


@pytest.mark.parametrize(
    ("first", "second", "words"),
    [
        ("Ann Tor", "Ann Tor", "same name"),
        ("Ann Tor", "TOR, Ann", "same name"),
        ("Sergei Eisenkow", "Sergey Ejzenkov", "the name in another spelling"),
        ("Ann Maria Tor", "Ann Tor", "one name has more parts"),
        ("A. Tor", "Ann Tor", "the same name with initials"),
        ("Annabel Torvald", "Annabell Torwald", "the name in another spelling"),
    ],
)
def test_people_of_one_film_are_found_however_they_are_spelt(propose, first, second, words):
    score, why = propose(*in_one_film(first, second))[pair("p", "q")]
    assert score > 0.5
    assert words in why
    assert "a film in common (The Mill, 1931)" in why


@pytest.mark.parametrize("second", ["Eve Tor", "Ann Orr", "Bob Ley"])
def test_others_of_the_same_film_are_not_proposed(propose, second):
    assert pair("p", "q") not in propose(*in_one_film("Ann Tor", second), least=0.5)


def test_a_name_without_a_film_in_common_is_weaker_than_with_one_and_birth_years_count(propose):
    with_film = propose(*in_one_film("Ann Tor", "Ann Tor"))[pair("p", "q")][0]
    a, b = people(p="Ann Tor"), people(q="Ann Tor")
    without = propose(a, b)[pair("p", "q")][0]
    born = "ex:p film:birthDate '1901-02-03'^^<http://www.w3.org/2001/XMLSchema#date> ."
    same = propose(a + born, b + born.replace("ex:p", "ex:q"))[pair("p", "q")][0]
    other = propose(a + born, b + born.replace("ex:p", "ex:q").replace("1901", "1950"))
    assert with_film > 0.95 > without > 0.3
    assert same > without
    assert other[pair("p", "q")][0] < 0.1
    assert "but born in 1901 and 1950" in other[pair("p", "q")][1]


def test_two_people_that_one_source_credits_in_one_film_are_not_proposed(propose):
    text, other = in_one_film("Ann Tor", "Bo Ley")
    text += people(r="Ann Marie Tor") + "ex:f film:hasCastMember ex:r ."
    score, why = propose(text, other)[pair("p", "r")]
    assert score < 0.1
    assert "but both are credited in The Mill, 1931 by one source, under different names" in why


def test_one_source_that_has_two_of_a_name_is_believed_unless_an_identifier_says_otherwise(propose):
    assert pair("p", "q") not in propose(people(p="Ann Tor", q="Ann Tor"), least=0.5)
    ids = "ex:p film:imdbId 'nm9990001' . ex:q film:imdbId 'nm9990001' ."
    assert propose(people(p="Ann Tor", q="Ann Tor") + ids)[pair("p", "q")][0] > 0.9


def test_companies_are_compared_without_their_legal_forms(propose):
    a = "ex:k a film:Company ; rdfs:label 'Kite Pictures Inc.' ."
    b = "ex:l a film:Company ; rdfs:label 'Kite Pictures, Ltd' ."
    assert propose(a, b, type="Company")[pair("k", "l")][0] > 0.5


def test_a_crowd_of_one_name_is_not_compared_pair_by_pair_and_that_is_said(tmp_path):
    graph = FilmGraph(EmbeddedStore())
    graph.load(turtle(tmp_path, people(**{f"p{n}": "John Smith" for n in range(70)}), "crowd"))
    found = identity.propose(graph.store, "Person", 0.0)
    assert not found.proposals
    assert any("more than 60" in note for note in found.notes)


# What people make of it


def test_what_was_said_to_be_two_is_not_proposed_again(propose):
    assert pair("p", "q") in propose(*in_one_film("Ann Tor", "Ann Tor"))
    propose.graph.distinct(EX + "p", EX + "q")
    left = {pair(r["a_iri"], r["b_iri"]) for r in propose.graph.duplicates(least=0.01).rows}
    assert pair(EX + "p", EX + "q") not in left
    assert pair(EX + "f", EX + "g") in left


def test_merging_by_score_goes_on_until_nothing_new_is_found_and_can_be_undone(propose):
    a, b = in_one_film("Ann Tor", "Ann Tor")
    third = film("h", "The Mill", 1931, cast=["r", "z"]) + people(r="Ann Tor", z="Zoe Quill")
    propose(a, b, third)
    graph = propose.graph
    before = {str(q) for q in graph.store.rdf}
    made = identity.merge_alike(graph.writable, 0.6)
    assert len(made) == 6  # of three sources: a film and two people, two merges each
    assert not graph.duplicates(least=0.6).rows
    assert len(graph.query("SELECT ?f ?p { ?f film:hasCastMember ?p }")) == 2
    assert all("same name" in d.why or "same title" in d.why for d in made)
    graph.undo("all")
    assert {str(q) for q in graph.store.rdf} == before


def test_an_unknown_type_is_refused(propose):
    with pytest.raises(rg.ParameterError, match="only Film, Person, Company, Genre are compared"):
        propose(film("a", "The Mill"), type="Festival")


# The command line


def run(*arguments):
    """The exit code, stdout and stderr of a command."""
    done = forking.run([str(argument) for argument in arguments])
    return done.returncode, done.stdout.decode(), done.stderr.decode()


@pytest.fixture
def store(tmp_path):
    with rg.open(tmp_path / "store", create=True) as graph:
        for number, text in enumerate(in_one_film("Ann Tor", "Ann Tor")):
            graph.load(turtle(tmp_path, text, f"s{number}"))
    return tmp_path / "store"


def rows_of(path):
    return list(csv.DictReader(path.read_text("utf-8-sig").splitlines()))


def test_commands_merge_list_and_take_back(store, tmp_path):
    code, out, _ = run("merge", "The Mill (1931)", EX + "g", "-s", store)
    assert code == 2  # two films of that name and year
    code, out, _ = run("merge", EX + "f", EX + "g", "-s", store, "--by", "Eve", "--why", "known")
    assert (code, out.split(":")[1:]) == (0, [" The Mill (1931) = The Mill (1931)\n"])
    code, out, _ = run("decisions", "-s", store)
    number = out.splitlines()[1].split("\t")[0]
    assert out.splitlines()[1].split("\t")[-3:-1] == ["Eve", "known"]
    code, out, _ = run("show", EX + "g", "-s", store)
    assert "The Mill" in out
    assert run("decisions", "--undo", "nothing", "-s", store)[0] == 2
    assert run("decisions", "--undo", number, "-s", store)[0] == 0
    assert run("decisions", "-s", store)[1].count("\n") == 1
    code, out, _ = run("merge", EX + "f", EX + "g", "--keep", EX + "g", "-s", store)
    assert run("decisions", "-s", store, "-o", tmp_path / "d.csv")[0] == 0
    assert rows_of(tmp_path / "d.csv")[0]["a_iri"] == EX + "g"
    code, out, _ = run("split", EX + "f", "-s", store)
    assert out.startswith("distinct ")


def test_writing_commands_need_a_folder(store, tmp_path):
    assert run("decisions", "--undo", "all")[0] == 2
    assert run("duplicates", "--merge", "0.9")[0] == 2
    file = turtle(tmp_path, film("a", "The Mill"), "file")
    code, _, err = run("merge", "a", "b", "-s", file)
    assert (code, "is a file" in err) == (3, True)
    assert run("duplicates", "-s", file)[0] == 0


def test_proposals_are_written_filled_in_and_read_back(store, tmp_path):
    file = tmp_path / "pairs.csv"
    assert run("duplicates", "-s", store, "-t", "person", "-o", file)[0] == 0
    rows = rows_of(file)
    assert [r["decision"] for r in rows] == ["", ""]
    assert run("decisions", "--import", file, "-s", store)[1].startswith(
        "decided: nothing; 2 rows without a decision"
    )
    rows[0]["decision"], rows[1]["decision"] = "Same", "different"
    extra = [
        rows[0] | {"decision": "perhaps"},
        rows[0] | {"decision": "same", "b_iri": ""},
        rows[0] | {"decision": "same", "b_iri": EX + "nobody"},
        rows[0] | {"decision": "same", "b_iri": EX + "f"},
        rows[1] | {"decision": "same"},
        rows[0] | {"decision": "different"},
    ]
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, rows[0], delimiter=";")
        writer.writeheader()
        writer.writerows([*rows, *extra])
    code, out, err = run("decisions", "--import", file, "-s", store, "--by", "Eve")
    assert code == 1
    assert out == (
        "decided: 1 distinct, 1 merge; 0 rows without a decision, 0 decided before, 6 rejected\n"
    )
    for line, words in zip(
        err.splitlines(),
        [
            "4: perhaps / .*'perhaps' is no decision: write same or different",
            "5: .*must be the IRIs of two entities",
            "6: .*nothing in this store is .*nobody: load its source first",
            "7: .*a Person and .* a Film: they cannot be one",
            "8: .*said to be two",
            "9: .*they were made one: split them first",
        ],
        strict=True,
    ):
        assert re.search(rf"pairs\.csv:{words}", line), line
    listed = tmp_path / "decisions.csv"
    run("decisions", "-s", store, "-o", listed)
    assert [r["by"] for r in rows_of(listed)] == ["Eve", "Eve"]
    assert "film in common" in rows_of(listed)[0]["why"]
    code, out, _ = run("decisions", "--import", listed, "-s", store)
    assert (code, "2 decided before" in out) == (0, True)
    run("decisions", "--undo", "all", "-s", store)
    assert run("decisions", "--import", listed, "-s", store)[0] == 0
    again = tmp_path / "again.csv"
    run("decisions", "-s", store, "-o", again)
    assert rows_of(again) == rows_of(listed)


def test_a_split_is_listed_and_read_back_as_it_was(store, tmp_path):
    run("split", EX + "p", "--films", EX + "f", "-s", store)
    listed, again = tmp_path / "d.csv", tmp_path / "e.csv"
    run("decisions", "-s", store, "-o", listed)
    with rg.open(store) as graph:
        before = {str(q) for q in graph.store.rdf}
    run("decisions", "--undo", "all", "-s", store)
    run("decisions", "--import", listed, "-s", store)
    run("decisions", "-s", store, "-o", again)
    assert rows_of(again) == rows_of(listed)
    with rg.open(store) as graph:
        assert {str(q) for q in graph.store.rdf} == before


def test_a_table_without_decisions_is_refused(store, tmp_path):
    (tmp_path / "x.csv").write_text("title,year\nThe Mill,1931\n")
    code, _, err = run("decisions", "--import", tmp_path / "x.csv", "-s", store)
    assert code == 3
    assert "has no column a_iri and no decision" in err


def test_all_of_a_score_is_merged_at_once(store):
    code, out, _ = run("duplicates", "--merge", "0.6", "-s", store, "--by", "Eve")
    assert (code, out.split(" entities")[0]) == (0, "3")
    assert "nothing is proposed" in run("duplicates", "-s", store, "--least", "0.6")[2]


@pytest.mark.parametrize("command", ["merge", "split", "distinct", "duplicates", "decisions"])
def test_every_command_says_what_it_does(command):
    group = click.Group()
    commands.register(group)
    done = CliRunner().invoke(group, [command, "--help"])
    assert (done.exit_code, f" {command} [OPTIONS]" in done.output) == (0, True)


# Real data


FILMS = Path(__file__).resolve().parents[2] / "shared" / "data" / "rdf" / "schema_org_films"


@pytest.mark.shared
def test_people_of_real_films_are_found_in_a_second_source_without_identifiers(tmp_path):
    """The same files as two sources, one of them with other IRIs and without any identifier."""
    files = sorted((FILMS / "movies").glob("*.ttl"))[:30]
    if not files:
        pytest.skip(f"{FILMS.name} is not beside this checkout")
    graph = FilmGraph(EmbeddedStore())
    graph.load(*files, source="one")
    claims = [
        q.triple
        for q in graph.store.rdf
        if "/source/one/" in str(q.graph_name) and "imdbId" not in q.predicate.value
    ]
    text = "".join(f"{t} .\n" for t in claims).replace("https://www.imdb.com/", EX)
    (tmp_path / "two.nt").write_text(text.replace("/id/one/", "/id/two/"), "utf-8")
    graph.load(tmp_path / "two.nt")
    right = wrong = 0
    for row in graph.duplicates(least=0.9).rows:
        same = row["a_iri"].split("/")[-1] == row["b_iri"].split("/")[-1]
        right, wrong = right + same, wrong + (not same)
    films = graph.query("SELECT ?f { ?f a film:Film FILTER(CONTAINS(STR(?f), 'imdb')) }")
    assert right >= len(films) * 10
    assert wrong * 100 <= right


def test_a_genre_of_one_name_in_two_sources_is_one_word(tmp_path: Path) -> None:
    text = """@prefix film: <https://w3id.org/reelgraph/ns#> .
    @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
    <https://example.org/{0}/one> a film:Film ; rdfs:label "Film {0}" ;
        film:hasGenre <https://example.org/{0}/drama>, <https://example.org/{0}/other> .
    <https://example.org/{0}/drama> a film:Genre ; rdfs:label "{1}" .
    <https://example.org/{0}/other> a film:Genre ; rdfs:label "Genre {0}" .
    """
    for name, word in (("a", "Drama"), ("b", "drama")):
        (tmp_path / f"{name}.ttl").write_text(text.format(name, word))
    with rg.open(tmp_path / "store", create=True) as graph:
        graph.load(tmp_path / "a.ttl", tmp_path / "b.ttl")
        (pair,) = graph.duplicates("Genre").rows
        assert (pair["a"], pair["b"], pair["reasons"]) == ("Drama", "drama", "same name")
        identity.merge_alike(graph.store, 0.9, "Genre")
        films = "SELECT ?f { ?f film:hasGenre/rdfs:label ?g FILTER(LCASE(STR(?g)) = 'drama') }"
        genres = "SELECT DISTINCT ?g { ?f film:hasGenre ?g }"
        assert (len(graph.query(films)), len(graph.query(genres))) == (2, 3)
