"""The notebooks run from top to bottom, show what they promise, and are stored without output."""

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

import reelgraph as rg

NOTEBOOKS = sorted((Path(__file__).parents[1] / "notebooks").glob("*.ipynb"))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_notebook_is_stored_without_output(path):
    notebook = nbformat.read(path, as_version=4)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert code
    assert all(not cell.outputs and cell.execution_count is None for cell in code)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_notebook_runs(path, tmp_path):
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(tmp_path)}}).execute()
    shown = [
        set(output.data)
        for cell in notebook.cells
        if cell.cell_type == "code"
        for output in cell.outputs
        if output.output_type == "execute_result"
    ]
    assert len(shown) == sum(cell.cell_type == "code" for cell in notebook.cells)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_the_third_accepts_right_items_only_and_asks_nobody(tmp_path, monkeypatch):
    monkeypatch.setenv("REELGRAPH_CONFIG", str(tmp_path))  # without a contact no server is asked
    monkeypatch.delenv("REELGRAPH_CONTACT", raising=False)
    notebook = nbformat.read(NOTEBOOKS[2], as_version=4)
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(tmp_path)}}).execute()
    known = {e.rsplit("/")[-1]: item for e, item in rg.sample().wikidata.items().items()}
    links = rg.open(tmp_path / "all.trig").wikidata.links().rows
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
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_network_shows_itself_with_a_still_picture_to_fall_back_on(tmp_path):
    notebook = nbformat.read(NOTEBOOKS[0], as_version=4)
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(tmp_path)}}).execute()
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
