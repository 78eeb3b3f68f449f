"""What can be given to the benchmark, and whether the disk has room for it."""

import argparse
import math
from collections.abc import Collection
from pathlib import Path

from contender import ENGINES
from machine import TOP

SECTIONS = {
    "linking": "linking",
    "serving": "serving",
    "imdb": "imdb_load",
    "names": "names",
    "layouts": "layouts",
    "extract": "extracting",
}
"""Parts of the report that are measured by modules of their own, and those."""
ALL = (*ENGINES, *SECTIONS)
LEAST = 10_000
"""Triples; in fewer the two people whose ways are asked for may share a film."""
LARGE, LARGE_OTHERS = 1500, 500
"""Bytes of disk for each triple, the file among them, while reelgraph or another one loads it."""


def arguments(about: str) -> argparse.ArgumentParser:
    """What can be given."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument(
        "--sizes",
        type=_sizes,
        default="100000,1000000,10000000",
        help="triples, with commas between; a plot wants two sizes",
    )
    parser.add_argument("--cap", type=_above, default=75, help="seconds that a question may take")
    parser.add_argument(
        "--load-cap", type=_above, default=3600, help="seconds that loading a file may take"
    )
    parser.add_argument(
        "--memory",
        type=_above,
        help="GB that a process may have; most of what is free if not given",
    )
    parser.add_argument(
        "--repeats", type=_count, default=5, help="how often each question is asked"
    )
    parser.add_argument(
        "--only",
        type=_names,
        default=",".join(ALL),
        help=f"with commas between: {', '.join(ALL)}; a first word will do; all if not given",
    )
    parser.add_argument("--work", type=Path, default=TOP / ".bench", help="the work folder")
    return parser


def _sizes(text: str) -> list[int]:
    try:
        sizes = sorted({int(size) for size in text.split(",")})
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"{text!r} is not whole numbers with commas between, as in 100000,1000000"
        ) from None
    if sizes[0] < LEAST:
        raise argparse.ArgumentTypeError(f"a size is {LEAST:,} triples or more")
    return sizes


def _above(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not 0 < value < math.inf:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number above 0")
    return value


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) == 0:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number above 0")
    return int(text)


def _names(text: str) -> set[str]:
    """Those that are named, in full or by their first word: a space would end the argument."""
    short = {name.partition(" ")[0].lower(): name for name in ALL}
    names = {short.get(name.lower(), name) for name in text.split(",")}
    if unknown := names - set(ALL):
        listed = ", ".join(repr(name) for name in sorted(unknown))
        raise argparse.ArgumentTypeError(f"there is no {listed}, only {', '.join(short)}")
    return names


def lacking(triples: int, contenders: Collection[str], free: int) -> str:
    """Why a size does not fit on the disk, of which so many bytes are free; empty if it does.

    >>> lacking(50_000_000, ["reelgraph", "rdflib"], 4 * 10**10)
    '50,000,000 triples need about 75 GB of disk, 40 GB are free'
    >>> lacking(50_000_000, ["rdflib"], 4 * 10**10)
    ''
    """
    wanted = triples * (LARGE if "reelgraph" in contenders else LARGE_OTHERS)
    if wanted <= free:
        return ""
    return (
        f"{triples:,} triples need about {math.ceil(wanted / 1e9):,} GB of disk, "
        f"{free / 1e9:,.0f} GB are free"
    )
