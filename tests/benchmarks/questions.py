"""The ten questions, as SPARQL and as SQL over tables that were made for them by hand."""

from dataclasses import dataclass

PREFIXES = """PREFIX film: <https://w3id.org/reelgraph/ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
"""
KINDS = ("point questions", "neighbourhoods", "names", "the whole graph")


@dataclass(frozen=True)
class Question:
    """One question in both languages; ``{title}``, ``{a}``, ``{b}`` and ``{start}`` are put in."""

    name: str
    kind: str
    """One of `KINDS`."""
    sparql: str
    sql: str


QUESTIONS = (
    Question(
        "film by title",
        "point questions",
        'SELECT ?film { ?film rdfs:label "{title}"@en ; a film:Film }',
        "SELECT id FROM film WHERE label = '{title}'",
    ),
    Question(
        "filmography",
        "point questions",
        """SELECT ?film ?label ?date {
          ?film film:hasCastMember <{a}> ; rdfs:label ?label ; film:releaseDate ?date }""",
        """SELECT film.id, film.label, film.date FROM part JOIN film ON film.id = part.film
           WHERE part.person = '{a}'""",
    ),
    Question(
        "co-stars with counts",
        "point questions",
        """SELECT ?other (COUNT(DISTINCT ?film) AS ?films) {
          ?film film:hasCastMember <{a}> , ?other FILTER(?other != <{a}>) } GROUP BY ?other""",
        """SELECT other.person, count(DISTINCT other.film) FROM part
           JOIN part other ON other.film = part.film
           WHERE part.person = '{a}' AND other.person <> '{a}' GROUP BY 1""",
    ),
    Question(
        "top 20 director-actor pairs",
        "the whole graph",
        """SELECT ?director ?actor (COUNT(?film) AS ?films) {
          ?film film:hasDirector ?director ; film:hasCastMember ?actor
          FILTER(?director != ?actor) }
        GROUP BY ?director ?actor HAVING (COUNT(?film) > 1)
        ORDER BY DESC(?films) ?director ?actor LIMIT 20""",
        """SELECT directed.person, part.person, count(*) FROM directed
           JOIN part ON part.film = directed.film WHERE part.person <> directed.person
           GROUP BY 1, 2 HAVING count(*) > 1 ORDER BY 3 DESC, 1, 2 LIMIT 20""",
    ),
    Question(
        "actor pairs in a decade",
        "the whole graph",
        """SELECT ?one ?two (COUNT(?film) AS ?films) {
          ?film film:releaseDate ?date ; film:hasCastMember ?one , ?two
          FILTER(STR(?one) < STR(?two) && STR(?date) >= "1990" && STR(?date) < "2000") }
        GROUP BY ?one ?two HAVING (COUNT(?film) > 1)
        ORDER BY DESC(?films) ?one ?two LIMIT 20""",
        """SELECT one.person, two.person, count(*) FROM film
           JOIN part one ON one.film = film.id
           JOIN part two ON two.film = film.id AND one.person < two.person
           WHERE film.date >= '1990' AND film.date < '2000'
           GROUP BY 1, 2 HAVING count(*) > 1 ORDER BY 3 DESC, 1, 2 LIMIT 20""",
    ),
    Question(
        "films per year",
        "the whole graph",
        "SELECT ?date (COUNT(?film) AS ?films) { ?film film:releaseDate ?date } GROUP BY ?date",
        "SELECT date, count(*) FROM film GROUP BY 1",
    ),
    Question(
        "path of 3 or less",
        "point questions",
        """SELECT ?first ?between ?last {
          { ?first film:hasCastMember <{a}> , <{b}> }
          UNION
          { { SELECT ?last ?between { ?last film:hasCastMember <{b}> , ?between } }
            ?first film:hasCastMember <{a}> , ?between .
            FILTER(?between != <{a}> && ?between != <{b}> && ?first != ?last) } }""",
        """SELECT x.film, NULL, NULL FROM part x JOIN part y ON y.film = x.film
           WHERE x.person = '{a}' AND y.person = '{b}'
           UNION ALL
           SELECT x.film, m.person, y.film FROM part x JOIN part m ON m.film = x.film
           JOIN part n ON n.person = m.person JOIN part y ON y.film = n.film
           WHERE x.person = '{a}' AND y.person = '{b}' AND m.person NOT IN ('{a}', '{b}')
           AND x.film <> y.film""",
    ),
    Question(
        "ego CONSTRUCT",
        "neighbourhoods",
        """CONSTRUCT { ?other film:hasCastMember ?person } WHERE {
          ?film film:hasCastMember <{a}> . ?film film:hasCastMember ?person .
          ?other film:hasCastMember ?person }""",
        """SELECT DISTINCT n.film, 'https://w3id.org/reelgraph/ns#hasCastMember', n.person
           FROM part x JOIN part m ON m.film = x.film JOIN part n ON n.person = m.person
           WHERE x.person = '{a}'""",
    ),
    Question(
        "name prefix",
        "names",
        """SELECT ?thing ?label { ?thing rdfs:label ?label
          FILTER(STRSTARTS(LCASE(STR(?label)), "{start}")) }""",
        "SELECT id, label FROM name WHERE starts_with(lower(label), '{start}')",
    ),
    Question(
        "all edges",
        "the whole graph",
        "SELECT ?film ?person { ?film film:hasCastMember ?person }",
        "SELECT film, person FROM part",
    ),
)

TABLES = """
CREATE TABLE triple AS
  SELECT split_part(line, ' ', 1)[2:-2] AS s, split_part(line, ' ', 2)[2:-2] AS p,
    line[strlen(split_part(line, ' ', 1)) + strlen(split_part(line, ' ', 2)) + 3 : -3] AS o
  FROM read_csv('{path}', columns = {{'line': 'VARCHAR'}}, delim = '\x01', quote = '', escape = '',
    header = false);
CREATE TABLE name AS
  SELECT s AS id, regexp_extract(o, '^"(.*)"@en$', 1) AS label FROM triple
  WHERE p = 'http://www.w3.org/2000/01/rdf-schema#label';
CREATE TABLE film AS
  SELECT triple.s AS id, name.label, o[2:5] AS date FROM triple JOIN name ON name.id = triple.s
  WHERE p = 'https://w3id.org/reelgraph/ns#releaseDate';
CREATE TABLE part AS
  SELECT s AS film, o[2:-2] AS person FROM triple
  WHERE p = 'https://w3id.org/reelgraph/ns#hasCastMember';
CREATE TABLE directed AS
  SELECT s AS film, o[2:-2] AS person FROM triple
  WHERE p = 'https://w3id.org/reelgraph/ns#hasDirector';
CREATE TABLE genre AS
  SELECT s AS film, o[2:-2] AS genre FROM triple
  WHERE p = 'https://w3id.org/reelgraph/ns#hasGenre';
DROP TABLE triple;
"""
