"""What the words of a question alone tell the table cannot hold.

Other years and places, attributes no such table has, opinions, errands; for names see :mod:`qa.unknown`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from graph.places import belong_together, counties_named, division_names
from qa.conditions import Linked
from qa.genre import unheard_concept
from qa.lexicon import Lexicon
from qa.plan import Intent
from qa.unknown import PROPER, unknown_name
from qa.wording import WHO_LEADS, intent_of

YEAR = re.compile(
    r"(?<![\d〔\[])(?P<year>20\d{2}|\d{2})年(?!鉴|度?人口普查)(?:度)?|(?<![\d.])(?P<bare>20[12]\d)(?![\d年./号-])"
)
RELATIVE_YEARS = {"前年": -2, "去年": -1, "上一?年": -1, "上年度": -1, "明年": 1, "来年": 1, "下一?年": 1, "后年": 2}
_OF_A_YEAR = re.compile(r"的|全|我|市|重点|各|有|任务|工作|目标|政府|[^\d月]{0,12}(?:任务|工作|项目|计划|实事|清单)")
_NO_FIELD = re.compile(
    r"(?P<field>(?:办公|联系|咨询|投诉|举报)?(?:电话|手机)(?:号码?)?|联系方式|邮箱|微信号?|网址|住址|地址|门牌号?|工资|薪水|薪资|月薪|年薪|收入证明|奖金|年龄|岁数|学历|简历|籍贯|老家|性别|"
    r"天气|气温|股[价票]|房价|楼价|票价|门票|身份证号?|车牌|邮编|售价|(?:市场|交易)?价格|(?:上下班|营业|办公|开放)时间)"
    r"(?:都|分别|一般|大概|现在)?(?:是|有|为|叫|在)?(?:多少|什么|啥|哪|几|多大|怎么样|如何|贵不贵|高不高|呢|吗|么|$|[？?。])|"
    r"(?:多少|什么|查(?:一下|询)?|告诉我|给我).{0,6}(?:电话|联系方式|邮箱|微信号|网址|住址|工资|薪水|学历|简历|籍贯|门票|票价)(?:号码?)?(?=$|[，,。？?])|几点(?:上班|下班|开门|关门)|今[天晚日](?:吃|天气)|会不会下雨"
)
_OPINION = re.compile(
    r"你(?:觉得|认为|看好|怎么看|说说看|喜欢)|该不该|值不值得|值得.{0,6}吗|适不适合|打(?:个)?分|推荐|最有(?:前途|潜力|发展)|能不能(?:买|入手|投资|涨)|会不会(?:涨|跌|赚|亏)|"
    r"(?:[一二三四五几两\d]+年后|未来|以后|将来).{0,14}(?:能不能|会不会|能否|会否|能到|可不可以)|我(?:该|应该|要不要|想)(?:买|投|学|去哪)|[一二三四五几两\d]+年后.{0,14}[吗么呢？?]|预测|猜(?:一下|猜)|评价一下|(?:这个?人|为人|人品|口碑|能力|水平|前途)(?:怎么样|如何|好不好)|靠不靠谱|靠谱吗|划不划算|划算吗|哪个?.{0,4}(?:更好|更有|好一些|好一点)|好还是|还是.{1,8}(?:好|合适|划算)(?:呢|些|一点)?(?=$|[？?])|(?:现在|如今)?能(?:不能)?买(?:吗|不|房)|发展得更|(?:好吃|好玩|好看)(?:吗|不|的|$|[？?])|(?:要|该|需要)注意(?:些)?(?:什么|啥)|谁(?:更|最)(?:厉害|能干|有本事|优秀|强)|能力最|(?:干|做|表现|工作)得?(?:怎么样)?最?(?:最好|最差|最棒|最出色)|哪.{0,8}最(?:宜居|好玩|漂亮|厉害|幸福)"
)
_CREATIVE = re.compile(
    r"写一?[首篇段封份个]|讲一?个|翻译|编一?个|画一?[张幅]|作一?首|讲(?:个)?笑话|唱(?:一?首)?歌|起个?名"
)
_SMALL_TALK = re.compile(
    r"^(?:你好|您好|嗨|哈喽|hi|hello)?[，,。!！?？]*(?:你(?:是谁|叫什么(?:名字)?|吃(?:饭)?了[吗没]|在吗|会(?:做)?什么|好吗?)|在吗|(?:多谢|谢谢|感谢|辛苦)[^？?多少哪几什]*|早上好|晚安|再见)[？?！!。吗呀啊]*$|"
    r"^什么是|什么叫|何谓|啥叫|叫什么意思|有(?:什么|啥|何)(?:区别|不同|差别)|的区别$|为什么叫|怎么来的$|由来|的首都|是哪国|哪个朝代|星期几|几号了$|几点了|你(?:能|会|可以)(?:做|帮|干|回答)(?:什么|啥|哪)|(?:hello|hi|hey|test|测试)$|(?:天|停)(?:停水|停电|下雨)|(?:停水|停电|下雨)(?:吗|没)|建[县市区](?:的)?(?:是)?(?:哪|什么时候|多少年)|哪一?年建[县市区]|是什么意思[？?]?$|(?:是)?谁(?:发明|写|唱|演|创作|画)的|(?:怎么|如何)(?:证明|计算|解方程|做菜|减肥)|总统是|首相是|(?:世界杯|奥运会?)冠军",
    re.IGNORECASE,
)
_PERSONAL = re.compile(
    r"(?:在|去|到|是)?哪(?:个|些)?(?:里|儿|窗口|网站|APP|平台)?(?:可以|能)?(?:领取?|补办|打(?:疫苗|新冠|针)|报名|申请|申领|挂失|缴费|兑换)的?(?=$|[？?，,。])|(?:流程|手续)(?:是|有|要)?(?:什么|怎样|怎么样|怎么走|哪些|如何)|"
    r"(?:合同|证明|申请书?|遗嘱|起诉状)(?:要|该|应该)?(?:怎么|如何)(?:写|填|开|签)|(?:帮我|我要|我想)(?:投诉|举报|报警|报名|预约|申请)|帮我查(?:一?下)?(?:我|这个月|余额|快递)|几天(?:能|可以|才能)?(?:拿到|办好|办下来|下来)|哪里(?:可以|能)(?:办|打|领|交|报|补)|"
    r"(?:我|本人|自己|家里|我家|我爸|我妈|孩子|小孩|儿子|女儿).{0,14}(?:怎么(?:申请|办理|办|报名|申领|领取|交|查)|去哪(?:里|儿)?(?:办|申请|报名|领|交|开)|需要(?:什么|哪些)(?:材料|手续|证件)|能不能(?:派|读|进|上|领|报))|"
    r"(?:申请|申领|办理?|补办|换领|领取?|报考|注册|开具).{0,10}(?:要|需要?|得|应|带|交).{0,6}(?:什么|哪些|哪几|几|啥)(?:样|种|份|张|个)?.{0,4}(?:材料|证件|手续|照片|资料|证明)|"
    r"(?:去|到)哪(?:个|里|儿)?(?:窗口|地方|部门|派出所|医院)?(?:换|补|挂失|申请|报名|办理?)(?!.{0,4}(?:进度|完成))|(?:去|到|找)哪个(?:派出所|窗口)|怎么(?:补办?|换领?|走|坐车|报名|申请|注册|挂号|预约)(?:最|才|比较)?(?:快|近|好)?(?=$|[？?，,。])|报名(?:时间|入口)|什么时候(?:开始)?报名|吃什么药|(?:要不要|需不需要|用不用)(?:提前)?预约"
)
_OFFICE = r"(?:镇长|局长|县长|区长|市长|书记|主任|校长|院长|秘书|司机|讲师|部长|所长|站长|秘书长|行长|村长|支书|董事长|总经理|老板|法人|负责人|经理|厂长)"
_HOLDER = re.compile(
    rf"{_OFFICE}(?:现在|目前|如今)?(?:是|叫|姓)?(?:谁|啥名|啥|什么名字?|什么|哪位|哪个)|(?:谁|哪位)(?:是|当|任)(?:的)?[^，。]{{0,10}}{_OFFICE}|(?:哪位|谁)(?:领导)?(?:的)?(?:电话|名字)"
)


@dataclass(frozen=True, slots=True)
class Scope:
    """What the documents are about: their years and counties, against which a question is held."""

    years: frozenset[int]
    counties: frozenset[str]
    towns: frozenset[str] = frozenset()
    """The towns of the tables without 镇 and the like: elsewhere a county may bear the name."""


def refusal(text: str, lexicon: Lexicon, scope: Scope, links: Sequence[Linked]) -> str | None:
    """Why the table cannot hold the answer, as far as the words of the question tell.

    :param links: units, towns, leaders and headings recognised.
    """
    leaders = [link for link in links if link.kind == "Person"]
    known = [*links, *lexicon.find_things(text)]
    for pattern, reason in (
        (_SMALL_TALK, "只回答与这张表有关的问题，不聊“{}”"),
        (_NO_FIELD, "表中没有“{}”这类信息"),
        (_CREATIVE, "只回答表里写明的内容，不能“{}”"),
        (_OPINION, "只回答表里写明的内容，不作“{}”这类评价或建议"),
        (_PERSONAL, "表中记的是政府工作任务，没有个人办事的“{}”"),
    ):
        match = pattern.search(text)
        if match:
            return reason.format(match.groupdict().get("field") or match.group(0))
    holder = _HOLDER.search(text)
    if holder and not leaders and not WHO_LEADS.search(text):
        return f"表中没有写明“{holder.group(0)}”"
    return (
        _other_year(text, scope.years)
        or _other_county(text, scope, lexicon)
        or unknown_name(text, lexicon, known)
        or _unheard(text, lexicon)
    )


def _unheard(text: str, lexicon: Lexicon) -> str | None:
    concept = unheard_concept(text, lexicon.is_written)
    return f"表中没有提到“{concept}”" if concept else None


def years_named(text: str, own: frozenset[int]) -> dict[str, int]:
    """Other years than the tables' own that a question names, by their words.

    >>> years_named("23年上半年和去年", frozenset({2022}))
    {'23年': 2023, '去年': 2021}
    """
    found: dict[str, int] = {}
    for match in YEAR.finditer(text):
        digits = match["year"] or match["bare"]
        year = int(digits) if len(digits) == 4 else 2000 + int(digits)
        if own and year not in own:
            found[match.group(0)] = year
    for words, step in RELATIVE_YEARS.items():
        # 比上年多了几个点 asks for a growth, which the table tells.
        relative = re.search(rf"(?<![比较]){words}(?!同期|相比|比)", text)
        if own and relative:
            found[relative.group(0)] = max(own) + step
    return found


def _other_year(text: str, years: frozenset[int]) -> str | None:
    """A set of tasks of another year; a year named in passing may stand in the texts."""
    for words, year in years_named(text, years).items():
        after = text[text.index(words) + len(words) :]
        relative = words not in {match.group(0) for match in YEAR.finditer(text)}
        asks_set = intent_of(text) in {Intent.LIST, Intent.COUNT} and (relative or _OF_A_YEAR.match(after))
        if asks_set and re.search(r"任务|工作|项目|目标|实事|表", after):
            return f"本库只有 {'、'.join(map(str, sorted(years)))} 年的表，没有 {year} 年的"
    return None


def places_named(text: str, scope: Scope) -> list[str]:
    """Counties, cities and provinces other than the tables' own and those it lies in, as a question names them.

    >>> places_named("恩平今年的十大民生实事", Scope(frozenset({2022}), frozenset({"鹤山市"})))
    ['恩平']
    """
    return [
        name
        for name in _divisions(text)
        if name not in scope.towns and not any(_near(name, county) for county in scope.counties)
    ]


_LONGER_PLACE = frozenset("村镇乡街社路道局大")


def _near(name: str, county: str) -> bool:
    return name in county or county in name or belong_together(name, county)


def _divisions(text: str) -> list[str]:
    """The divisions a text names: by their official name, or by a short one that the segmenter takes for a place."""
    import rjieba

    tagged = []
    position = 0
    for word, tag in rjieba.tag(text):
        position = text.find(word, position) + len(word)
        # 金牛村 is no 金牛区, and 国资办和县财政局 do not name 和县.
        longer = text[position : position + 1] in _LONGER_PLACE or word[0] in "和与同及"
        if tag in PROPER and word in division_names() and not longer:
            tagged.append(word)
    return list(dict.fromkeys([*counties_named(text), *tagged]))


def _other_county(text: str, scope: Scope, lexicon: Lexicon) -> str | None:
    """A county or city that is not the tables' own: its tasks are not here, nor anything of one the texts never name."""
    if not scope.counties:
        return None
    own = "、".join(sorted(scope.counties))
    for name in _divisions(text):
        # 江门全市, 江门七个县区: all of the city that the county lies in.
        if not any(name in county for county in scope.counties) and re.search(
            rf"{name}市?(?:全[市域]|各[县区市]|[一二三四五六七八九十\d]+个?[县区市])", text
        ):
            return f"本库只有{own}的表，没有{name}全市的"
    others = places_named(text, scope)
    if not others or any(county in text for county in scope.counties):
        return None
    asks_set = intent_of(text) in {Intent.LIST, Intent.COUNT} or re.search(
        r"重点(?:任务|工作|项目)|民生实事|指标", text
    )
    at_start = re.match(rf"(?:请问|想问|查)?(?:一?下)?(?:{'|'.join(map(re.escape, others))})(?![来人])", text)
    if (asks_set and re.search(r"任务|工作|项目|实事|目标|指标", text)) or (
        at_start and not any(map(lexicon.is_written, others))
    ):
        return f"本库只有{own}的表，没有{'、'.join(others)}的"
    return None
