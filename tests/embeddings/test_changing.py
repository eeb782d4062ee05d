"""Documents added to a build, taken out of it, or replaced."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph
import pytest

import embeddings.builds
from embeddings.builds import Build, build, open_build
from embeddings.changing import add, remove
from embeddings.manifest import FORMAT
from graph.errors import BuildError, TableError
from graph.knowledge import construction
from graph.knowledge.graph_type import KnowledgeGraph
from graph.records import Table
from qa import Hetu
from tests.several import written


def quiet(*_: object) -> None:
    """Progress that nobody sees."""


def made_of(paths: list[Path], out: Path) -> Build:
    return build(paths, out, quiet, vectors=False)


def ids(opened: Build) -> list[str]:
    return [task.id for table in opened.tables for task in table.tasks]


def same(one: Build, other: Build) -> bool:
    """Whether two builds hold the same, file by file (the store's own files are named anew each time)."""
    left, right = (
        {name: record for name, record in made.manifest.files.items() if not name.startswith("store/")}
        for made in (one, other)
    )
    return left == right


def test_added_one_by_one_is_built_at_once(tmp_path: Path) -> None:
    first, second, third, fourth = written(tmp_path)
    made_of([first], tmp_path / "grown")
    add(tmp_path / "grown", [second, third], quiet)
    grown = add(tmp_path / "grown", [fourth], quiet)
    assert same(grown, made_of([first, second, third, fourth], tmp_path / "whole"))
    assert grown.manifest.model is None


def test_only_new_documents_are_read_and_their_graphs_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = written(tmp_path)
    made_of(paths[:3], tmp_path / "build")
    built: list[str] = []
    original = construction.build_graph

    def counted(tables: list[Table]) -> KnowledgeGraph:
        built.extend(table.info.name for table in tables)
        return original(tables)

    monkeypatch.setattr(construction, "build_graph", counted)
    add(tmp_path / "build", paths[3:], quiet)
    assert built == [paths[3].name]


def test_taken_out_leaves_the_rest_as_it_is_alone(tmp_path: Path) -> None:
    paths = written(tmp_path)
    made_of(paths[:2], tmp_path / "build")
    left = remove(tmp_path / "build", [paths[1].name], quiet)
    assert same(left, made_of(paths[:1], tmp_path / "alone"))
    assert ids(left) == ["1-1", "1-2", "1-3", "1-4"]


def test_replaced_takes_the_new_content(tmp_path: Path) -> None:
    paths = written(tmp_path)
    made_of(paths, tmp_path / "build")
    paths[0].write_text(paths[0].read_text(encoding="utf-8").replace("北环路", "西环路"), encoding="utf-8")
    add(tmp_path / "build", [paths[0]], quiet, replacing=True)
    (task,) = Hetu.open(tmp_path / "build").ask("2022年市交通运输局牵头的任务有哪些？").tasks
    assert task.title.startswith("修建西环路")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda out, paths: add(out, [paths[0]], quiet), "一模一样"),
        (lambda out, paths: add(out, [paths[3]], quiet, replacing=True), "请改用 hetu add"),
        (lambda out, _: remove(out, ["没有.txt"], quiet), "构建里没有文件“没有.txt”"),
        (lambda out, paths: remove(out, [path.name for path in paths[:2]], quiet), "请用 hetu build"),
    ],
)
def test_what_cannot_be_changed_is_said_and_left(tmp_path: Path, change, told: str) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    paths = written(tmp_path)
    out = tmp_path / "build"
    before = made_of(paths[:2], out)
    with pytest.raises((BuildError, TableError), match=told):
        change(out, paths)
    with open_build(out) as opened:
        assert opened.name == before.name


def test_a_changed_file_of_the_same_name_is_no_new_one(tmp_path: Path) -> None:
    paths = written(tmp_path)
    made_of(paths[:2], tmp_path / "build")
    paths[0].write_text(paths[0].read_text(encoding="utf-8").replace("北环路", "西环路"), encoding="utf-8")
    with pytest.raises(TableError, match="hetu replace"):
        add(tmp_path / "build", [paths[0]], quiet)


def test_without_a_build_nothing_is_taken_out(tmp_path: Path) -> None:
    with pytest.raises(BuildError, match="hetu build"):
        remove(tmp_path / "build", ["甲"], quiet)
    assert embeddings.builds.current_build_name(tmp_path / "build") is None


def test_nothing_is_added_to_a_build_that_cannot_be_read(tmp_path: Path) -> None:
    paths = written(tmp_path)
    before = made_of(paths[:2], tmp_path / "build")
    manifest = before.folder / "manifest.json"
    manifest.write_bytes(manifest.read_bytes().replace(b'"format": %d' % FORMAT, b'"format": %d' % (FORMAT - 1)))
    with pytest.raises(BuildError, match="加不进去"):
        add(tmp_path / "build", [paths[2]], quiet)
    assert embeddings.builds.current_build_name(tmp_path / "build") == before.name
    assert ids(made_of(paths, tmp_path / "build"))  # built anew it is well again


def test_a_damaged_graph_is_made_again(tmp_path: Path) -> None:
    paths = written(tmp_path)
    before = made_of(paths[:2], tmp_path / "build")
    graph = before.folder / "editions/440784-2022/graph.msgpack"
    graph.write_bytes(graph.read_bytes()[:-1] + b"!")
    assert same(made_of(paths[:2], tmp_path / "build"), made_of(paths[:2], tmp_path / "other"))


def statements(opened: Build) -> set[str]:
    """All statements of a build's store, named graphs, default graph and description, but for the time it was made."""
    store = pyoxigraph.Store.read_only(str(opened.folder / "store"))
    return {str(quad) for quad in store if not quad.predicate.value.endswith(("terms/issued", "terms/modified"))}


def test_the_store_grows_and_shrinks_by_documents(tmp_path: Path) -> None:
    first, second, third, fourth = written(tmp_path)
    made_of([first, second, fourth], tmp_path / "grown")
    added = add(tmp_path / "grown", [third], quiet)
    assert statements(added) == statements(made_of([first, second, fourth, third], tmp_path / "whole"))
    less = remove(tmp_path / "grown", [second.name], quiet)
    assert statements(less) == statements(made_of([first, fourth, third], tmp_path / "rest"))


def test_a_damaged_store_is_written_anew(tmp_path: Path) -> None:
    paths = written(tmp_path)
    before = made_of(paths[:3], tmp_path / "build")
    victim = next((before.folder / "store").glob("*.sst"))
    victim.write_bytes(b"\0" * victim.stat().st_size)
    grown = add(tmp_path / "build", paths[3:], quiet)
    assert statements(grown) == statements(made_of(paths, tmp_path / "whole"))
