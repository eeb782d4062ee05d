"""Companies, villages and towns in free text, case by case; the counties differ and the companies are invented, since the rules must hold anywhere."""

from __future__ import annotations

from functools import lru_cache

import pytest

from graph.language.normal_form import fold_text
from graph.mentions.companies import CompanyFinder
from graph.mentions.company_names import (
    RULE_COMPANY,
    RULE_FULL,
    RULE_LIST,
    RULE_PLACE,
    RULE_PROJECT,
    RULE_TRADE_WORDS,
    Likeness,
)
from graph.mentions.company_parts import full_names, short_companies
from graph.mentions.towns import town_mentions
from graph.mentions.villages import (
    RULE_COINED,
    RULE_TOWN,
    RULE_UNLISTED,
    RULE_WORD,
    VillageFinder,
)
from graph.mentions.villages import (
    RULE_LIST as RULE_ROW,
)
from graph.places.divisions import County, find_county, villages_of


@lru_cache(maxsize=16)
def county(name: str) -> County:
    found = find_county(f"2022年{name}重点工作任务完成情况汇总表")
    assert found is not None
    return found


@lru_cache(maxsize=16)
def village_finder(name: str) -> VillageFinder:
    return VillageFinder(villages_of(county(name)), county(name).towns)


def companies(text: str, *others: str, places: tuple[str, ...] = ()) -> list[tuple[str, str, str]]:
    """(words, company meant, rule) of each company of the first text, in a table that holds the others too."""
    folded = [fold_text(one).text for one in (text, *others)]
    return [
        (folded[0][span.start : span.end], span.name, span.rule)
        for span in CompanyFinder(folded, places).find(folded[0])
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("走访广东瀚泽电子科技有限公司，了解情况。", ["广东瀚泽电子科技有限公司"]),
        ("华瀚玻璃（江门）有限公司投产。", ["华瀚玻璃(江门)有限公司"]),
        ("推动开平市瀚泽水暖卫浴有限公司上市", ["开平市瀚泽水暖卫浴有限公司"]),
        ("支持浙江瀚泽新材料股份有限公司技改", ["浙江瀚泽新材料股份有限公司"]),
        ("成功引进安徽澜沃电池科技有限公司", ["安徽澜沃电池科技有限公司"]),
        ("由肥西县澜沃建设工程有限责任公司承建", ["肥西县澜沃建设工程有限责任公司"]),
        ("协调长兴县澜沃供应链管理有限公司落户", ["长兴县澜沃供应链管理有限公司"]),
        ("兑现合肥澜沃农业科技有限公司奖补", ["合肥澜沃农业科技有限公司"]),
        ("向澜沃电子有限公司发放贷款", ["澜沃电子有限公司"]),
        ("县财政局和澜沃电子有限公司签约", ["澜沃电子有限公司"]),
        ("与ABC电子（广东）有限公司签约", ["ABC电子(广东)有限公司"]),
        ("县政府与澜沃集团签约", ["澜沃集团"]),
        ("澜沃电子有限公司开平分公司开业", ["澜沃电子有限公司开平分公司"]),
        (
            "组织到台山市澜沃食品有限公司、瀚泽精密（台山）有限公司调研",
            ["台山市澜沃食品有限公司", "瀚泽精密(台山)有限公司"],
        ),
        ("鼓励个体户成为有限公司", []),
        ("加强集团文化建设", []),
        ("成立教育集团", []),
    ],
)
def test_full_company_names(text: str, expected: list[str]) -> None:
    folded = fold_text(text).text
    assert [folded[start:end] for start, end in full_names(folded)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("到澜沃公司调研", ["澜沃公司"]),
        ("走访四维公司。", ["四维公司"]),
        ("该公司投产", []),
        ("物业公司进场", []),
        ("成立本公司", []),
        ("澜沃有限公司", []),
    ],
)
def test_short_company_names(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in short_companies(text)] == expected


FULL = "广东瀚泽电子科技股份有限公司"


@pytest.mark.parametrize(
    ("text", "others", "expected"),
    [
        (f"{FULL}投产", (), [(FULL, FULL, RULE_FULL)]),
        ("瀚泽电子已投产。", (FULL,), [("瀚泽电子", FULL, RULE_TRADE_WORDS)]),
        ("瀚泽公司扩产。", (FULL,), [("瀚泽公司", FULL, RULE_COMPANY)]),
        ("澜沃已签约。", (FULL, "走访瀚泽、澜沃等企业。"), [("澜沃", "澜沃", RULE_LIST)]),
        ("锐拓班皓扩产", ("推进锐拓班皓新能源项目建设",), [("锐拓班皓", "锐拓班皓", RULE_PROJECT)]),
        ("建设和谐社会。", ("和谐科技有限公司投产。",), []),
        ("构建和谐、稳定的环境", ("和谐科技有限公司投产。",), []),
        ("和谐公司扩产", ("和谐科技有限公司投产。",), [("和谐公司", "和谐科技有限公司", RULE_COMPANY)]),
        ("瀚泽路改造", (FULL,), []),
        ("瀚泽村改造", (FULL,), []),
        ("澜沃扩产", (FULL,), []),
        ("农业银行扩大贷款", (), [("农业银行", "农业银行", "银行名")]),
        ("开平农商银行放贷", (), [("开平农商银行", "开平农商银行", "银行名")]),
        ("中铁十五局进场", (), [("中铁十五局", "中铁十五局", "全国知名企业表")]),
    ],
)
def test_companies_of_a_table(text: str, others: tuple[str, ...], expected: list[tuple[str, str, str]]) -> None:
    assert companies(text, *others) == expected


def test_list_of_companies() -> None:
    found = companies("走访瀚泽、澜沃、锐拓等企业。", FULL)
    assert [(words, name) for words, name, _ in found] == [("瀚泽", FULL), ("澜沃", "澜沃"), ("锐拓", "锐拓")]


def test_names_that_begin_alike_are_different_companies() -> None:
    one, other = "雅图仕印刷有限公司", "雅图高新材料股份有限公司"
    finder = CompanyFinder([f"{one}投产。", f"{other}投产。"])
    assert finder.names.aliases["雅图仕"][0] == one
    assert finder.names.similar() == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("广东华鳌合金新材料有限公司", "广东华螯合金新材料有限公司"),
        ("鹤山市得润电子科技有限公司", "鹤山市德润电子科技有限公司"),
    ],
)
def test_names_that_sound_alike_are_only_possibly_the_same(one: str, other: str) -> None:
    finder = CompanyFinder([f"{one}投产。", f"{other}投产。"])
    assert [finder.names.aliases[name][0] for name in (one, other)] == [one, other]
    assert finder.names.similar() == [Likeness(*sorted((one, other)), "字号同音，行业相同")]


def test_short_name_that_sounds_alike_is_only_possibly_the_same() -> None:
    finder = CompanyFinder(["华鳌合金新材料有限公司、瀚泽电子有限公司投产。", "走访瀚泽电子、华螯合金等企业。"])
    assert finder.names.aliases["华螯合金"] == ("华螯合金", RULE_LIST)
    assert finder.names.similar() == [Likeness("华螯合金", "华鳌合金新材料有限公司", "字号同音，行业相同")]


def test_trade_name_of_two_companies_stands_for_neither() -> None:
    ours, theirs = "广东瀚泽电子有限公司", "安徽瀚泽建材有限公司"
    finder = CompanyFinder([f"{ours}投产。", f"{theirs}投产。", "瀚泽扩产"])
    assert finder.names.aliases["瀚泽"][0] == "瀚泽"
    assert Likeness("瀚泽", ours, "“瀚泽”同为其字号", shares_name=True) in finder.names.similar()


@pytest.mark.parametrize("text", ["百合瀚泽扩产", "百合镇瀚泽扩产"])
def test_trade_name_after_a_town_is_a_company_of_its_own(text: str) -> None:
    places = ("百合镇", "百合")
    name = text.removesuffix("扩产")
    assert companies(text, FULL, places=places) == [(name, name, RULE_PLACE)]
    assert CompanyFinder([text, FULL], places).names.similar() == [Likeness(name, FULL, RULE_PLACE)]


@pytest.mark.parametrize(
    ("where", "text", "expected"),
    [
        ("鹤山市", "龙口镇霄南村道路", [("霄南村", "龙口镇", RULE_WORD)]),
        ("鹤山市", "霄南片区建设", [("霄南", "龙口镇", RULE_COINED)]),
        ("鹤山市", "古劳双桥改造", [("双桥", "古劳镇", RULE_TOWN)]),
        ("鹤山市", "上升村道路", [("上升村", "古劳镇", RULE_WORD)]),
        ("鹤山市", "失业率上升", []),
        ("鹤山市", "城市中心建设", []),
        ("鹤山市", "东南沿海", []),
        ("开平市", "推进簕冲村污水治理。", [("簕冲村", "三埠街道", RULE_WORD)]),
        ("开平市", "在祥龙社区开展活动", [("祥龙社区", "三埠街道", RULE_WORD)]),
        ("开平市", "沙塘镇丽新道路", [("丽新", "沙塘镇", RULE_TOWN)]),
        ("开平市", "荻海片区改造", [("荻海", "三埠街道", RULE_COINED)]),
        ("开平市", "中山路改造", []),
        ("开平市", "港口建设加快", []),
        ("开平市", "新兴产业发展", []),
        ("开平市", "沙塘镇垌咀村道路", [("垌咀村", "沙塘镇", RULE_UNLISTED)]),
        ("开平市", "完成垌咀村污水治理", [("垌咀村", None, RULE_UNLISTED)]),
        ("开平市", "美丽乡村建设", []),
        ("开平市", "行政村改造", []),
        ("台山市", "都斛镇白石村道路", [("白石村", "都斛镇", RULE_WORD)]),
        ("台山市", "四九镇白石村道路", [("白石村", "四九镇", RULE_WORD)]),
        ("台山市", "都斛白石道路", [("白石", "都斛镇", RULE_TOWN)]),
        ("台山市", "东坑村完工", []),
        ("台山市", "东坑小学扩建", []),
        (
            "台山市",
            "推进筋坑、礼边2个村的建设",
            [("筋坑", "台城街道", RULE_ROW), ("礼边", "台城街道", RULE_ROW)],
        ),
        ("长兴县", "夹浦镇渚浜村环境整治", [("渚浜村", "夹浦镇", RULE_UNLISTED)]),
        ("长兴县", "泗安镇杨湾村道路", [("杨湾村", "泗安镇", RULE_WORD)]),
        ("肥西县", "三河镇杨婆社区", [("杨婆社区", "三河镇", RULE_WORD)]),
        ("肥西县", "紫蓬镇兴庄村道路", [("兴庄村", "紫蓬镇", RULE_WORD)]),
        ("肥西县", "加快建设", []),
        ("安吉县", "递铺街道鲁家村旅游", [("鲁家村", "递铺街道", RULE_WORD)]),
        ("安吉县", "阳光照明、广场建设", []),
        ("恩平市", "君堂镇新塘村道路", [("新塘村", "君堂镇", RULE_WORD)]),
        ("恩平市", "茶坑水库加固", []),
    ],
)
def test_villages(where: str, text: str, expected: list[tuple[str, str | None, str]]) -> None:
    found = village_finder(where).find(text)
    assert [(text[one.start : one.end], one.town.name if one.town else None, one.rule) for one in found] == expected


@pytest.mark.parametrize(
    ("where", "text", "expected"),
    [
        ("鹤山市", "沙坪河经鹤城，沙坪街道牵头", [("鹤城镇", "鹤城"), ("沙坪街道", "沙坪街道")]),
        ("开平市", "苍城至沙塘公路", [("苍城镇", "苍城"), ("沙塘镇", "沙塘")]),
        ("开平市", "水口河整治、月山中学扩建", []),
        ("开平市", "赤水镇，赤水高速出口", [("赤水镇", "赤水镇")]),
        ("台山市", "汶村镇、都斛卫生院", [("汶村镇", "汶村镇")]),
        ("长兴县", "林城镇道路", [("林城镇", "林城镇")]),
        ("安吉县", "梅溪镇至溪龙乡公路", [("梅溪镇", "梅溪镇"), ("溪龙乡", "溪龙乡")]),
        ("安吉县", "杭垓中学扩建", []),
        ("肥西县", "三河古镇旅游", [("三河镇", "三河")]),
        ("恩平市", "沙湖镇党委", [("沙湖镇", "沙湖镇")]),
    ],
)
def test_towns(where: str, text: str, expected: list[tuple[str, str]]) -> None:
    assert [(one.town.name, one.text) for one in town_mentions(text, county(where).towns)] == expected
