"""What on a page belongs to the site and not to its article: menus, paths, lists of links, catalogue data, the foot."""

from __future__ import annotations

from typing import Any

from graph.tables.readers.html_blocks import Block
from graph.tables.readers.html_text import folded, words

_MOSTLY = 0.6
"""Share of a block's characters that are links from which on it is a list of links."""
_CATALOGUE = words(
    "索引号 发布机构 发布单位 发文机关 发文日期 成文日期 发布日期 生成日期 公开方式 公开时限 公开形式 "
    "主题分类 体裁分类 文号 发文字号 有效性 信息分类 信息索引 主题词 公开范围 统一编号 信息来源 名称 标题 "
    "组配分类 服务对象 废止日期"
)
"""Labels of the catalogue of public information above an article."""
_LEAST_LABELS = 3
_MOST_CATALOGUE_ROWS = 10
_OPENINGS = ("当前位置", "您的位置", "您现在的位置", "您当前的位置", "首页>", "网站首页>")
_MENU = words("首页 网站首页 返回首页 返回 正文 政务公开")
_ENDINGS = (
    *(
        "上一篇",
        "下一篇",
        "上一条",
        "下一条",
        "打印本页",
        "关闭窗口",
        "分享到",
        "相关链接",
        "相关文件",
        "相关阅读",
        "相关文章",
    ),
    *(
        "相关信息",
        "相关解读",
        "相关稿件",
        "相关附件",
        "返回顶部",
        "扫一扫",
        "扫码分享",
        "版权所有",
        "网站地图",
        "友情链接",
    ),
    *("[打印", "【打印", "〖打印", "网站标识码", "责任编辑", "您访问的链接即将离开"),
)
_FOOT = ("ICP备", "公网安备", "网站标识码", "版权所有", "政府网站标识码", "技术支持", "建议使用")
_LONGEST_ENDING = 80
_MOST_FOOT_ROWS = 4
_INFO = (
    "浏览次数",
    "浏览量",
    "阅读次数",
    "点击数",
    "点击次数",
    "访问量",
    "字体：",
    "字号：",
    "【打印",
    "打印】",
    "[打印",
)
_KEPT = (
    "发布日期",
    "发布时间",
    "发布单位",
    "发布机构",
    "日期",
    "时间",
    "来源",
    "信息来源",
    "文章来源",
    "发文机关",
    "成文日期",
)
_SITE_ENDS = ("政府", "网", "网站", "门户", "平台", "局", "委", "办公室", "办", "公开", "专栏", "首页")
_SEPARATORS = ("_", "|", "｜", " - ", "-", "—", "–", "――", ">", "»")


def page_title(root: Any) -> str:
    """The title of the article: what the page's data say, else its first heading, else its title less the site's name."""
    for name in ("ArticleTitle", "articletitle"):
        for meta in root.iterfind(f".//meta[@name='{name}']"):
            if (meta.get("content") or "").strip():
                return _joined(meta.get("content"))
    title = root.find(".//head/title")
    whole = _joined(title.text_content()) if title is not None else ""
    for heading in root.iterfind(".//h1"):
        text = _joined(heading.text_content())
        if text and not any(one.tag in ("header", "nav", "footer") for one in heading.iterancestors()):
            return text
    return less_site(whole)


def less_site(title: str) -> str:
    """A page's title without the names of the site and its columns behind it.

    >>> less_site("2023年1-6月重点工作进展_政务公开_白云山县人民政府"), less_site("一季度进展-甲县人民政府门户网站")
    ('2023年1-6月重点工作进展', '一季度进展')
    >>> less_site("甲县2023年1-6月进展"), less_site("甲县人民政府")
    ('甲县2023年1-6月进展', '甲县人民政府')
    """
    while True:
        place, mark = max(((title.rfind(mark), mark) for mark in _SEPARATORS), key=lambda found: found[0])
        tail = title[place + len(mark) :].strip()
        if place <= 0 or not tail.endswith(_SITE_ENDS):
            return title.strip()
        title = title[:place].strip(" -_|—")


def _joined(text: str | None) -> str:
    return " ".join((text or "").split())


def article_of(blocks: list[Block], title: str) -> list[Block]:
    """The blocks of the article: from its title on to the end of the page's own text, without furniture between."""
    start = _start(blocks, title)
    end = _end(blocks, start)
    kept = []
    for block in blocks[start:end]:
        if block.rows:
            if not is_catalogue(block) and not _is_linked_table(block):
                kept.append(block)
        elif not _is_furniture(block):
            block.text = _less_counters(block.text)
            if block.text:
                kept.append(block)
    return _without_loose_headings(kept, blocks[start:end])


def _start(blocks: list[Block], title: str) -> int:
    """Where the article begins: at its title, unless a table or most of the text stands above it (there somebody signs)."""
    wanted = folded(title)
    data = [at for at, block in enumerate(blocks) if _is_data(block)]
    first = data[0] if data else len(blocks)
    left = sum(len(block.text) for block in blocks) / 2
    for at, block in enumerate(blocks):
        if wanted and not block.rows and folded(block.text) == wanted and at <= first and (data or left > 0):
            return at
        left -= len(block.text)
    return 0


def _end(blocks: list[Block], start: int) -> int:
    """Where the article ends: at the first line of the page's foot, which no table of data and not most of the text follows.

    The buttons to share and to print may as well stand above the article.
    """
    last = max((at for at, block in enumerate(blocks) if _is_data(block)), default=-1)
    begin = max(start, last)
    left = [0 if block.rows or _is_furniture(block) else len(block.text) for block in blocks[begin + 1 :]]
    rest, half = sum(left), sum(left) / 2
    for at, length in enumerate(left, start=begin + 1):
        if is_ending(blocks[at]) and (rest <= half or rest <= _LONGEST_ENDING):
            return at
        rest -= length
    return len(blocks)


def _is_data(block: Block) -> bool:
    return len(block.rows) > 1 and not (is_catalogue(block) or _is_linked_table(block) or is_ending(block))


def is_ending(block: Block) -> bool:
    """Whether a block is where the foot of a page begins (often a table that arranges it)."""
    text = folded(block.text)
    if block.rows:
        return len(block.rows) <= _MOST_FOOT_ROWS and is_ending(
            Block("".join(slot.text for row in block.rows for slot in row))
        )
    if not text:
        return False
    if any(folded(word) in text for word in _FOOT) and len(text) <= 4 * _LONGEST_ENDING:
        return True
    return len(text) <= _LONGEST_ENDING and text.startswith(tuple(folded(word) for word in _ENDINGS))


def is_catalogue(block: Block) -> bool:
    """Whether a table is the catalogue entry of the page (索引号, 发布机构 …) and no table of data."""
    if not 0 < len(block.rows) <= _MOST_CATALOGUE_ROWS:
        return False
    cells = [folded(slot.text).rstrip(":") for row in block.rows for slot in row if slot.text]
    labels = sum(cell in _CATALOGUE or cell.partition(":")[0] in _CATALOGUE for cell in cells)
    return labels >= _LEAST_LABELS or any(cell.startswith("索引号") for cell in cells)


def _is_linked_table(block: Block) -> bool:
    size = sum(len("".join(slot.text.split())) for row in block.rows for slot in row)
    return block.links > _LEAST_LABELS and block.linked >= _MOSTLY * size


def _is_furniture(block: Block) -> bool:
    text = "".join(block.text.split())
    if block.links and block.linked >= _MOSTLY * len(text):
        return True
    opening = tuple(folded(word) for word in _OPENINGS)
    if folded(text).startswith(opening) and (block.links or ">" in text):
        return True
    return text in _MENU or is_ending(block)


def _less_counters(text: str) -> str:
    """The line of date and source without counters and buttons; other text as it is.

    >>> _less_counters("发布日期：2023-11-18 浏览次数：次 来源：区政府办公室 字体：[大 中 小]")
    '发布日期：2023-11-18 来源：区政府办公室'
    """
    if len(text) > 3 * _LONGEST_ENDING or not any(word in text for word in _INFO):
        return text
    kept, keep = [], False
    for part in text.split():
        if "：" in part or ":" in part or part[:1] in "[【〖":
            keep = part.startswith(_KEPT) or part[:1].isdigit()
        if keep:
            kept.append(part)
    return " ".join(kept)


def _without_loose_headings(kept: list[Block], all_blocks: list[Block]) -> list[Block]:
    """Leave out a heading under which all was links (相关文件 and the like)."""
    held = {id(block) for block in kept}
    loose = set()
    for at, block in enumerate(all_blocks):
        if not block.heading or id(block) not in held:
            continue
        after = all_blocks[at + 1 : at + 2]
        if after and id(after[0]) not in held and after[0].links:
            loose.add(id(block))
    return [block for block in kept if id(block) not in loose or block is kept[0]]
