"""The closed vocabulary: every class and property; labels and meanings stand in ``ontology.ttl``.

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
    Part: URIRef
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
    Row: URIRef
    Role: URIRef
    Link: URIRef

    partOf: URIRef
    inCounty: URIRef
    underTheme: URIRef
    inPart: URIRef
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
    ownStatus: URIRef
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

    identifier: URIRef
    number: URIRef
    starred: URIRef
    narrative: URIRef
    outcome: URIRef
    noted: URIRef
    wording: URIRef
    year: URIRef
    month: URIRef
    day: URIRef
    dueDate: URIRef
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
