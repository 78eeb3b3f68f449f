"""The words that people put over the columns of a table, in a few European languages.

A column is compared in lower case, without accents, its parts separated by single spaces, so that
``Series_Title``, ``seriesTitle`` and ``series title`` are one. Roles are not here: the ontology
names them; `ROLES` only adds their names in other languages.
"""

COLUMNS: dict[str, tuple[str, ...]] = {
    "title": (
        "title", "film", "movie", "film title", "movie title", "film name", "movie name",
        "primary title", "series title", "picture", "film label", "movie label", "title label",
        "title of the film", "title of film", "title of the movie",
        "name of the movie", "name of the film", "name of movie", "name of film", "work", "titel",
        "filmtitel", "titre", "titre du film", "titulo", "pelicula", "titolo",
        "titolo del film", "tytul", "nazev", "filmtitle", "titel jahr", "titulo de la pelicula",
        "titel des films", "nome do filme",
    ),
    "original title": (
        "original title", "original name", "originaltitel", "orig title", "titre original",
        "titulo original", "titolo originale",
    ),
    "other title": (
        "other title", "other titles", "alternative title", "alternative titles", "alternate title",
        "alternate titles", "aka", "a k a", "akas", "also known as", "alias", "english title",
        "alt title", "alt titles", "international title", "us title", "uk title", "german title",
        "french title",
        "deutscher titel", "titre francais", "titre anglais", "titulo en ingles",
    ),
    "id": (
        "id", "identifier", "film id", "movie id", "title id", "work id", "show id", "unique id",
        "inventory number", "inventory no", "inventory nr", "inventory id", "inv no", "inv nr",
        "inventarnummer", "accession number", "signatur", "call number", "cote", "film no",
        "inventory", "inventar nr", "inv", "accession", "accession no", "accession nr",
        "shelfmark", "shelf mark", "archivnummer", "archivsignatur", "bestandsnummer", "film nr",
        "filmnummer", "katalognummer", "catalogue number", "catalog number", "catalogue no",
        "object number", "objektnummer", "numero d inventaire", "numero de inventario",
        "numero di inventario", "numero inventario", "ids", "film ids",
    ),
    "year": (
        "year", "release year", "released year", "film year", "year film", "movie year",
        "title year", "start year", "production year", "year of release", "year of production",
        "year released", "annee de production", "jahr", "produktionsjahr", "erscheinungsjahr",
        "annee", "ano", "anno",
        "jaar", "rok", "ar",
    ),
    "date": (
        "date", "release", "released", "release date", "released on", "date released",
        "premiere", "premiere date", "original release date", "theatrical release date",
        "first released", "first release", "first shown", "date of release",
        "opening date", "erscheinungsdatum", "kinostart", "urauffuhrung", "erstauffuhrung",
        "datum der urauffuhrung", "premierendatum", "date de premiere", "date of premiere",
        "data de estreia", "estreia", "premiera", "date de sortie", "sortie",
        "fecha de estreno", "estreno", "data di uscita", "uscita",
    ),
    "runtime": (
        "runtime", "run time", "running time", "duration", "length", "runtime minutes",
        "runtime min", "running time min", "running time minutes", "duration min",
        "duration minutes", "length min", "minutes", "laufzeit", "lange", "dauer", "spieldauer",
        "duree",
        "duracion", "durata",
    ),
    "genre": (
        "genre", "genres", "major genre", "main genre", "genre list", "listed in", "genero",
        "generos", "genere", "generi",
    ),
    "country": (
        "country", "countries", "country of origin", "countries of origin", "production country",
        "production countries", "origin country", "country of production", "film country", "land",
        "produktionsland", "pays",
        "pais", "paese", "nazione",
    ),
    "language": (
        "language", "languages", "original language", "original languages", "film language",
        "sprache", "originalsprache", "langue", "idioma", "lingua",
    ),
    "person": (
        "person", "person name", "primary name", "full name", "nominee", "nominees", "personne",
        "persona", "nom complet", "name of person", "artist", "talent", "filmmaker", "people name",
    ),
    "name": ("name", "label", "nom et prenom", "nombre"),
    "first name": ("first name", "given name", "firstname", "forename", "vorname", "prenom"),
    "last name": ("last name", "family name", "lastname", "surname", "nachname", "nom"),
    "person id": ("person id", "people id", "name id", "nom id", "talent id", "person no"),
    "role": (
        "role", "roles", "job", "function", "credit type", "credit role", "activity", "fonction",
        "fonctions", "funktion", "tatigkeit", "job title", "crew role", "department job",
        "type of credit", "profession", "position", "rolle", "rollen", "ruolo", "papel",
    ),
    "category": (
        "category", "award", "award category", "canonical category", "nomination", "prize",
        "award name", "oscar category", "kategorie", "categorie",
    ),
    "character": (
        "character", "characters", "character name", "character names", "part", "plays",
        "played character", "role name", "rollenname", "figur",
        "personnage", "personaje", "personaggio",
    ),
    "order": (
        "order", "billing", "billing order", "ordering", "cast order", "credit order",
        "billing position", "position in list",
    ),
    "printed as": (
        "printed as", "credited as", "as printed", "billed as", "stated as", "name as printed",
        "credit name",
    ),
    "note": ("note", "notes", "remark", "remarks", "comment", "comments", "bemerkung"),
    "source": ("source", "sources", "quelle", "fuente", "fonte", "reference", "evidence"),
    "birth": (
        "birth", "birth date", "date of birth", "born", "birthday", "birth year", "birthdate",
        "dob", "year of birth", "geburtsdatum", "geboren", "naissance", "date de naissance",
        "fecha de nacimiento", "data di nascita",
    ),
    "death": (
        "death", "death date", "date of death", "died", "deathday", "death year", "deathdate",
        "year of death", "sterbedatum", "gestorben", "deces", "date de deces",
    ),
    "type": ("type", "title type", "content type", "movie type", "media type", "kind"),
    "info": ("additional info", "additional information", "nominee info", "info", "details"),
    "gender": ("gender", "sex", "geschlecht", "genre de la personne", "sexe"),
    "imdb": (
        "imdb", "imdb id", "imdbid", "imdb no", "imdb number", "imdb url", "imdb link", "tconst",
        "imdb title id", "movie imdb link", "imdb code", "const", "imdb tt",
    ),
    "imdb person": ("nconst", "imdb name id", "imdb person id", "imdb nm"),
    "tmdb": (
        "tmdb", "tmdb id", "tmdbid", "tmdb movie id", "themoviedb id", "the movie db id",
        "tmdb url",
    ),
    "tmdb person": ("tmdb person id",),
    "wikidata": (
        "wikidata", "wikidata id", "wikidata qid", "wikidata item", "wikidata url", "wikidata iri",
        "qid", "lien wikidata", "wd", "wikidata entity",
    ),
    "viaf": ("viaf", "viaf id"),
    "isni": ("isni", "isni id"),
    "gnd": ("gnd", "gnd id"),
    "eidr": ("eidr", "eidr id"),
    "kinopoisk": ("kinopoisk", "kinopoisk id"),
    "letterboxd": (
        "letterboxd", "letterboxd id", "letterboxd uri", "letterboxd url", "letterboxd slug",
    ),
    "rotten tomatoes": ("rotten tomatoes id", "rotten tomatoes url", "rotten tomatoes link"),
}  # fmt: skip
"""What a column can mean, and the words for it."""

ARCHIVAL = frozenset(
    {"inventory number", "inventory no", "inventory nr", "inventory id", "inv no", "inv nr",
     "inventarnummer", "accession number", "signatur", "call number", "cote", "film no",
     "inventory", "inventar nr", "inv", "accession", "accession no", "accession nr",
     "shelfmark", "shelf mark", "archivnummer", "archivsignatur", "bestandsnummer", "film nr",
     "filmnummer", "katalognummer", "catalogue number", "catalog number", "catalogue no",
     "object number", "objektnummer", "numero d inventaire", "numero de inventario",
     "numero di inventario", "numero inventario"}
)  # fmt: skip
"""Words for an identifier that may as well be that of a box or a shelf with several films."""
NUMBERS = frozenset(
    {"nr", "no", "num", "nro", "numero", "nummer", "number", "lfd nr", "film number"}
)
"""Words for a number that may be an identifier, or only count the rows."""

ROLES: dict[str, tuple[str, ...]] = {
    "director": (
        "dir", "regie", "regisseur", "regisseurin", "realisateur", "realisatrice", "realisation",
        "mise en scene", "directora", "direccion", "regia", "regista", "rezyser", "rezie",
        "regissor", "diretor", "direcao",
    ),
    "producer": (
        "produzent", "produzentin", "producteur", "productrice", "productor", "produttore",
        "produtor", "producent",
    ),
    "writer": (
        "drehbuch", "autor", "autorin", "buch", "scenariste", "guion", "guionista",
        "sceneggiatura", "sceneggiatore", "roteiro", "scenariusz", "manus",
    ),
    "composer": (
        "musik", "komponist", "musique", "compositeur", "musica", "compositor", "compositore",
        "muzyka", "music director", "music directors", "songs composer",
    ),
    "cinematographer": (
        "kamera", "kameramann", "bildgestaltung", "directeur de la photographie", "fotografia",
        "director de fotografia", "direttore della fotografia", "zdjecia",
    ),
    "editor": ("schnitt", "monteur", "montaje", "montador", "montaggio", "montatore", "montagem"),
    "production-designer": ("szenenbild", "ausstattung", "decors", "scenografia"),
    "cast": (
        "darsteller", "darstellerin", "schauspieler", "besetzung", "acteur", "acteurs", "actrice",
        "distribution artistique", "interprete", "interpretes", "interpretation", "reparto",
        "elenco", "attore", "attori", "attrice", "interpreti", "obsada", "ator", "lead actor",
        "lead actress", "leads", "star cast", "lead role", "lead roles", "male lead", "female lead",
        "main actor", "main actors", "hero", "heroine", "acteurs principaux", "casting principal",
        "hauptdarsteller", "hauptdarstellerin", "hauptrollen", "hauptrolle", "mitwirkende",
        "attori principali", "actores", "actor principal", "protagonistas", "protagonisti",
        "herec", "obsazeni", "skadespelare", "rollista",
    ),
    "voice": ("sprecher", "synchronsprecher", "voix"),
    "production-company": (
        "produktionsfirma", "produktion", "societe de production", "productora", "produzione",
        "production house", "production studio", "banner",
    ),
    "distributor": ("verleih", "distributeur", "distribuidora", "distribuzione"),
}  # fmt: skip
"""The ontology's roles, by the last part of their IRI, in other words than its own."""

OTHER_CREW = frozenset(
    {"lyricist", "lyrics", "lyrics by", "choreographer", "choreography", "costume designer",
     "costume design", "costumes", "casting", "casting director", "casting by",
     "assistant director", "second unit director", "associate producer", "line producer",
     "action director", "stunts", "stunt coordinator", "sound designer", "sound editor",
     "playback singer", "playback", "singer", "story by", "dialogue by", "dialogue writer",
     "background score", "makeup", "makeup artist", "visual effects", "vfx supervisor",
     "narrator", "narrated by", "presented by", "presenter", "villain", "set decorator"}
)  # fmt: skip
"""What people are called over a column whose role the ontology does not have: contributors."""
LANGUAGES = frozenset(
    {"en", "de", "fr", "es", "it", "pt", "nl", "sv", "da", "no", "fi", "pl", "cs", "ru", "ja",
     "zh", "ko", "hi", "ar", "tr", "english", "german", "french", "spanish", "italian",
     "portuguese", "dutch", "swedish", "russian", "japanese", "chinese", "korean", "hindi"}
)  # fmt: skip
"""What stands behind the word "title" where a table has titles in several languages."""
NOT_A_COLUMN = frozenset(
    {"score", "camera", "production", "credit", "credits", "people", "person", "other", "ep",
     "unknown role", "contribution", "company", "companies", "acting", "performance", "writing",
     "photography", "voice", "dubbing", "played by", "distribution"}
)  # fmt: skip
"""Words for a role that, over a column of a table of films, may well mean something else."""

COMPANY_WORDS = frozenset(
    {
        "pictures", "picture", "studio", "studios", "productions", "production", "company",
        "companies", "films", "inc", "corp", "corporation", "ltd", "llc", "limited", "department",
        "entertainment", "media", "fox", "metro-goldwyn-mayer", "mgm", "bros", "universal",
        "paramount", "rko", "technicolor", "laboratory", "laboratories", "gmbh",
    }
)  # fmt: skip
"""A name with one of them is no person's."""
