"""Names in brackets, as archivists write those they infer, and remarks that are no names."""

import re
from collections.abc import Callable

BRACKETED = re.compile(r"^(?:\[(?P<square>[^()\[\]]+)\]|\((?P<round>[^()\[\]]+)\))$")
_QUOTED = re.compile(r"""^(?:\{|\[\s*["'{\[\d\]])""")
"""The beginning of a list of JSON or of Python, other than "[C D]|A B"."""
_PARTICLE = re.compile(
    r"^(?:von|van|de|di|da|del|della|der|den|du|la|le|al|ten|zu)\s", re.IGNORECASE
)
_REMARKS = frozenset(
    {"uncredited", "unbilled", "voice", "voices", "narrator", "archive footage", "attributed",
     "illegible", "sic", "deceased", "cameo", "himself", "herself", "self", "ohne nennung",
     "ungenannt", "n.n", "nn", "anonymous", "anonym", "and others", "u.a", "et al"}
)  # fmt: skip
"""What stands in brackets without being a name."""
AS = re.compile(r"^as\s+(?P<what>.+)$", re.IGNORECASE)
CREDITED = re.compile(r"^(?:credited|billed)\s+as\s+(?P<what>.+)$", re.IGNORECASE)


def name_in_brackets(text: str, is_role: Callable[[str], bool]) -> str:
    """The name that stands in brackets as a whole, as archivists write those they infer; or "".

    >>> name_in_brackets("[Joe Day]", lambda w: False)
    'Joe Day'
    >>> name_in_brackets("(narrator)", lambda w: False)
    ''
    """
    found = BRACKETED.match(text)
    if not found:
        return ""
    name = (found["square"] or found["round"]).strip()
    remark = name.casefold().strip(" .") in _REMARKS or is_role(name)
    if not name or remark or AS.match(name) or CREDITED.match(name):
        return ""
    is_name = name[0].isalpha() and (not name[0].islower() or _PARTICLE.match(name))
    return name if is_name else ""


def is_bracketed_list(text: str) -> bool:
    """Whether a cell lists names of which the first one is in brackets."""
    return ("|" in text or ";" in text) and not _QUOTED.match(text)
