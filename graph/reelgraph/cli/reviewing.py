"""The commands in which a person decides about links, and is told why they are as they are."""

import getpass
import os
import shutil
import sys
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import click

from reelgraph.cli import cases
from reelgraph.cli.keys import Keys, Lines, Terminal
from reelgraph.cli.output import TABLES, WORDS, check_output, open_for_reading, show, store_option
from reelgraph.entity import kind_named
from reelgraph.errors import InputError, NotFound, ParameterError, StoreLocked
from reelgraph.opening import is_address, open_to_change
from reelgraph.results import plain
from reelgraph.reviewing import answering as reviewing
from reelgraph.reviewing.answering import Answered, Case, Choice, Pair
from reelgraph.reviewing.explaining import explain as why
from reelgraph.reviewing.wording import item_id, item_iri, item_name, page, verdict
from reelgraph.store import EmbeddedStore

ENV_REVIEWER = "REELGRAPH_REVIEWER"
_TOLD = {
    reviewing.ACCEPT: "accepted",
    reviewing.REJECT: "candidates rejected one by one",
    reviewing.NONE_OF_THESE: "with none of the candidates",
    reviewing.NO_ITEM: "without an item",
    reviewing.SAME: "made one",
    reviewing.DIFFERENT: "kept apart",
    reviewing.SKIP: "left open",
}
_UNKNOWN = "That key does nothing here; ? lists them."


class Session:
    """One walk through the cases of a store; the store is open only while it is read or written."""

    def __init__(self, store: str, by: str, waiting: Sequence[Case | Pair], keys: Keys) -> None:
        self.store, self.by, self.keys = store, by, keys
        self.waiting = deque(waiting)
        self.total = len(waiting)
        self.done: list[Answered] = []
        self.note = ""
        self.said = ""
        """What became of the last key: shown above the next case."""

    def run(self) -> None:
        """Show case after case, until there are no more or she stops."""
        while True:
            case = self._next()
            if case is None:
                self._tell()
                click.echo("That was the last one.   u undo   any other key ends")
                if self.keys.key() != "u":
                    return
                self._undo()
            else:
                self._show(case)
                if not self._act(case):
                    return

    def told(self) -> str:
        """What was decided, and what is left."""
        counts = Counter(_TOLD[a.choice.what] for a in self.done)
        made = ", ".join(f"{n:,} {what}" for what, n in counts.items()) or "nothing"
        left = len(self.waiting) + counts[_TOLD[reviewing.SKIP]]
        return f"Decided: {made}. {left:,} of {self.total:,} are left."

    def _next(self) -> Case | Pair | None:
        """The next case that is still open; what is not was answered, here or by others."""
        with opened(self.store) as store:
            while self.waiting:
                case = reviewing.reread(store, self.waiting[0])
                if case is not None:
                    return case
                self.waiting.popleft()
        return None

    def _show(self, case: Case | Pair) -> None:
        width = max(cases.NARROW, min(shutil.get_terminal_size().columns, cases.WIDE))
        if os.environ.get("TERM") != "dumb":
            click.clear()  # does nothing where there is no terminal
        self._tell()
        click.echo(cases.progress(self.total - len(self.waiting) + 1, self.total, width))
        click.echo()
        click.echo(
            cases.pair_text(case, width) if isinstance(case, Pair) else cases.case_text(case, width)
        )

    def _tell(self) -> None:
        if self.said:
            click.echo(f"{plain(self.said)}\n")
        self.said = ""

    def _act(self, case: Case | Pair) -> bool:
        """Do what a key says; False when that is to stop."""
        while True:
            key = self.keys.key()
            if key is None or key in "qQ\x04":
                return False
            try:
                if key == "u":
                    return self._undo()
                choice = self._choice(case, key)
                if choice is not None and self._answer(case, choice):
                    return True
            except (InputError, ParameterError, StoreLocked) as error:
                click.echo(f"Not done: {plain(str(error))}")

    def _choice(self, case: Case | Pair, key: str) -> Choice | None:
        """What a key says to a case; None where it says nothing, and that has been told."""
        if key == "s":
            return Choice(reviewing.SKIP)
        if key == "w":
            self.note = self.keys.line("Note:")
            click.echo("It goes with the next answer." if self.note else "No note, then.")
            return None
        if isinstance(case, Pair):
            pressed = {"y": reviewing.SAME, "n": reviewing.DIFFERENT}.get(key)
            if pressed is None:
                click.echo(cases.FOR_PAIRS if key == "?" else _UNKNOWN)
            return Choice(pressed) if pressed else None
        if key == "o":
            for number, link in enumerate(case.candidates[: cases.KEYS], 1):
                click.echo(f"{number}  {page(link.item)}")
        elif key == "g":
            return Choice(reviewing.ACCEPT, item_iri(self.keys.line("Its number, such as Q42:")))
        elif key == "x":
            return Choice(reviewing.NO_ITEM)
        elif key == "n" and case.candidates:
            return Choice(reviewing.NONE_OF_THESE)
        elif key == "r":
            item = _numbered(case, self.keys.digit("Which number?"))
            return Choice(reviewing.REJECT, item) if item else None
        elif key in "123456789":
            item = _numbered(case, key)
            return Choice(reviewing.ACCEPT, item) if item else None
        else:
            click.echo(cases.FOR_CASES if key == "?" else _UNKNOWN)
        return None

    def _answer(self, case: Case | Pair, choice: Choice) -> bool:
        """Write an answer; False where she does not want that, after all."""
        if isinstance(case, Case) and choice.what == reviewing.NONE_OF_THESE:
            case = replace(case, candidates=case.candidates[: cases.KEYS])
        with opened(self.store) as store:
            against = reviewing.overruled(store, case, choice, self.by)
        for link in against:
            what = item_name(link) if link.item else "no item"
            click.echo(plain(f"Decided before: {what}, {verdict(link)}. {link.note}".rstrip()))
        if against and not self.keys.yes("Overrule that?"):
            click.echo("Nothing was changed.")
            return False
        with opened(self.store) as store:
            made = reviewing.answer(store, case, choice, self.by, self.note, overrule=bool(against))
        self.done.append(made)
        self.note = ""
        if choice.what == reviewing.SKIP:
            self.waiting.popleft()
        self.said = f"{_said(made)}   (u takes it back)"
        return True

    def _undo(self) -> bool:
        if not self.done:
            self.said = "There is nothing to undo yet."
            return True
        last = self.done[-1]
        try:
            with opened(self.store) as store:
                reviewing.take_back(store, last)
        except (InputError, NotFound, StoreLocked) as error:
            self.said = f"Not done: {error}"
            return True
        self.done.pop()
        if not self.waiting or self.waiting[0].entities != last.case.entities:
            self.waiting.appendleft(last.case)
        self.said = f"Taken back: {_said(last)}"
        return True


@click.command()
@click.option("-t", "--type", "kind", type=WORDS, metavar="TYPE", help="Only Film, Person, ...")
@click.option("--source", type=WORDS, metavar="NAME", help="Only what this source speaks of.")
@click.option(
    "--duplicates", is_flag=True, help="Pairs that may be one, in place of links that are open."
)
@click.option(
    "--unfound", is_flag=True, help="What no item was found for, in place of links that are open."
)
@click.option(
    "--order",
    type=click.Choice(reviewing.ORDERS),
    default=reviewing.ORDERS[0],
    show_default=True,
    help="Which come first; of duplicates the likeliest.",
)
@click.option(
    "--by",
    type=WORDS,
    metavar="NAME",
    envvar=ENV_REVIEWER,
    help=f"Who decides. [default: ${ENV_REVIEWER}; a terminal asks]",
)
@click.option("-n", "--limit", type=click.IntRange(1), metavar="N", help="So many at most.")
@store_option(writing=True)
def review(
    kind: str | None,
    source: str | None,
    duplicates: bool,
    unfound: bool,
    order: str,
    by: str | None,
    limit: int | None,
    store: str,
) -> int:
    """Decide about the links that wait for a person, one after the other, with one key each.

    Every answer is kept at once: stop whenever you like, and go on later with the same command.
    Without a terminal the answers are read from standard input, one on each line.
    """
    if duplicates and unfound:
        raise click.UsageError("give --duplicates or --unfound, not both")
    wanted = kind_named(kind) if kind else None
    with opened(store) as found:
        waiting: Sequence[Case | Pair]
        if duplicates:
            waiting = reviewing.pairs(found, kind=wanted, source=source)
        else:
            waiting = reviewing.queue(
                found, kind=wanted, source=source, order=order, unfound=unfound
            )
    if not waiting:
        what = "No pair is proposed" if duplicates else "Nothing waits for a person"
        also = "" if duplicates else ": 'reelgraph link' looks for items"
        click.echo(what + ("" if not (wanted or source) else " there") + also)
        return 0
    terminal = sys.stdin.isatty()
    session = Session(
        store, _reviewer(by, terminal), waiting[:limit], Terminal() if terminal else Lines()
    )
    try:
        session.run()
    finally:
        click.echo(plain(session.told()))
    return 0


@click.command()
@click.argument("thing", type=WORDS, metavar="X")
@click.argument("item", type=WORDS, required=False, metavar="[ITEM]")
@click.option("-t", "--type", "kind", type=WORDS, metavar="TYPE", help="Of X: Film, Person, ...")
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    help=f"Write the reasons as a table; the ending is the format: {', '.join(TABLES)}.",
)
@store_option()
def explain(
    thing: str, item: str | None, kind: str | None, output: str | None, store: str | None
) -> int:
    """Say why X has the Wikidata item that it has, or none; and why not the second best.

    With ITEM (such as Q42), why X is that one, or why not. Nothing is looked up: it is what was
    kept when it was decided.
    """
    check_output(output, TABLES, None)
    wanted = item_iri(item) if item else ""
    with open_for_reading(store) as graph:
        found = graph._entity(thing, kind_named(kind) if kind else None)
        told = why(graph.store, found, wanted)
    if output:
        show(told.table(), None, output)
        return 0
    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else 80
    click.echo(plain(told.to_text(max(cases.NARROW, min(width, cases.WIDE)))))
    return 0


@contextmanager
def opened(store: str) -> Iterator[EmbeddedStore]:
    """A store for as long as it is read or written, and no longer: others may want it too.

    Raises:
        InputError: it is a file.
        StoreError: it is a server, or no store.

    """
    if not is_address(store) and Path(store).is_file():
        raise InputError(f"{store} is a file: a store that can be written is a folder")
    with open_to_change(store) as graph:
        yield graph.writable


def _reviewer(by: str | None, terminal: bool) -> str:
    """Who decides; asked for once where there is somebody to ask."""
    if by is not None and by.strip():
        return by.strip()
    if not terminal:
        raise click.UsageError(f"say who decides: --by NAME, or set {ENV_REVIEWER}")
    own = getpass.getuser()
    given = str(click.prompt("Your name, which decisions will bear", default=own)).strip()
    click.echo(f"(--by or {ENV_REVIEWER} answers this beforehand)")
    return given


def _numbered(case: Case, number: str) -> str:
    """The item of the candidate of a number; empty where there is none, and that has been told."""
    shown = case.candidates[: cases.KEYS]
    if number in "123456789" and number and int(number) <= len(shown):
        return shown[int(number) - 1].item
    click.echo(f"No candidate has the number {plain(number)[:10] or '(none)'}.")
    return ""


def _said(made: Answered) -> str:
    """An answer in one line."""
    case, what = made.case, made.choice.what
    if isinstance(case, Pair):
        sign = {reviewing.SAME: "=", reviewing.DIFFERENT: "≠"}.get(what, "?")
        return f"{case.a} {sign} {case.b}"
    item = item_id(made.choice.item)
    told = {
        reviewing.ACCEPT: f"is {item}",
        reviewing.REJECT: f"is not {item}",
        reviewing.NONE_OF_THESE: "is none of them",
        reviewing.NO_ITEM: "has no item",
        reviewing.SKIP: "stays open",
    }
    return f"{case.entity} {told[what]}"


def register(group: click.Group) -> None:
    """Add these commands."""
    for command in (review, explain):
        group.add_command(command)
