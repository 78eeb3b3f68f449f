"""The notebooks run from top to bottom, show what they promise, and are stored without output."""

from functools import cache
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

import reelgraph as rg

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
NOTEBOOKS = sorted((Path(__file__).parents[1] / "notebooks").glob("*.ipynb"))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_notebook_is_stored_without_output(path):
    notebook = nbformat.read(path, as_version=4)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert code
    assert all(not cell.outputs and cell.execution_count is None for cell in code)


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """Runs a notebook, once, in a folder of its own; where no server would be asked."""

    @cache
    def once(path):
        folder = tmp_path_factory.mktemp(path.stem)
        notebook = nbformat.read(path, as_version=4)
        place = {"metadata": {"path": str(folder)}}
        NotebookClient(notebook, timeout=120, resources=place).execute()
        return notebook, folder

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("REELGRAPH_CONFIG", str(tmp_path_factory.mktemp("config")))
        patch.delenv("REELGRAPH_CONTACT", raising=False)  # without one no server is asked
        yield once


@pytest.mark.slow
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_notebook_runs(run, path):
    notebook, _ = run(path)
    shown = [
        set(output.data)
        for cell in notebook.cells
        if cell.cell_type == "code"
        for output in cell.outputs
        if output.output_type == "execute_result"
    ]
    assert len(shown) == sum(cell.cell_type == "code" for cell in notebook.cells)


@pytest.mark.slow
def test_the_third_accepts_right_items_only_and_asks_nobody(run):
    _, folder = run(NOTEBOOKS[2])
    known = {e.rsplit("/")[-1]: item for e, item in rg.sample().wikidata.items().items()}
    links = rg.open(folder / "all.trig").wikidata.links().rows
    accepted = {
        str(k["entity"]).rsplit("/")[-1]: k["item"] for k in links if k["status"] == "accepted"
    }
    both = accepted.keys() & known.keys()
    assert {name: accepted[name] for name in both} == {name: known[name] for name in both}
    assert {"hardcore", "elysium", "haley-bennett", "ilya-naishuller"} <= accepted.keys()
    assert {k["status"] for k in links if k["name"] == "Andrey Dementiev"} == {"none"}
    (criminal,) = [k for k in links if k["name"] == "Criminal" and k["status"] == "accepted"]
    assert (criminal["by"], criminal["method"]) == ("Ada", "manual")


@pytest.mark.slow
def test_a_network_shows_itself_with_a_still_picture_to_fall_back_on(run):
    notebook, _ = run(NOTEBOOKS[0])
    pictures = [
        output.data
        for cell in notebook.cells
        if cell.cell_type == "code"
        for output in cell.outputs
        if output.output_type == "execute_result" and "image/svg+xml" in output.data
    ]
    assert len(pictures) == 2
    for data in pictures:
        assert "<iframe" in data["text/html"]
        assert data["image/svg+xml"].startswith("<svg")
