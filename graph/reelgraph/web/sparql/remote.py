"""What would make this machine ask another: found in a text by proof, not by looking for words.

The word SERVICE may stand in a name, a string or a comment, and a search that wants to skip those
can be misled about where they are: in ``FILTER(1<2)SERVICE#>`` stands no IRI. So the grammar is
asked: the word is spelt otherwise wherever it stands, and if the text can still be read, then it
was a keyword nowhere.
"""

import re
from collections.abc import Callable, Collection

from reelgraph.errors import Refused

_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")


def refuse_services(
    text: str, readable: Callable[[str], bool], allowed: Collection[str] = ()
) -> None:
    """Refuse a text that asks another server, unless that one may be asked.

    Args:
        text: A query or an update that can be read.
        readable: Whether a changed text can be read too.
        allowed: The addresses that SERVICE may name; as IRIs, written out.

    Raises:
        Refused: it holds a SERVICE clause with another address, or a variable, or a short name.

    """
    if _is_keyword("service", text, readable, r"(?:(?i:silent)\s*)?", allowed):
        those = ", ".join(f"<{address}>" for address in sorted(allowed))
        raise Refused(
            "SERVICE asks another server, and this one asks "
            + (f"only {those}, written out like this" if allowed else "none")
            + ": leave the clause out, or ask that server itself"
        )


def refuse_loads(text: str, readable: Callable[[str], bool]) -> None:
    """Refuse an update that loads something from an address.

    Raises:
        Refused: it does.

    """
    if _is_keyword("load", text, readable):
        raise Refused(
            "LOAD fetches a file from another server, and this one fetches nothing: send the "
            "triples to /graph-store, or use 'reelgraph load'"
        )


def _is_keyword(
    word: str,
    text: str,
    readable: Callable[[str], bool],
    between: str = "",
    allowed: Collection[str] = (),
) -> bool:
    """Whether a word is a keyword somewhere, but before the IRIs that are allowed after it."""
    plain = _ESCAPE.sub(_character, text)
    if word in plain.lower() and plain.lower().count(word) != text.lower().count(word):
        return True  # some engines decode such escapes before they read
    iris = "|".join(re.escape(f"<{iri}>") for iri in sorted(allowed)) or r"(?!)"
    known = rf"(?!(?i:{word})\s*{between}(?:{iris}))"
    changed = re.sub(rf"{known}(?i:{word})", lambda found: _other(found[0]), text)
    if changed == text:
        return False
    # An engine that decodes escapes first sees other strings, and other ends of them.
    return plain != text or not readable(changed)


def _character(found: re.Match[str]) -> str:
    number = int(found[1] or found[2], 16)
    # Beyond the letters of ASCII there is nothing that could be a keyword or end a string.
    return chr(number) if number < 128 else found[0]


def _other(word: str) -> str:
    return ("Z" if word[0].isupper() else "z") + word[1:]
