"""Where the answers of a person come from: keys that are pressed, or the lines of a script."""

import sys
from typing import Protocol

import click

from reelgraph.results import plain


class Keys(Protocol):
    """Where a person's answers come from."""

    def key(self) -> str | None:
        """One key; None when there are no more."""

    def digit(self, asked: str) -> str:
        """The number that belongs to the last key."""

    def line(self, asked: str) -> str:
        """The text that belongs to the last key."""

    def yes(self, asked: str) -> bool:
        """Whether she says yes."""


class Terminal:
    """Keys that are pressed, one at a time and without Enter."""

    def key(self) -> str | None:
        """One key; what is typed ahead or pasted is left out, so that nobody decides unawares."""
        try:
            pressed = click.getchar()
        except EOFError:
            return None
        return pressed if len(pressed) == 1 else "\0"

    def digit(self, asked: str) -> str:
        """One more key."""
        click.echo(f"{asked} ", nl=False)
        pressed = self.key() or ""
        click.echo(plain(pressed))
        return pressed

    def line(self, asked: str) -> str:
        """A line that ends with Enter."""
        return str(click.prompt(asked, default="", show_default=False, prompt_suffix=" "))

    def yes(self, asked: str) -> bool:
        """Only y is a yes."""
        return self.digit(f"{asked} [y/N]") in ("y", "Y")


class Lines:
    """Answers in a file or a pipe, one on each line: ``1``, ``r 2``, ``g Q42``, ``w a note``."""

    def __init__(self) -> None:
        self._rest = ""

    def key(self) -> str | None:
        """The first character of the next line that is not empty."""
        for line in sys.stdin:
            text = line.strip()
            if text[1:2].strip():  # a word, as a QID alone: no key, and above all not q
                return "\0"
            if text:
                self._rest = text[1:].strip()
                return text[0]
        return None

    def digit(self, asked: str) -> str:
        """The rest of the same line."""
        return self.line(asked)

    def line(self, asked: str) -> str:
        """The rest of the same line, or the next one where there is none."""
        given = self._rest or sys.stdin.readline().strip()
        click.echo(f"{asked} {plain(given)}")
        return given

    def yes(self, asked: str) -> bool:
        """Whether the next line begins with y."""
        click.echo(f"{asked} [y/N]")
        return self.key() in ("y", "Y")
