"""A film graph made of numbers: seeded, so that everybody measures the same one.

Casts and careers are heavy-tailed as they are in life: most people act once, a few in hundreds of
films.
"""

import random
from collections.abc import Iterator
from pathlib import Path

HERE = "https://example.org/bench/"
FILM = "https://w3id.org/reelgraph/ns#"
ROLE = "https://w3id.org/reelgraph/role/"
RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
XSD = "http://www.w3.org/2001/XMLSchema#"
SHAPES = {
    "edges": "direct edges: each becomes a credit",
    "credits": "ready credits: nothing is converted",
    "plain": "no contributors: nothing is converted",
}
"""How contributors stand: as direct edges, as credits, or not at all."""

_GENRES = 24
_COUNTRIES = 60
_PER_FILM = 22.3
"""Triples of the shape ``edges`` for each film, its share of the people among them."""
_SYLLABLES = (
    *("an", "bel", "cor", "dun", "el", "far", "gol", "har", "in", "jor"),
    *("kal", "lum", "mor", "nev", "ol", "pra", "quin", "ros", "sal", "tor"),
)


def write(path: Path, triples: int, shape: str = "edges", seed: int = 1895) -> int:
    """Write a graph as N-Triples and give the number of its triples.

    Args:
        path: The file.
        triples: About how many it would have in the shape ``edges``; the same number gives the
            same films and people in every shape.
        shape: One of `SHAPES`.
        seed: Of the random numbers.

    """
    count = 0
    with path.open("w", encoding="utf-8", newline="\n") as out:
        for block in _blocks(triples, shape, random.Random(seed)):
            out.write(block)
            count += block.count("\n")
    return count


def _blocks(triples: int, shape: str, chance: random.Random) -> Iterator[str]:
    films = max(10, int(triples / _PER_FILM))
    people = films * 2
    for kind, name, number in (("genre", "Genre", _GENRES), ("country", None, _COUNTRIES)):
        for i in range(number):
            iri = f"<{HERE}{kind}/{i}>"
            if name:
                yield f"{iri} <{RDF_TYPE}> <{FILM}{name}> .\n"
            yield f'{iri} <{LABEL}> "{kind} {i}"@en .\n'
    for i in range(people):
        iri = f"<{HERE}person/{i}>"
        yield (
            f"{iri} <{RDF_TYPE}> <{FILM}Person> .\n"
            f'{iri} <{LABEL}> "{_name(chance)} {_name(chance)} {i}"@en .\n'
        )
    for i in range(films):
        yield _film(i, people, shape, chance)


def _film(number: int, people: int, shape: str, chance: random.Random) -> str:
    film = f"<{HERE}film/{number}>"
    lines = [
        f"{film} <{RDF_TYPE}> <{FILM}Film> .",
        f'{film} <{LABEL}> "{_name(chance)} {_name(chance)} {number}"@en .',
        f'{film} <{FILM}releaseDate> "{_year(chance)}"^^<{XSD}gYear> .',
        f'{film} <{FILM}durationMinutes> "{60 + _below(chance, 120)}"^^<{XSD}integer> .',
        f'{film} <{FILM}imdbId> "tt{number:08d}" .',
        f"{film} <{FILM}hasCountryOfOrigin> <{HERE}country/{_popular(chance, _COUNTRIES)}> .",
    ]
    genres = sorted({_popular(chance, _GENRES) for _ in range(1 + _below(chance, 3))})
    lines += [f"{film} <{FILM}hasGenre> <{HERE}genre/{g}> ." for g in genres]
    directors = {_popular(chance, people) for _ in range(1 if chance.random() < 0.9 else 2)}
    size = min(80, int(4 / (1 - chance.random()) ** 0.62))
    cast = {_popular(chance, people) for _ in range(size)}
    for role, prop, persons in (
        ("director", "hasDirector", directors),
        ("cast", "hasCastMember", cast),
    ):
        for order, person in enumerate(sorted(persons), 1):
            agent = f"<{HERE}person/{person}>"
            if shape == "edges":
                lines.append(f"{film} <{FILM}{prop}> {agent} .")
            elif shape == "credits":
                node = f"<{HERE}credit/{number}/{role}/{order}>"
                lines += [
                    f"{node} <{RDF_TYPE}> <{FILM}Credit> .",
                    f"{node} <{FILM}hasWork> {film} .",
                    f"{node} <{FILM}hasAgent> {agent} .",
                    f"{node} <{FILM}hasRole> <{ROLE}{role}> .",
                ]
    return "\n".join(lines) + "\n"


def _below(chance: random.Random, limit: int) -> int:
    return int(chance.random() * limit)  # random() is the same in every version of Python


def _popular(chance: random.Random, limit: int) -> int:
    """A number below `limit`, the small ones far more often."""
    return int(limit * chance.random() ** 1.7)


def _year(chance: random.Random) -> int:
    return 1900 + int(125 * chance.random() ** 0.5)


def _name(chance: random.Random) -> str:
    return "".join(
        _SYLLABLES[_below(chance, len(_SYLLABLES))] for _ in range(2 + _below(chance, 2))
    ).capitalize()


__all__ = ["HERE", "SHAPES", "write"]
