"""Whether a page is accessible, as axe finds, and fits into its window."""

import pytest
from drawn import drawn_again

BY_COLOUR = ("color-contrast", "link-in-text-block")
"""The rules that look at colours: all that can come out otherwise in another theme."""
RUN = """(options) => axe.run(options).then(({ violations }) =>
    violations.map(({ id, nodes }) => [id, nodes.map(({ target }) => target)]))"""
ACROSS = "document.documentElement.scrollWidth"


def violations(page, rules=()):
    """The rules that a page breaks, each with where it does; of all rules, or of some.

    Only these leave the browser: what axe tells beside them takes longer than the examination.
    """
    axe = pytest.importorskip("axe_playwright_python.base")
    if page.evaluate("() => !window.axe"):
        page.evaluate(axe.AXE_SCRIPT)
    options = {"resultTypes": ["violations"]}
    if rules:
        options["runOnly"] = {"type": "rule", "values": rules}
    return page.evaluate(RUN, options)


def examined(page, sizes, seen=lambda scheme, size: None):
    """Assert that a page is accessible and fits in each size, in the light and in the dark.

    In the dark, what does not depend on colours is not examined a second time.

    Args:
        page: It is shown in the light.
        sizes: The sizes of its window.
        seen: Is called when the page stands in a size and a theme.

    """
    for size in sizes:
        page.set_viewport_size(size)
        page.wait_for_function(f"() => innerWidth === {size['width']}")
        for scheme, rules in (("light", ()), ("dark", BY_COLOUR)):
            page.emulate_media(color_scheme=scheme)
            drawn_again(page)
            seen(scheme, size)
            assert violations(page, rules) == [], (scheme, size)
            assert page.evaluate(ACROSS) <= size["width"], (scheme, size)
        page.emulate_media(color_scheme="light")
