"""The ontology says what it should about itself, and the sample says what its sources say."""

import hashlib
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from rdflib import OWL, RDF, RDFS, SKOS, XSD, Graph, Literal, Namespace, URIRef

from reelgraph import reference, resources

pyshacl = pytest.importorskip("pyshacl")
pytestmark = [
    # pySHACL 0.40 still calls what rdflib 7.6 has deprecated
    pytest.mark.filterwarnings("ignore:Dataset.default_context is deprecated:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:Dataset.identifier is deprecated:DeprecationWarning"),
]

FILM = Namespace("https://w3id.org/reelgraph/ns#")
ROLE = Namespace("https://w3id.org/reelgraph/role/")
STATUS = Namespace("https://w3id.org/reelgraph/status/")
OA = Namespace("http://www.w3.org/ns/oa#")

ARTICLE = Path(__file__).resolve().parents[2] / "shared" / "seed" / "hardcore-article.txt"
SAMPLE = resources.names("sample", ".ttl")

CLASSES = [
    "Entity",
    "Statement",
    "Work",
    "Film",
    "ShortFilm",
    "MusicVideo",
    "Person",
    "Organization",
    "Company",
    "Band",
    "Character",
    "Festival",
    "FestivalEdition",
    "Claim",
    "Credit",
    "Release",
    "Screening",
    "Title",
    "Source",
    "Genre",
]
EDGES = [
    "hasContributor",
    "hasDirector",
    "hasProducer",
    "hasExecutiveProducer",
    "hasWriter",
    "hasComposer",
    "hasCinematographer",
    "hasEditor",
    "hasProductionDesigner",
    "hasCastMember",
    "hasCharacter",
    "hasProductionCompany",
    "hasDistributor",
    "isVideoFor",
    "isMemberOf",
    "isScreenedAt",
    "isBasedOn",
    "isInspiredBy",
    "isRemakeOf",
    "isSequelOf",
    "isPartOfSeries",
    "isRelativeOf",
    "isSpouseOf",
    "isAssociatedWith",
    "isEditionOf",
]
ATTRIBUTES = [
    "hasGenre",
    "hasCountryOfOrigin",
    "hasOriginalLanguage",
    "isSetIn",
    "isFilmedIn",
    "hasMainSubject",
]
OTHER_PROPERTIES = [
    "isRelatedTo",
    "hasWork",
    "hasAgent",
    "hasRole",
    "hasCharacterPlayed",
    "characterName",
    "creditedAs",
    "billingOrder",
    "statementId",
    "hasStatus",
    "hasEvidence",
    "inSource",
    "date",
    "hasTerritory",
    "releaseKind",
    "hasEvent",
    "isPremiere",
    "releaseDate",
    "year",
    "durationMinutes",
    "hasTitle",
    "titleText",
    "titleKind",
    "hasDirectProperty",
    "isShownInView",
    "retrieved",
    "sha256",
]
IDENTIFIERS = [
    "imdbId",
    "tmdbMovieId",
    "tmdbPersonId",
    "kinopoiskId",
    "letterboxdId",
    "rottenTomatoesId",
    "viafId",
    "isni",
    "gndId",
    "eidr",
]
ROLES = {
    "director": "hasDirector",
    "producer": "hasProducer",
    "executive-producer": "hasExecutiveProducer",
    "writer": "hasWriter",
    "composer": "hasComposer",
    "cinematographer": "hasCinematographer",
    "editor": "hasEditor",
    "production-designer": "hasProductionDesigner",
    "cast": "hasCastMember",
    "voice": "hasCastMember",
    "production-company": "hasProductionCompany",
    "distributor": "hasDistributor",
    "contributor": "hasContributor",
}
SHOWN = {"asserted": True, "inferred": True} | dict.fromkeys(
    ("weak", "hedged", "negative", "superseded"), False
)

PREFIXES = """
    BASE <https://w3id.org/reelgraph/id/hardcore-article/>
    PREFIX film: <https://w3id.org/reelgraph/ns#>
    PREFIX role: <https://w3id.org/reelgraph/role/>
    PREFIX status: <https://w3id.org/reelgraph/status/>
    PREFIX dcterms: <http://purl.org/dc/terms/>
    PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
    PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
    PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
"""


def credit(work, role, agent, status="asserted", more=""):
    return (
        f"?c a film:Credit ; film:hasWork <film/{work}> ; film:hasAgent <person/{agent}> ;"
        f" film:hasRole role:{role} ; film:hasStatus status:{status} ;"
        f" film:hasEvidence ?evidence . {more}"
    )


def claim(subject, predicate, value, status="asserted", more=""):
    return (
        f"?c a film:Claim ; rdf:subject <{subject}> ; rdf:predicate {predicate} ;"
        f" rdf:object {value} ; film:hasStatus status:{status} ;"
        f" film:hasEvidence ?evidence . {more}"
    )


def statement(kind, work, more, status="asserted"):
    return (
        f"?c a film:{kind} ; film:hasWork <film/{work}> ; film:hasStatus status:{status} ;"
        f" film:hasEvidence ?evidence ; {more} ."
    )


def title(work, text):
    return (
        f'<film/{work}> film:hasTitle ?t . ?t film:titleText "{text}"@en ;'
        ' film:titleKind "as-printed" ; film:hasStatus status:asserted ; film:hasEvidence ?e .'
    )


# Row by row, in the order of the table in the specification.
ROWS = {
    "title": title("hardcore", "Hardcore"),
    "science fiction": claim("film/hardcore", "film:hasGenre", "<genre/science-fiction>"),
    "action": claim("film/hardcore", "film:hasGenre", "<genre/action>"),
    "first person": claim("film/hardcore", "film:hasTechnique", "<technique/first-person-camera>"),
    "Henry's view": claim("film/hardcore", "film:hasPointOfView", "<character/henry>"),
    "director": credit("hardcore", "director", "ilya-naishuller"),
    "producer": credit("hardcore", "producer", "timur-bekmambetov"),
    "Copley": credit(
        "hardcore",
        "cast",
        "sharlto-copley",
        more="FILTER NOT EXISTS { ?c film:hasCharacterPlayed|film:characterName ?character }",
    ),
    "Bennett": credit(
        "hardcore",
        "cast",
        "haley-bennett",
        more="?c film:hasCharacterPlayed <character/henrys-wife> .",
    ),
    "Bennett's character": claim(
        "character/henrys-wife", "dcterms:description", '"a scientist"@en'
    ),
    "Kozlovsky": credit(
        "hardcore",
        "cast",
        "danila-kozlovsky",
        more="?c film:hasCharacterPlayed <character/kidnapper> .",
    ),
    "Kozlovsky's character": claim(
        "character/kidnapper", "dcterms:description", '"a psychopath with telekinetic powers"@en'
    ),
    "supporting cast": """
        ?a film:hasAgent <person/andrey-dementiev> ; film:billingOrder ?first .
        ?b film:hasAgent <person/dasha-charusa> ; film:billingOrder ?second .
        ?c film:hasAgent <person/sveta-ustinova> ; film:billingOrder ?third .
        FILTER (?first < ?second && ?second < ?third)
        FILTER NOT EXISTS {
            VALUES ?credit { <credit/hardcore-cast-andrey-dementiev>
                <credit/hardcore-cast-dasha-charusa> <credit/hardcore-cast-sveta-ustinova> }
            FILTER NOT EXISTS {
                ?credit film:hasRole role:cast ; film:hasWork <film/hardcore> ;
                    film:hasStatus status:asserted ; film:note "supporting role"@en ;
                    film:hasEvidence ?evidence
            }
        }""",
    "Henry": claim(
        "film/hardcore",
        "film:hasCharacter",
        "<character/henry>",
        more="FILTER NOT EXISTS { ?credit film:hasCharacterPlayed <character/henry> }",
    ),
    "Henry's wife": claim("character/henrys-wife", "film:isSpouseOf", "<character/henry>"),
    "resurrection": claim(
        "character/henrys-wife",
        "film:isAssociatedWith",
        "<character/henry>",
        more='?c film:note "she resurrected him and made him a cyborg"@en .',
    ),
    "kidnapping": claim(
        "character/kidnapper",
        "film:isAssociatedWith",
        "<character/henrys-wife>",
        more='?c film:note "he kidnaps her"@en .',
    ),
    "cameras": claim("film/hardcore", "film:hasTechnique", "<technique/head-mounted-camera>"),
    "filmed in": claim("film/hardcore", "film:isFilmedIn", "<place/russia>"),
    "set in": claim("film/hardcore", "film:isSetIn", "<place/moscow>"),
    "single day": claim("film/hardcore", "film:storyDuration", '"P1D"^^xsd:duration'),
    "first look": statement(
        "Preview",
        "hardcore",
        'film:previewKind "first-look" ; film:date "--11"^^xsd:gMonth',
    ),
    "trailer": statement("Preview", "hardcore", 'film:previewKind "trailer" ; film:note ?weekend'),
    "premiere": statement(
        "Screening",
        "hardcore",
        "film:isPremiere true ; film:date ?date ; film:hasEvent/film:isEditionOf"
        " <festival/toronto-international-film-festival>"
        ' FILTER (STR(?date) = "--09-12" && DATATYPE(?date) = xsd:gMonthDay)',
    ),
    "crowd-funding": claim("film/hardcore", "film:fundingMethod", '"crowd-funding"@en'),
    "no U.S. date": statement(
        "Release",
        "hardcore",
        'film:hasTerritory <place/united-states> ; film:releaseKind "theatrical"',
        "negative",
    ),
    "online release": statement("Release", "hardcore", 'film:releaseKind "online"', "hedged"),
    "website": claim("film/hardcore", "film:officialWebsite", '"unknown"'),
    "inspiration": claim(
        "film/hardcore", "film:isInspiredBy", "<film/bad-motherf-ker>", status="weak"
    ),
    "attention": claim(
        "person/ilya-naishuller",
        "film:isAssociatedWith",
        "<person/timur-bekmambetov>",
        more="?c film:hasWork <film/bad-motherf-ker> .",
    ),
    "Wanted": credit("wanted", "director", "timur-bekmambetov"),
    "Night Watch": credit("night-watch", "director", "timur-bekmambetov"),
    "District 9": credit("district-9", "cast", "sharlto-copley"),
    "Elysium": credit("elysium", "cast", "sharlto-copley"),
    "The Equalizer": credit("the-equalizer", "cast", "haley-bennett", status="weak"),
    "Vampire Academy": credit("vampire-academy", "cast", "danila-kozlovsky", status="weak"),
    "short film": "<film/bad-motherf-ker> a film:ShortFilm, film:MusicVideo . "
    + claim("film/bad-motherf-ker", "rdf:type", "film:ShortFilm"),
    "music video": claim("film/bad-motherf-ker", "rdf:type", "film:MusicVideo"),
    "printed title": title("bad-motherf-ker", "Bad Motherf–ker"),
    "its director": credit("bad-motherf-ker", "director", "ilya-naishuller", status="weak"),
    "its band": claim("film/bad-motherf-ker", "film:isVideoFor", "<band/biting-elbows>"),
    "posted": statement("Release", "bad-motherf-ker", 'film:date "2013-03"^^xsd:gYearMonth'),
    "five minutes": claim("film/bad-motherf-ker", "film:durationMinutes", "5"),
    "views": claim("film/bad-motherf-ker", "film:minimumViews", "29000000"),
    "his band": claim("person/ilya-naishuller", "film:isAssociatedWith", "<band/biting-elbows>"),
}


@cache
def bundled(path):
    return Graph().parse(data=resources.text(path), format="turtle")


@cache
def film():
    return bundled("ontology/film.ttl")


def whole_sample():
    graph = Graph()
    for name in SAMPLE:
        graph += bundled(f"sample/{name}")
    return graph


def report(data, shapes):
    conforms, _, text = pyshacl.validate(data, shacl_graph=bundled(f"ontology/{shapes}"))
    return "" if conforms else text


def messages(turtle):
    prefixes = (
        f"@prefix film: <{FILM}> . @prefix role: <{ROLE}> . @prefix status: <{STATUS}> ."
        f"@prefix oa: <{OA}> . @prefix rdf: <{RDF}> . @prefix : <http://example.org/> ."
    )
    data = Graph().parse(data=prefixes + turtle, format="turtle") + film()
    return report(data, "shapes.ttl")


def test_every_fixed_term_is_there_with_its_kind():
    for name in CLASSES:
        assert (FILM[name], RDF.type, OWL.Class) in film(), name
    for name in EDGES + ATTRIBUTES:
        assert (FILM[name], RDF.type, OWL.ObjectProperty) in film(), name
    for name in IDENTIFIERS:
        assert (FILM[name], RDFS.subPropertyOf, URIRef("http://purl.org/dc/terms/identifier")) in (
            film()
        ), name
    for name in OTHER_PROPERTIES:
        kinds = set(film().objects(FILM[name], RDF.type))
        assert len(kinds & {OWL.ObjectProperty, OWL.DatatypeProperty}) == 1, name


def test_only_relationships_are_drawn():
    below = set(film().transitive_subjects(RDFS.subPropertyOf, FILM.isRelatedTo))
    assert {FILM[name] for name in EDGES} <= below
    assert not below & {FILM[name] for name in ATTRIBUTES}


def test_things_and_statements_are_told_apart():
    entities = set(film().transitive_subjects(RDFS.subClassOf, FILM.Entity))
    statements = set(film().transitive_subjects(RDFS.subClassOf, FILM.Statement))
    assert not entities & statements
    assert {FILM[n] for n in ("Claim", "Credit", "Release", "Screening", "Title")} <= statements
    assert URIRef("https://schema.org/Place") in entities
    assert FILM.Source not in entities | statements
    assert (FILM.Character, OWL.disjointWith, FILM.Person) in film()


def test_each_role_names_its_direct_property():
    found = {
        str(role).removeprefix(ROLE): str(film().value(role, FILM.hasDirectProperty))
        for role in film().subjects(SKOS.inScheme, URIRef(str(ROLE)))
    }
    assert found == {role: str(FILM[name]) for role, name in ROLES.items()}


def test_no_word_means_two_roles():
    words = Counter(
        str(word).casefold()
        for role in film().subjects(SKOS.inScheme, URIRef(str(ROLE)))
        for predicate in (SKOS.prefLabel, SKOS.altLabel)
        for word in film().objects(role, predicate)
    )
    assert [word for word, count in words.items() if count > 1] == []
    spoken = {"dp", "dop", "cinematography", "actor", "actress", "acting", "star", "screenwriter"}
    assert spoken | {"screenplay", "music", "score", "directed by"} <= set(words)


def test_statuses_say_whether_they_are_shown():
    found = {
        str(status).removeprefix(STATUS): film().value(status, FILM.isShownInView).toPython()
        for status in film().subjects(SKOS.inScheme, URIRef(str(STATUS)))
    }
    assert found == SHOWN


def test_the_ontology_keeps_its_own_style():
    assert report(film(), "style.ttl") == ""


def test_the_style_notices_a_bare_term():
    bare = film() + Graph().add((FILM.Bare, RDF.type, OWL.Class))
    assert "Every term has an example." in report(bare, "style.ttl")


def test_no_property_has_an_inverse():
    for name in ("film.ttl", "alignments.ttl"):
        assert (None, OWL.inverseOf, None) not in bundled(f"ontology/{name}")


def test_alignments_match_wikidata_properties_not_their_predicates():
    graph = bundled("ontology/alignments.ttl")
    foreign = {str(node) for triple in graph for node in triple if "wikidata" in str(node)}
    assert "http://www.wikidata.org/entity/P57" in foreign
    assert all(node.startswith("http://www.wikidata.org/entity/") for node in foreign)
    assert not set(graph.predicates()) & {OWL.equivalentProperty, OWL.equivalentClass, OWL.sameAs}


def test_alignments_are_about_terms_of_the_ontology():
    subjects = set(bundled("ontology/alignments.ttl").subjects())
    subjects.remove(URIRef("https://w3id.org/reelgraph/ns/alignments"))
    assert [term for term in subjects if (term, RDFS.isDefinedBy, None) not in film()] == []


def test_the_readme_has_the_table_of_the_ontology():
    readme = resources.text("ontology/README.md")
    table = reference.tables()["ontology"]
    assert reference.replaced(readme, table) == readme, "python -m reelgraph.reference --write"


@pytest.mark.parametrize("name", SAMPLE)
def test_sample_file_has_the_shape_of_film_data(name):
    assert report(bundled(f"sample/{name}") + film(), "shapes.ttl") == ""


def test_the_whole_sample_has_the_shape_of_film_data():
    assert report(whole_sample() + film(), "shapes.ttl") == ""


@pytest.mark.parametrize(
    ("turtle", "message"),
    [
        (":c a film:Credit ; film:hasWork :w ; film:hasRole role:cast .", "exactly one agent"),
        (
            ':c a film:Credit ; film:hasWork :w ; film:hasRole role:cast ; film:hasAgent "X" .',
            "exactly one agent",
        ),
        (
            ":c a film:Credit ; film:hasWork :w ; film:hasRole role:none ; film:hasAgent :p .",
            "exactly one role",
        ),
        (":c a film:Claim ; rdf:subject :w .", "exactly one rdf:subject"),
        (
            ":c a film:Claim ; rdf:subject :a ; rdf:predicate :b ; rdf:object :d ;"
            " film:hasStatus status:maybe .",
            "at most one status",
        ),
        (":c film:hasEvidence [ oa:start 9 ; oa:end 3 ] .", "not behind its end"),
        (":w a film:Film ; film:year 1066 .", "from 1870 to 2100"),
        (':w a film:Film ; film:year "2015" .', "from 1870 to 2100"),
        (":p a film:Character, film:Person .", "at once"),
        (":w a film:Film ; film:hasNonsense 1 .", "no property"),
    ],
)
def test_shapes_notice_what_is_wrong(turtle, message):
    assert message in messages(turtle)


def test_properties_of_ones_own_are_welcome():
    assert messages(":w a film:Film ; :shelf 17 .") == ""


@pytest.mark.parametrize("row", ROWS)
def test_the_article_says_each_row_of_the_table(row):
    assert bundled("sample/article.ttl").query(f"{PREFIXES} ASK {{ {ROWS[row]} }}").askAnswer


def test_the_article_keeps_to_what_it_says():
    article = bundled("sample/article.ttl")
    statuses = {str(node).removeprefix(STATUS) for node in article.objects(None, FILM.hasStatus)}
    assert statuses == {"asserted", "weak", "hedged", "negative"}
    assert "wikidata" not in resources.text("sample/article.ttl")
    dates = {str(date) for date in article.objects(None, FILM.date)}
    assert dates == {"--11", "--09-12", "2013-03"}
    assert (None, RDF.predicate, FILM.isBasedOn) not in article
    assert (None, RDF.predicate, FILM.isMemberOf) not in article


def test_every_statement_of_the_article_has_evidence_and_a_status():
    article = bundled("sample/article.ttl")
    for kind in ("Claim", "Credit", "Release", "Screening", "Preview", "Title"):
        for node in article.subjects(RDF.type, FILM[kind]):
            assert (node, FILM.hasEvidence, None) in article, node
            assert (node, FILM.hasStatus, None) in article, node


def test_every_inference_has_its_rule():
    inferred = bundled("sample/inferred.ttl")
    found = list(inferred.subjects(FILM.hasStatus, STATUS.inferred))
    assert found
    assert all((node, FILM.rule, None) in inferred for node in found)
    assert (None, FILM.date, Literal("2015-09-12", datatype=XSD.date)) in inferred
    assert set(inferred.objects(None, FILM.hasStatus)) == {STATUS.inferred}


@pytest.mark.parametrize("name", [name for name in SAMPLE if name != "links.ttl"])
def test_each_source_describes_itself_once(name):
    graph = bundled(f"sample/{name}")
    assert len(list(graph.subjects(RDF.type, FILM.Source))) == 1


def test_only_verified_entities_are_linked():
    links = bundled("sample/links.ttl")
    qids = {str(node).rpartition("/")[2] for node in links.objects(None, SKOS.exactMatch)}
    assert qids == {
        "Q20982361",
        "Q23867507",
        "Q344854",
        "Q512353",
        "Q232797",
        "Q3015088",
        "Q203804",
        "Q201819",
        "Q80959",
        "Q13562643",
        "Q4444",
        "Q1045388",
        "Q13217284",
        "Q390018",
        "Q649",
    }
    assert set(links.predicates()) == {SKOS.exactMatch, FILM.imdbId, FILM.tmdbMovieId}
    assert not [s for s in links.subjects() if "dementiev" in s or "/character/" in s]
    described = set(whole_sample().subjects(RDFS.label, None))
    assert set(links.subjects()) <= described


def test_evidence_repeats_at_most_a_few_words():
    for text in whole_sample().objects(None, OA.exact):
        assert len(str(text).split()) <= 7, text


@pytest.mark.shared
def test_evidence_stands_in_the_article_where_it_says():
    if not ARTICLE.is_file():
        pytest.skip(f"{ARTICLE.name} is not beside this checkout")
    raw = ARTICLE.read_bytes()
    text, digest = raw.decode("utf-8"), hashlib.sha256(raw).hexdigest()
    graph = whole_sample()
    spans = list(graph.subjects(RDF.type, OA.TextPositionSelector))
    assert len(spans) > 50
    for span in spans:
        start, end = (int(graph.value(span, p)) for p in (OA.start, OA.end))
        assert text[start:end] == str(graph.value(span, OA.exact))
        assert graph.value(span, FILM.inSource) == URIRef(f"urn:sha256:{digest}")
    article = URIRef("https://w3id.org/reelgraph/source/hardcore-article")
    assert str(graph.value(article, FILM.sha256)) == digest
