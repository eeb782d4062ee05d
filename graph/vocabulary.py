"""The closed vocabulary: every class, property and node kind, with its zh-Hans and English label.

Terms are checked: a misspelt ``HETU.leedUnit`` raises instead of writing a wrong triple.
"""

from __future__ import annotations

from rdflib import URIRef
from rdflib.namespace import DefinedNamespace, Namespace

DEFAULT_BASE = "https://hetu.example.org/"
"""Base of all individuals' IRIs unless ``HETU_BASE_IRI`` says otherwise."""
ONTOLOGY = "https://hetu.example.org/ontology#"


class HETU(DefinedNamespace):
    """Hetu's own terms."""

    _fail = True
    _NS = Namespace(ONTOLOGY)

    Document: URIRef
    County: URIRef
    Category: URIRef
    Theme: URIRef
    Task: URIRef
    Milestone: URIRef
    StatusReport: URIRef
    Unit: URIRef
    CollectiveUnit: URIRef
    Town: URIRef
    Person: URIRef
    Post: URIRef
    Deadline: URIRef
    Status: URIRef
    Responsibility: URIRef
    Village: URIRef
    Company: URIRef
    Project: URIRef
    PolicyDocument: URIRef
    Indicator: URIRef
    Observation: URIRef
    Reason: URIRef
    Finding: URIRef
    Mention: URIRef
    Name: URIRef

    partOf: URIRef
    inCounty: URIRef
    underTheme: URIRef
    inPortfolioOf: URIRef
    holdsPost: URIRef
    responsible: URIRef
    leadUnit: URIRef
    participatingUnit: URIRef
    qualifiedResponsibility: URIRef
    responsibleUnit: URIRef
    role: URIRef
    partOfUnit: URIRef
    collectiveIncludes: URIRef
    hasMilestone: URIRef
    ledBy: URIRef
    assignedTo: URIRef
    dueBy: URIRef
    reports: URIRef
    covers: URIRef
    hasStatus: URIRef
    overallStatus: URIRef
    mentionsTown: URIRef
    mentionsVillage: URIRef
    mentionsCompany: URIRef
    mentionsProject: URIRef
    mentionsDocument: URIRef
    mentionsUnit: URIRef
    locatedIn: URIRef
    seatedIn: URIRef
    carriedOutBy: URIRef
    possiblySameAs: URIRef
    refersTo: URIRef
    observes: URIRef
    ofIndicator: URIRef
    fulfils: URIRef
    hasReason: URIRef
    concerns: URIRef
    sameWorkAs: URIRef
    mentionedIn: URIRef
    mentionOf: URIRef
    nameOf: URIRef

    identifier: URIRef
    number: URIRef
    starred: URIRef
    narrative: URIRef
    wording: URIRef
    year: URIRef
    month: URIRef
    day: URIRef
    rank: URIRef
    firstLine: URIRef
    lastLine: URIRef
    line: URIRef
    sourceDocument: URIRef
    spelling: URIRef
    code: URIRef
    checksum: URIRef
    announcedTasks: URIRef
    reference: URIRef
    issued: URIRef
    measure: URIRef
    value: URIRef
    unit: URIRef
    change: URIRef
    comparison: URIRef
    position: URIRef
    period: URIRef
    bound: URIRef
    growth: URIRef
    degree: URIRef
    reached: URIRef
    rule: URIRef
    place: URIRef


CLASS_LABELS: dict[str, tuple[str, str]] = {
    "Document": ("文件", "document"),
    "County": ("县（市、区）", "county"),
    "Category": ("大类", "category"),
    "Theme": ("专题", "theme"),
    "Task": ("任务", "task"),
    "Milestone": ("节点", "milestone"),
    "StatusReport": ("完成情况", "status report"),
    "Unit": ("单位", "unit"),
    "CollectiveUnit": ("集体单位", "collective unit"),
    "Town": ("镇（街道）", "town"),
    "Person": ("人物", "person"),
    "Post": ("职务", "post"),
    "Deadline": ("完成时间", "deadline"),
    "Status": ("状态", "status"),
    "Responsibility": ("责任关系", "responsibility"),
    "Village": ("村（社区）", "village or community"),
    "Company": ("企业", "company"),
    "Project": ("项目（园区、道路）", "project, park or road"),
    "PolicyDocument": ("文件（书名号）", "policy document"),
    "Indicator": ("指标", "indicator"),
    "Observation": ("数字", "observation"),
    "Reason": ("原因或问题", "reason or problem"),
    "Finding": ("不一致之处", "finding"),
    "Mention": ("提及", "mention"),
    "Name": ("名称", "name"),
}
PROPERTY_LABELS: dict[str, tuple[str, str]] = {
    "partOf": ("属于", "part of"),
    "inCounty": ("所在县", "in county"),
    "underTheme": ("所属专题", "under theme"),
    "inPortfolioOf": ("分管领导", "in portfolio of"),
    "holdsPost": ("担任", "holds post"),
    "responsible": ("责任单位", "responsible"),
    "leadUnit": ("牵头单位", "lead unit"),
    "participatingUnit": ("参与单位", "participating unit"),
    "qualifiedResponsibility": ("责任关系", "qualified responsibility"),
    "responsibleUnit": ("承担单位", "responsible unit"),
    "role": ("角色", "role"),
    "partOfUnit": ("内设于", "part of unit"),
    "collectiveIncludes": ("包括", "collective includes"),
    "hasMilestone": ("节点", "has milestone"),
    "ledBy": ("节点牵头单位", "led by"),
    "assignedTo": ("节点责任单位", "assigned to"),
    "dueBy": ("完成时间", "due by"),
    "reports": ("完成情况", "reports"),
    "covers": ("涉及节点", "covers"),
    "hasStatus": ("状态", "has status"),
    "overallStatus": ("总体状态", "overall status"),
    "mentionsTown": ("提到镇（街道）", "mentions town"),
    "mentionsVillage": ("提到村（社区）", "mentions village"),
    "mentionsCompany": ("提到企业", "mentions company"),
    "mentionsProject": ("提到项目", "mentions project"),
    "mentionsDocument": ("提到文件", "mentions document"),
    "mentionsUnit": ("提到单位", "mentions unit"),
    "locatedIn": ("位于", "located in"),
    "seatedIn": ("坐落于", "seated in"),
    "carriedOutBy": ("承办企业", "carried out by"),
    "possiblySameAs": ("可能相同", "possibly the same as"),
    "refersTo": ("涉及文件", "refers to"),
    "observes": ("数字", "observes"),
    "ofIndicator": ("属于指标", "of indicator"),
    "fulfils": ("对应目标", "fulfils"),
    "hasReason": ("原因或问题", "has reason"),
    "concerns": ("涉及", "concerns"),
    "sameWorkAs": ("同一工作", "same work as"),
    "mentionedIn": ("提及于", "mentioned in"),
    "mentionOf": ("所指", "mention of"),
    "nameOf": ("是…的名称", "name of"),
    "identifier": ("编号", "identifier"),
    "number": ("序号", "number"),
    "starred": ("★标注", "starred"),
    "narrative": ("完成情况文字", "narrative"),
    "wording": ("原文写法", "wording"),
    "year": ("年份", "year"),
    "month": ("月份", "month"),
    "day": ("日", "day"),
    "rank": ("状态次序", "rank"),
    "firstLine": ("起始行", "first line"),
    "lastLine": ("结束行", "last line"),
    "line": ("行", "line"),
    "sourceDocument": ("来源文件", "source document"),
    "spelling": ("写法", "spelling"),
    "code": ("统计代码", "statistical code"),
    "checksum": ("校验和", "checksum"),
    "announcedTasks": ("标题所列项数", "announced tasks"),
    "reference": ("文号", "reference number"),
    "issued": ("印发时间", "issued"),
    "measure": ("所测", "measure"),
    "value": ("数值", "value"),
    "unit": ("计量单位", "unit of measure"),
    "change": ("增减", "change"),
    "comparison": ("比较基准", "comparison"),
    "position": ("排名", "rank among peers"),
    "period": ("时段", "period"),
    "bound": ("上限或下限", "bound"),
    "growth": ("是否增速", "is a growth"),
    "degree": ("完成程度", "degree of fulfilment"),
    "reached": ("是否达到", "reached"),
    "rule": ("识别规则", "rule"),
    "place": ("原文位置", "place in the text"),
}
ROLES: dict[str, tuple[str, str]] = {"lead": ("牵头", "lead"), "participant": ("参与", "participant")}


def kind_label(kind: str) -> str:
    """Return the Chinese label of a node kind."""
    return CLASS_LABELS[kind][0]
