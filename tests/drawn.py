"""Waiting for what is painted in a browser."""

FRAME = "() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 50)))"
STILL = """async () => {
    const shown = () => document.querySelector("canvas").toDataURL();
    for (let before = "", same = 0; same < 3;) {
        await new Promise(requestAnimationFrame);
        const now = shown();
        same = now === before ? same + 1 : 0;
        before = now;
    }
}"""


def drawn_again(page):
    """The picture is drawn anew in the next frame after its box or its colours have changed."""
    page.evaluate(FRAME)


def still(page):
    """Until the canvas of a page, or of a frame, has been the same for three frames."""
    page.evaluate(STILL)
