"""The closed vocabulary: every class and property; labels and meanings stand in ``ontology.ttl``.

Terms are checked: a misspelt ``HETU.leedUnit`` raises instead of writing a wrong triple.
"""

from __future__ import annotations

import os

from rdflib import URIRef
from rdflib.namespace import DefinedNamespace, Namespace

from graph.errors import VocabularyError

DEFAULT_BASE = "https://hetu.example.org/"
"""Base of all individuals' IRIs unless ``HETU_BASE_IRI`` says otherwise."""
DEFAULT_ONTOLOGY = "https://hetu.example.org/ontology#"
"""Start of the terms' IRIs unless ``HETU_VOCABULARY_IRI`` says otherwise; so they stand in the files of this package."""


def checked_iri(told: str | None, default: str, what: str) -> str:
    """Return an address from the environment, or the default.

    :param what: what it is called in the sentence that refuses it.
    :raises VocabularyError: it is no ASCII address of the web.
    """
    iri = told or default
    if not iri.startswith(("http://", "https://")) or not iri.isascii() or any(c in iri for c in ' <>"{}|\\^`'):
        raise VocabularyError(f"{what} “{iri}”无效：应为以 http:// 或 https:// 开头的 ASCII 网址")
    return iri


def _ontology() -> str:
    iri = checked_iri(os.environ.get("HETU_VOCABULARY_IRI"), DEFAULT_ONTOLOGY, "词汇 IRI")
    return iri if iri.endswith(("/", "#")) else f"{iri}#"


ONTOLOGY = _ontology()
"""Start of the terms' IRIs, read once when the program starts."""


MATCHES = f"{ONTOLOGY}matches"
"""The endpoint's function for searching words: ``FILTER(hetu:matches(?text, "污水 管网"))``."""


def moved(text: str) -> str:
    """A file of this package (vocabulary, shapes, queries) with the terms' addresses as they are here."""
    if ONTOLOGY == DEFAULT_ONTOLOGY:
        return text
    named = text.replace(DEFAULT_ONTOLOGY, ONTOLOGY)
    return named.replace(DEFAULT_ONTOLOGY.rstrip("#"), ONTOLOGY.rstrip("#/"))


class HETU(DefinedNamespace):
    """Hetu's own terms."""

    _fail = True
    _NS = Namespace(ONTOLOGY)

    Document: URIRef
    Place: URIRef
    County: URIRef
    Category: URIRef
    Theme: URIRef
    Part: URIRef
    Task: URIRef
    Milestone: URIRef
    StatusReport: URIRef
    Unit: URIRef
    CollectiveUnit: URIRef
    Town: URIRef
    Village: URIRef
    Person: URIRef
    Post: URIRef
    Tenure: URIRef
    Year: URIRef
    Deadline: URIRef
    Status: URIRef
    Responsibility: URIRef
    Company: URIRef
    Project: URIRef
    PolicyDocument: URIRef
    ReferenceNumber: URIRef
    Indicator: URIRef
    Quantity: URIRef
    Observation: URIRef
    Reason: URIRef
    Finding: URIRef
    Mention: URIRef
    Name: URIRef
    Row: URIRef
    Role: URIRef
    Link: URIRef
    StatisticalCode: URIRef

    partOf: URIRef
    inCounty: URIRef
    inYear: URIRef
    underTheme: URIRef
    inPart: URIRef
    inPortfolioOf: URIRef
    holdsPost: URIRef
    inTenure: URIRef
    tenureOf: URIRef
    tenurePost: URIRef
    responsible: URIRef
    leadUnit: URIRef
    participatingUnit: URIRef
    qualifiedResponsibility: URIRef
    responsibleUnit: URIRef
    partOfUnit: URIRef
    collectiveIncludes: URIRef
    hasMilestone: URIRef
    milestoneOf: URIRef
    ledBy: URIRef
    assignedTo: URIRef
    dueBy: URIRef
    reports: URIRef
    reportOf: URIRef
    covers: URIRef
    hasStatus: URIRef
    ownStatus: URIRef
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
    observedIn: URIRef
    ofIndicator: URIRef
    ofQuantity: URIRef
    fulfils: URIRef
    hasReason: URIRef
    holdsUp: URIRef
    concerns: URIRef
    sameWorkAs: URIRef
    continues: URIRef
    mentionedIn: URIRef
    mentionOf: URIRef
    nameOf: URIRef
    linkFrom: URIRef
    linkTo: URIRef
    linkBy: URIRef
    sourceDocument: URIRef
    statedIn: URIRef
    baseUnit: URIRef

    role: URIRef
    figureRole: URIRef
    reasonKind: URIRef
    mentionVerb: URIRef
    identifier: URIRef
    number: URIRef
    starred: URIRef
    noted: URIRef
    outcome: URIRef
    narrative: URIRef
    wording: URIRef
    year: URIRef
    month: URIRef
    day: URIRef
    dueDate: URIRef
    rank: URIRef
    firstLine: URIRef
    lastLine: URIRef
    line: URIRef
    spelling: URIRef
    latitude: URIRef
    longitude: URIRef
    code: URIRef
    checksum: URIRef
    announcedTasks: URIRef
    reference: URIRef
    issued: URIRef
    measure: URIRef
    value: URIRef
    baseValue: URIRef
    unit: URIRef
    change: URIRef
    comparison: URIRef
    position: URIRef
    period: URIRef
    bound: URIRef
    growth: URIRef
    scope: URIRef
    scopeKind: URIRef
    rankOf: URIRef
    scheduled: URIRef
    setting: URIRef
    cause: URIRef
    degree: URIRef
    reached: URIRef
    rule: URIRef
    certainty: URIRef
    place: URIRef


ROLES: dict[str, tuple[str, str]] = {"lead": ("牵头", "lead"), "participant": ("参与", "participant")}
