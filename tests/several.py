"""Four small tables: two counties of one year, and one of them in three years."""

from __future__ import annotations

from pathlib import Path

_HEAD = "序号\t项目名称\t节点计划\t责任单位\t完成情况\t完成时间\n"
_ROWS = {
    ("鹤山市", 2022): """
1	建设东湖公园。	（1）完成设计。	古劳镇 市教育局	未按进度完成。资金不足，正在施工。	12月底
2	建设西湖学校。	（1）完成招标。	市教育局	已完成。已投入使用，总投资3000万元。	9月底
3	修建北环路，总长5公里。	（1）完成路面。	市交通运输局	已完成。已通车。	12月底
4	改造老旧小区6个。	（1）完成改造。	市住房城乡建设局	已完成。已改造老旧小区6个。	12月底
""",
    ("鹤山市", 2023): """
1	建设东湖公园二期。	（1）完成设计。	古劳镇	已完成。已完工。	12月底
2	修建南环路，总长8公里。	（1）完成路面。	市交通运输局	未按进度完成。征地受阻。	12月底
3	改造老旧小区9个。	（1）完成改造。	市住房城乡建设局	已完成。已改造老旧小区9个。	12月底
""",
    ("鹤山市", 2021): """
1	改造老旧小区2个。	（1）完成改造。	市住房城乡建设局	已完成。已改造老旧小区2个。	12月底
""",
    ("开平市", 2023): """
1	建设滨江公园。	（1）完成设计。	月山镇	已完成。已完工。	12月底
2	修建百合大道，总长12公里。	（1）完成路面。	市教育局 市交通运输局	未按进度完成。资金不足。	12月底
""",
}


def written(folder: Path) -> list[Path]:
    """The four tables as files."""
    paths: list[Path] = []
    for (county, year), rows in _ROWS.items():
        path = folder / f"{county}{year}.txt"
        tasks = rows.strip().count("\n") + 1
        title = f"{year}年{county}重点工作任务完成情况表\n\n"
        path.write_text(f"{title}{_HEAD}一、重点工作（{tasks}项）\n{rows.strip()}\n", encoding="utf-8")
        paths.append(path)
    return paths
