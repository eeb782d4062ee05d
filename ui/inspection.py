"""How documents were read, for a person and as JSON: the tables found, what each column means and why, tasks, warnings."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from graph.exports.records_export import records_of
from graph.language.text import shortened
from graph.records import Table, UnderstoodTable
from graph.tables.reading_options import ReadingOptions
from graph.tables.sources import ReadSources, read_documents

_SHOWN_TASKS, _SHOWN_WARNINGS = 3, 40
_LONGEST = 40
_FORMS = {
    "text": "文本",
    "csv": "CSV",
    "tsv": "制表符分隔的表",
    "markdown": "Markdown",
    "html": "网页",
    "docx": "Word 文档",
    "xlsx": "Excel 工作簿",
    "xlsb": "Excel 工作簿",
    "xls": "Excel 工作簿（旧式）",
    "ods": "ODS 表格",
    "pdf": "PDF",
    "picture": "图片",
}


def inspected(paths: Sequence[Path], options: ReadingOptions) -> ReadSources:
    """Read documents without building anything.

    :raises TableError: a file that is named cannot be read, or nothing can.
    """
    return read_documents(paths, options)


def as_text(read: ReadSources) -> str:
    """What was found, line by line."""
    lines = [line for table in read.tables for line in (*document_lines(table, columns=True), *_first_tasks(table))]
    lines += [f"提醒：{notice}" for notice in read.notices]
    return "\n".join(lines)


def as_json(read: ReadSources) -> str:
    """The same as one JSON object."""
    documents = [_document(table) for table in read.tables]
    notices = [{"document": n.document, "message": n.message} for n in read.notices]
    return json.dumps({"documents": documents, "notices": notices}, ensure_ascii=False, indent=2)


def document_lines(table: Table, *, columns: bool = True) -> Iterator[str]:
    """A document: what it is, where every cell went, how its columns were understood, what to look at."""
    info, account = table.info, table.account
    yield f"{info.name}（{_FORMS.get(info.form, info.form)}）：{info.title}"
    county = info.county or "未读出（可用 --county 说明）"
    year = f"{info.year} 年" if info.year else "未读出（可用 --year 说明）"
    yield f"  县市：{county}；年份：{year}"
    yield f"  任务 {len(table.tasks)} 项，读入 {account.rows} 行"
    placed = sum(account.placed.values())
    balance = "相符" if account.complete else "不符"
    places = "，".join(f"{name} {count}" for name, count in account.placed.items())
    yield f"  非空单元格 {account.cells} = 归位 {placed} + 报告 {account.reported}（{balance}）：{places}"
    if columns:
        yield from _layout(table.layout)
    yield f"  提醒 {len(table.warnings)} 条"
    for warning in table.warnings[:_SHOWN_WARNINGS]:
        yield f"    {info.place(warning.line)}：{warning.message}" if info.places else f"    {warning}"
    if len(table.warnings) > _SHOWN_WARNINGS:
        yield f"    （还有 {len(table.warnings) - _SHOWN_WARNINGS} 条）"


def _layout(layout: Sequence[UnderstoodTable]) -> Iterator[str]:
    if not layout:
        yield "  没有表格，按编号的任务清单读取"
    for one in layout:
        if not one.columns:
            yield f"  {one.place}：不是任务表（{one.rows} 行），未读入"
            continue
        yield f"  {one.place}：{shortened(one.title, _LONGEST)}，{one.tasks} 项任务"
        for column in one.columns:
            header = " ".join(column.header.split()) or "（无栏名）"
            sure = f"{round(100 * column.confidence)}%" if column.meaning != "extra" else ""
            yield f"    {shortened(header, 20)} → {column.label}（{column.reason}{'，把握 ' + sure if sure else ''}）"


def _first_tasks(table: Table) -> Iterator[str]:
    yield "  前几项任务："
    for made in list(records_of([table]))[:_SHOWN_TASKS]:
        yield f"    {made['id']} {shortened(made['title'], _LONGEST)}"
        told = [
            ("单位", "、".join(made["units"])),
            ("领导", made["leader"] or ""),
            ("期限", "、".join(made["deadlines"])),
            ("状态", made["status"] or ""),
        ]
        yield "      " + "；".join(f"{name}：{shortened(text, _LONGEST)}" for name, text in told if text)


def _document(table: Table) -> dict[str, Any]:
    info, account = table.info, table.account
    return {
        "document": info.name,
        "form": info.form,
        "title": info.title,
        "county": info.county,
        "year": info.year,
        "tasks": len(table.tasks),
        "cells": account.cells,
        "placed": account.placed,
        "reported": account.reported,
        "complete": account.complete,
        "tables": [
            {
                "place": one.place,
                "title": one.title,
                "rows": one.rows,
                "tasks": one.tasks,
                "columns": [
                    {
                        "header": column.header,
                        "meaning": column.meaning,
                        "label": column.label,
                        "reason": column.reason,
                        "confidence": column.confidence,
                    }
                    for column in one.columns
                ],
            }
            for one in table.layout
        ],
        "first": list(records_of([table]))[:_SHOWN_TASKS],
        "warnings": [{"place": info.place(one.line), "message": one.message} for one in table.warnings],
    }
