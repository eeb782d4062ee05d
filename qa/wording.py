"""Wordings by which a question tells what kind of answer it wants, and the words that carry no meaning of their own."""

from __future__ import annotations

import re

from graph.language.numerals import read_integer
from graph.language.segmentation import is_word, tagged
from qa.plan import Dimension, Intent, Ranking

_MEASURE = r"(?:大?项|个(?![亿万百千月点多小])|件|条|宗|样|桩|块|家)"
COUNT = re.compile(
    rf"(?:有|共|总共|一共|合计)?(?:多少|几){_MEASURE}|总(?:数|量)(?:是|有|为)?(?:多少|几|$|[？?])|数量|一共有?多少|有多少(?=任务|工作|项目)|多少(?=任务|工作|项目)"
)
_TASK_NOUN = re.compile(
    r"(?:任务|工作|项目|工程|事|实事|指标|活|条目|内容|计划|措施|重点|民生|分管|未|没|不|已|是|的|在|由|要|被|都|完|按|基本|暂缓|滞后|节点|单位|部门|责任|牵头|市|县)"
)
LIST = re.compile(r"单子|条目|列给|请列|汇总|哪些|哪几|列出|列一下|列给|清单|名单|分别是|还剩|什么(?:任务|工作|项目)")
LISTLIKE = re.compile(
    r"哪(?:一)?[个项件条]|有什么|有啥|什么事|所有|全部|查查|都有|"
    r"(?:负责|管|抓|分管|牵头|承担|参与|做|干|搞|忙)(?:着|些|了)*(?:的)?(?:什么|啥|哪)|牵头的|的(?:任务|工作|项目|事|活)|(?:牵头|分管|负责|参与|管)的[\u4e00-\u9fff]{2,8}(?:任务|工作|项目)$"
)
_LEADER_WORD = r"(?:领导|市领导|县领导|区领导|常委|副?市长|副?县长|副?区长)"
WHO_LEADS = re.compile(
    rf"(?:由|归|是)?(?:谁|哪[位个]{_LEADER_WORD}?)(?:在|来|负责)?(?:分管|主管|挂帅|管|挂钩|抓)|哪[位个]{_LEADER_WORD}|"
    rf"(?:分管|主管|挂钩|包抓)(?:的)?{_LEADER_WORD}|谁分管|领导是谁"
)
WHICH_UNIT = re.compile(
    r"(?:由|归|是)?(?:谁|哪个(?:单位|部门|局|镇)?|哪些(?:单位|部门|局))(?:在|来)?(?:牵头|负责|主抓|承办|配合|参与|管)|"
    r"(?:责任|牵头|负责|配合|参与)(?:的)?(?:单位|部门)(?:都|分别)?(?:是|有|为|包括)?(?:谁|哪|什么)?(?=$|[？?哪谁什有是])"
)
WHEN = re.compile(r"什么时候|何时|啥时候?|几时|几月|哪一?年|哪个月|几号|哪天|多久|什么时间|时间是|期限")
MENTION = re.compile(
    r"提到|提及|出现|讲到|谈到|讲过|引用|涉及到?|说到|写到|点名|在哪(?:些|几)?[一]?[项个件]?任务[里中]|有提"
)
ABOUT = re.compile(r"(?:有关|相关|关联)(?:的)?(?:任务|工作|事项|项目)?|涉及")
WHY = re.compile(
    r"为什么|为何|为啥|何故|原因|缘故|缘由|是因为|卡在|怎么(?:还)?没|咋没|咋回事|怎么回事|怎么会|什么问题|啥问题|存在.{0,4}问题|受.{0,3}影响|难点|堵点|症结|(?:碰|遇|撞)(?:到|上|见)了?(?:什么|啥|哪些|何种).{0,2}(?:难|麻烦|阻|问题|障碍|瓶颈|状况)|被(?:什么|啥)[^，,。]{0,4}(?:绊|卡|拖|耽|挡|难)"
)
WHOLE = re.compile(
    r"(?:全部?|都|全都|均|统统|个个|样样|项项|每[一]?[项个件])(?:已经?|按时|按期|没有?|未|能|[\u4e00-\u9fff]{0,6}?)[\u4e00-\u9fff]{1,8}(?:了?(?:吗|么|没有?|嘛|吧)|[?？])|"
    r"(?:是不是|是否|有没有)[^，,。]{0,10}(?:全部?|都|全都|均|统统)"
)
"""Whether something holds for all of a set."""
CLAUSE_END = re.compile(r"[，,。；;？?！!\n]")
AMOUNT = re.compile(r"多少|几(?!乎)|多[大长高远宽]")
"""How much of something is asked, not which tasks there are."""
_ASKS_WHICH = re.compile(r"哪|什么|啥|多少|几|谁|列|清单|名单")
_COMPARE = re.compile(
    r"(?:哪个|哪边|哪家|哪方|谁|哪一?[个位边]).{0,14}(?:更多|更少|最多|较多|[的得]?(?:任务|工作|项目)?(?:更)?多|少)(?!少)|比.{0,12}(?:多|少)(?:几|多少|些)?|(?:多|少)(?:几|出几|多少)(?:项|个|件)|相差|差(?:几|多少)|"
    r"各(?:自)?(?:是|有|牵头|分管|负责|参与|占)?了?(?:几|多少)|分别(?:是|有|牵头|分管|负责|参与)?了?(?:几|多少)|对比|相比|比一比"
)
DIMENSIONS: tuple[tuple[str, Dimension], ...] = (
    (r"镇街?(?:道)?|镇（街(?:道)?）|街道|乡镇", Dimension.TOWN),
    (_LEADER_WORD, Dimension.LEADER),
    (r"板块|专题|聚焦|章节?|部分|节|块", Dimension.THEME),
    (r"大类|类别?", Dimension.CATEGORY),
    (r"单位|部门|局|委办局", Dimension.UNIT),
    (r"月份?", Dimension.MONTH),
)
_TOP = r"(?:最(?P<deg>多|少|高|低|重|轻|差|好|忙)|(?:排(?:在|名)?)?(?:前|头)(?P<top>[一二三四五六七八九十两\d]{1,2})(?:名|位|个)?|排第一|第一多)"
_PARTS_MOST = re.compile(
    r"(?P<what>节点|里程碑|步骤|责任单位|参与单位|配合单位|单位|部门)(?:数量?)?[^，,。]{0,6}?最(?P<deg>多|少)(?:的)?(?:是)?(?:哪|那)?(?:一?[项个件])?(?:任务|工作|项目|事)?"
)
_DUE_MOST = re.compile(
    r"(?:最(?P<deg3>早|先|晚|迟|后)的?(?:那|一|哪)?个?(?:完成时[间限]|时限|期限|截止(?:时间|日期)?)|(?:完成时[间限]|时限|期限|截止(?:时间|日期)?|到期(?:时间)?)[^，,。]{0,6}?最(?P<deg>早|先|晚|迟|后)|最(?P<deg2>早|先|晚|迟|后)(?:要|该|就|需要?|应该?)?(?:完成|到期|截止|做完|交|收官))"
)
FILLER = re.compile(
    r"[一二三四五六七八九十]{1,3}大(?:聚焦|板块|专题|类)?|\d{1,6}[个项件条]|请问一?下?|有关|提到|提及|引用|讲到|谈到|说到|写到|逐一|逐项|列明|列举|罗列|推进|被列为?|列为|麻烦|帮我|帮忙|查查|查一下|查询|看看|告诉我?|我想?(?:知道|了解|问)(?:一下)?|想知道|列出来?|列一下|列给我?|一下|分别是|什么|啥|哪些|哪几|"
    r"哪一?[个项件条里位块家边]|有没有|有|多少|几|总共|一共|合计|任务|工作|项目|事情|事项|事儿?|活儿?|负责|牵头|参与|参加|配合|协助|承担|主抓|分管|主管|出力|有份|"
    r"管|抓|政府|责任单位|责任|单位|部门|排在|排|第一位|首位|第一|自己|当中?|作为|做|干|办|搞|的|地|得|了|吗|呢|吧|啊|呀|哦|嘛|啦|哈|都|是|在|和|与|跟|"
    r"及|以及|由|归|被|把|里头?|里面|中间?|内|那边?|这边?|些|它|他们?|她们?|节点|出现|写着|写|完成时[间限]|要求|完成|进展|进度|状态|情况|目前|现在|"
    r"今年|本年|全年|年度?|月底|月份?|底|之?前|板块|专题|一节|部分|大类|类|方面|领域|领导|副?市长|副?县长|副?区长|常委|书记|部长|主任|局长|同志|"
    r"只是|只|仅|不是|不|没有|没|未|全部|所有|清单|名单|共同|一起|同时|既|又|要|应该?|须|需要|卡|原因|为什么|为何|怎么样?|如何|咋样?|哪|谁|数量?|量|"
    r"每|各|条|项|个|件|位|家|重点|标|涉及|相关|有关|关于|给|对|出|来|还剩?|也|再|就|才|算|点|名|我们?|全?[市县区](?!场|政|民|域)|镇街|除了?|除去|以外|之外|外|且|并且?|而且?|但|可|"
    r"属于|或者?|多|少|更|最|比|相差|差|较|超过|以上|以下|多于|少于|至少|不到|被|已经?|过|到底|究竟|一直|找到|能不能|能|可以|会|说|大家|你们?|您|请|谢谢|"
    r"[\s，。？！、；：,?!;:（）()“”\"‘’'《》<>·\-—…~\x00]|★"
)
"""Words of a question that say how it asks, not what it is about."""


def intent_of(text: str) -> Intent:
    """The kind of answer a question wants, by its words."""
    for intent, pattern in (
        (Intent.MENTION, MENTION),
        (Intent.LEADER, WHO_LEADS),
        (Intent.UNIT, WHICH_UNIT),
        (Intent.COUNT, COUNT),
        (Intent.LIST, LIST),
        (Intent.WHEN, WHEN),
        (Intent.LIST, LISTLIKE),
    ):
        match = pattern.search(text)
        if match and not (intent is Intent.COUNT and _counts_others(text[match.end() :])):
            return intent
    return Intent.LOOKUP


def _counts_others(behind: str) -> bool:
    """Whether what is counted is no tasks (有多少家规上企业), by the words behind."""
    if _TASK_NOUN.match(behind):
        return False
    nouns = [word for word, tag in tagged(behind)[:3] if len(word) > 1 and tag.startswith("n")]
    return any(map(is_word, nouns)) and not any(map(_TASK_NOUN.match, nouns))


def asks_of_all(text: str) -> bool:
    """Whether a question is answered by yes or no over all of a set.

    >>> asks_of_all("古劳镇的任务都完成了吗"), asks_of_all("哪些任务都完成了")
    (True, False)
    """
    return bool(WHOLE.search(text)) and not _ASKS_WHICH.search(text)


def compares(text: str) -> bool:
    """Whether a question holds things against each other.

    >>> compares("古劳镇和址山镇哪个牵头的任务多?"), compares("古劳镇有多少项任务?")
    (True, False)
    """
    return bool(_COMPARE.search(text))


def ranking_of(text: str) -> tuple[Ranking, int, int] | None:
    """The ranking a question asks for and where its words stand.

    >>> ranking_of("分管任务最多的市领导是谁")[0].dimension
    <Dimension.LEADER: 'leader'>
    >>> ranking_of("哪项任务最晚到期")[0].most
    True
    """
    due = _DUE_MOST.search(text)
    if due:
        late = (due["deg"] or due["deg2"] or due["deg3"]) in {"晚", "迟", "后"}
        return Ranking(due.group(0), Dimension.DEADLINE, late), due.start(), due.end()
    parts = _PARTS_MOST.search(text)
    if parts and re.search(r"任务|工作|项目|事", text[parts.end("deg") :]):
        units = parts["what"].endswith(("单位", "部门"))
        dimension = Dimension.UNITS if units else Dimension.MILESTONES
        return Ranking(parts.group(0), dimension, parts["deg"] == "多"), parts.start(), parts.end()
    return _grouped(text)


_EACH = (
    r"(?<![由是和与及跟])(?:(?:每一?[个位名家]?|各个?|各位)(?:市直|责任|牵头|参与|分管)*(?>{words})(?!们?(?:好|您|共同|都))|"
    r"(?:十|\d{{1,2}})个(?:{words})(?=分别|各)|按照?(?:{words})(?=来?(?:分|统计|列|数|看|汇总)))"
)
_EACH_OF = tuple(
    (re.compile(_EACH.format(words=words)), dimension)
    for words, dimension in (
        (r"镇街?(?:道)?(?:（街道?）)?|街道|乡镇", Dimension.TOWN),
        (_LEADER_WORD, Dimension.LEADER),
        (r"板块|专题", Dimension.THEME),
        (r"大类|类别", Dimension.CATEGORY),
        (r"单位|部门|委办局", Dimension.UNIT),
        (r"月份?(?![会例报初])", Dimension.MONTH),
    )
)
"""Fewer words than rankings know: behind 每 and 各 the short ones begin other words (节点, 块头)."""
_TASKS_COUNTED = re.compile(
    r"(?:多少|几)[项件个条]?(?:任务|工作(?!人员)|项目|事项)|(?:多少|几)[项件]|(?:任务|项目)总?(?:数量?|分布|量)|"
    r"(?:任务|工作|项目)(?:各|分别|都)*[有是]?(?:多少|几)[项件个]?(?=[?？，,。]|$)"
)


def each_of(text: str) -> tuple[Dimension, int, int] | None:
    """By what a question wants tasks counted, and where its words stand; both stand in one clause.

    >>> each_of("各镇分别有多少项任务?"), each_of("各镇有多少家企业?"), each_of("各位领导好,古劳镇有多少项任务")
    ((<Dimension.TOWN: 'town'>, 0, 2), None, None)
    """
    for pattern, dimension in _EACH_OF:
        found = pattern.search(text)
        if found and _TASKS_COUNTED.search(CLAUSE_END.split(text[found.end() :])[0]):
            return dimension, found.start(), found.end()
    return None


def _grouped(text: str) -> tuple[Ranking, int, int] | None:
    top = re.search(_TOP, text)
    if not top:
        return None
    dimension = next((dimension for words, dimension in DIMENSIONS if _asks_dimension(text, words)), None)
    if dimension is None:
        return None
    several = re.search(r"最[多少]的(?:前)?(?P<number>[二三四五六七八九十两]|\d{1,2})[个位名家]", text)
    written = top["top"] or (several["number"] if several else "")
    number = read_integer(written) if written else 1
    least = top["deg"] in {"少", "低", "轻"}
    return Ranking(top.group(0), dimension, not least, number or 1), top.start(), top.end()


def _asks_dimension(text: str, words: str) -> bool:
    if words == _LEADER_WORD and re.search(r"谁(?:在)?(?:分管|主管|管|挂帅)", text):
        return True
    asked = rf"(?:哪|什么|啥)一?(?:几|些)?[个位些项家]?(?:市直|责任|牵头|参与|职能)?(?:{words})"
    behind = rf"{_TOP}(?:任务|工作|项目)?的(?:那)?(?:一|几|三|五)?[个位家]?(?:市直|责任|牵头|参与)?(?:{words})"
    return bool(re.search(rf"{asked}|{behind}".replace("(?P<deg>", "(?:").replace("(?P<top>", "(?:"), text)) or bool(
        (each := re.search(rf"(?:各|十个|所有|全部)(?:{words})", text)) and re.search(r"[最排前]", text[each.end() :])
    )
