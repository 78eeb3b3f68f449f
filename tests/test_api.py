"""What the package exports: sorted, documented, and light to import."""

import importlib
import inspect
import pkgutil
import subprocess
import sys
from collections.abc import Iterator
from types import ModuleType

import pytest

import reelgraph as rg
from reelgraph import errors, network, views

MODULES = sorted(
    module.name
    for module in pkgutil.walk_packages(rg.__path__, "reelgraph.")
    if not module.name.startswith(("reelgraph.queries", "reelgraph.ontology"))
)


@pytest.mark.parametrize("module", [rg, network, views], ids=lambda module: str(module.__name__))
def test_exported_members_are_sorted_and_are_all_there_is(module: ModuleType) -> None:
    assert module.__all__ == sorted(module.__all__, key=lambda name: (name != name.upper(), name))
    assert len(set(module.__all__)) == len(module.__all__)
    public = {
        name
        for name, value in vars(module).items()
        if not name.startswith("_") and not inspect.ismodule(value)
    } | ({"__version__"} if module is rg else set())
    exported = {name for name in module.__all__ if not inspect.ismodule(vars(module)[name])}
    assert public == exported


@pytest.mark.parametrize("name", [name for name in rg.__all__ if name != "__version__"])
def test_each_exported_member_and_its_public_methods_say_what_they_are_for(name: str) -> None:
    member = getattr(rg, name)
    assert inspect.getdoc(member)
    if inspect.isclass(member):
        for method, value in vars(member).items():
            if inspect.isfunction(value) or isinstance(value, property):
                assert method.startswith("_") or inspect.getdoc(value), f"{name}.{method}"


def own(module: ModuleType) -> Iterator[tuple[str, object]]:
    for name, value in vars(module).items():
        if not name.startswith("_") and getattr(value, "__module__", "") == module.__name__:
            yield name, value


@pytest.mark.parametrize("name", MODULES)
def test_every_module_and_every_public_function_has_a_docstring(name: str) -> None:
    module = importlib.import_module(name)
    assert inspect.getdoc(module)
    for member, value in own(module):
        if inspect.isfunction(value):
            assert inspect.getdoc(value), f"{name}.{member}"
        elif inspect.isclass(value):
            assert value.__dict__.get("__doc__"), f"{name}.{member}"
            for method, said in vars(value).items():
                if inspect.isfunction(said) and not method.startswith("_"):
                    assert inspect.getdoc(said), f"{name}.{member}.{method}"


def test_every_error_stands_below_the_one_base_and_in_the_tree_of_its_module() -> None:
    for name, value in own(errors):
        assert isinstance(value, type)
        assert issubclass(value, rg.ReelgraphError)
        assert name in str(errors.__doc__)
        assert name in rg.__all__


def test_the_version_is_a_version() -> None:
    assert rg.__version__[0].isdigit()


def test_the_sample_can_be_taken_again_after_its_folder_was_imported() -> None:
    code = "import reelgraph as rg; import reelgraph.sample; print(rg.sample.__name__)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "sample\n"  # and no folder, which is called reelgraph.sample


HEAVY = {"networkx", "numpy", "pandas", "pyvis", "rich", "rdflib", "openpyxl", "SPARQLWrapper"}


EMPTY = "import reelgraph as rg; g = rg.FilmGraph(rg.store.EmbeddedStore()); "


@pytest.mark.parametrize(
    "code",
    [
        "import reelgraph",
        "import reelgraph.cli.reading, reelgraph.cli.writing, reelgraph.cli.demo",
        EMPTY + "g.search('x').to_csv()",
        EMPTY + "g.query('SELECT * { ?s ?p ?o }').render('json')",
        EMPTY + "g.sources().render('tsv')",
    ],
)
def test_nothing_heavy_is_imported_before_it_is_needed(code: str) -> None:
    script = f"import sys\n{code}\nprint(*sorted(set(sys.modules) & {HEAVY!r}))"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == []
