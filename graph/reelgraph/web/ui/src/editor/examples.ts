// Queries to begin with; the prefixes need not be declared here.

export const EXAMPLES: readonly (readonly [string, string])[] = [
  [
    "Films, their years and directors",
    `SELECT ?film ?year ?director
WHERE {
  ?film a film:Film ;
    film:year ?year ;
    film:hasDirector ?director .
}
ORDER BY DESC(?year)
LIMIT 100
`,
  ],
  [
    "Who worked most often with whom",
    `# Who was in the cast of a director's films, at least twice?
SELECT ?director ?person (COUNT(DISTINCT ?film) AS ?films)
WHERE {
  ?film film:hasDirector ?director ;
    film:hasCastMember ?person .
  FILTER(?director != ?person)
}
GROUP BY ?director ?person
HAVING (COUNT(DISTINCT ?film) > 1)
ORDER BY DESC(?films)
LIMIT 100
`,
  ],
  [
    "Everyone's role, to be drawn",
    `# The column ?role says what joins the film and the person: press Draw.
SELECT ?film ?role ?person
WHERE {
  GRAPH ?source {
    ?credit film:hasWork ?film ;
      film:hasRole ?role ;
      film:hasAgent ?person .
  }
}
LIMIT 200
`,
  ],
  [
    "A network as triples",
    `CONSTRUCT {
  ?film film:hasDirector ?director ; film:hasProducer ?producer .
}
WHERE {
  ?film film:hasDirector ?director ; film:hasProducer ?producer .
}
LIMIT 300
`,
  ],
  [
    "Which source says how much",
    `SELECT ?name (COUNT(*) AS ?credits)
WHERE {
  GRAPH <https://w3id.org/reelgraph/graph/sources> { ?source film:sourceName ?name }
  GRAPH ?source { ?credit a film:Credit }
}
GROUP BY ?name
ORDER BY DESC(?credits)
`,
  ],
  [
    "Films by decade",
    `SELECT ?decade (COUNT(?film) AS ?films)
WHERE {
  ?film a film:Film ; film:year ?year .
  BIND(FLOOR(?year / 10) * 10 AS ?decade)
}
GROUP BY ?decade
ORDER BY ?decade
`,
  ],
];
