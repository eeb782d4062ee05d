"""What a build can be taken home as: RDF in six syntaxes, and flat views."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path

from embeddings.builds import Build, Progress, open_build
from graph.rdf.media import RDF_FORMATS


def export(folder: Path, form: str, progress: bool = False) -> bytes:
    """Write a build in one of the formats of :data:`ui.cli.FORMATS`.

    :param progress: show what is being done on standard error.
    """
    from ui.progress import ProgressBars

    opened = open_build(folder)
    with ProgressBars() if progress else nullcontext(_silent) as bars:
        content = export_build(opened, form, bars)
        bars(f"写成 {form}", 1, 1)
    return content


def export_build(opened: Build, form: str, bars: Progress | None = None) -> bytes:
    """Write an opened build in one of the formats."""
    return _rdf(opened, form, bars or _silent) if form in RDF_FORMATS else _flat(opened, form)


def _silent(stage: str, done: int, total: int) -> None:
    """Say nothing."""


def _flat(opened: Build, form: str) -> bytes:
    base = opened.manifest.base_iri
    if form == "records":
        from graph.exports.records_export import export_records

        return "".join(export_records(opened.tables)).encode()
    if form == "graphml":
        from graph.exports.graphml import export_graphml

        return export_graphml(opened.graph(), base).encode()
    if form == "mentions":
        from graph.exports.mentions_export import export_mentions

        return "".join(export_mentions(opened.tables)).encode()
    if form == "xlsx":
        from graph.exports.workbook import export_workbook

        return export_workbook(opened.tables, opened.graph(), base)
    from graph.exports.csv_export import export_csv

    return export_csv(opened.tables, opened.graph(), base).encode()


def _rdf(opened: Build, form: str, bars: Progress) -> bytes:
    from graph.rdf.formats import write

    base = opened.manifest.base_iri
    bars("读出图谱", 0, 1)
    quads = opened.all_quads()
    bars("读出图谱", 1, 1)
    bars(f"写成 {form}", 0, 1)
    return write(quads, form, base)
