"""How the link of an entity to Wikidata stands, in the lines of a card."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from reelgraph.links.given import HERE
from reelgraph.links.link import ACCEPTED, GIVEN, NONE, PENDING, REJECTED, Link
from reelgraph.vocabulary import local_name


def lines(links: Sequence[Link]) -> Iterable[str]:
    """What is known of the Wikidata item of an entity, in a few lines."""
    by_item: dict[tuple[str, str], list[Link]] = defaultdict(list)
    for link in links:
        by_item[link.status, link.item].append(link)
    for (status, item), found in by_item.items():
        if status in (ACCEPTED, REJECTED):
            name = f" {found[0].item_label}" if found[0].item_label else ""
            told = "; ".join(dict.fromkeys(map(_told, found)))
            yield f"Wikidata: {local_name(item)}{name} ({told})"
    waiting = sum(link.status == PENDING for link in links)
    if waiting:
        items = "1 item waits" if waiting == 1 else f"{waiting} items wait"
        yield f"Wikidata: {items} for a reviewer"
    for link in links:
        if link.status == NONE and link.decided:
            yield f"Wikidata: has no item ({_told(link)})"
        elif link.status == NONE:
            yield f"Wikidata: {link.note or f'none found ({_told(link)})'}"


def _told(link: Link) -> str:
    """Who says so, when, and how sure it is."""
    day = f" on {link.when[:10]}" if link.when else ""
    score = f", score {link.score:.2f}" if link.score is not None else ""
    if link.method == GIVEN:
        return "an identifier kept here" if link.by == HERE else f"given by {link.by}"
    by = f" by {link.by}" if link.by else "" if link.decided else " automatically"
    words = "looked for" if link.status == NONE and not link.decided else link.status
    return f"{words}{by}{day}{score}"
