"""JSON-LD with the names a person would use: task/440784-2022-3-48 has a label, a leadUnit, a dueBy."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pyoxigraph import Literal, Triple

from graph.rdf.terms import value_of

_XSD = "http://www.w3.org/2001/XMLSchema#"
_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_NATIVE = {f"{_XSD}integer", f"{_XSD}boolean"}


def to_jsonld(triples: Sequence[Triple], base: str, prefixes: Mapping[str, str]) -> str:
    """Write sorted statements as one JSON-LD document, a node a line."""
    names = _Names(triples, base, prefixes)
    nodes: dict[str, dict[str, Any]] = {}
    for triple in triples:
        subject = names.identifier(triple.subject)
        node = nodes.setdefault(subject, {"id": subject})
        name, value = names.said(triple)
        known = node.get(name)
        node[name] = value if known is None else [*known, value] if isinstance(known, list) else [known, value]
    context = json.dumps(names.context(), ensure_ascii=False, indent=2)
    lines = ",\n".join(json.dumps(node, ensure_ascii=False) for node in nodes.values())
    return f'{{"@context": {context},\n"@graph": [\n{lines}\n]}}\n'


class _Names:
    """The context of a document: a short name for every property, with what its values are."""

    def __init__(self, triples: Iterable[Triple], base: str, prefixes: Mapping[str, str]) -> None:
        self._base = f"{base}id/"
        self._prefixes = dict(prefixes)
        kinds: dict[str, set[str]] = defaultdict(set)
        for triple in triples:
            if triple.predicate.value != _TYPE:
                kinds[triple.predicate.value].add(_kind(triple.object))
        self._terms: dict[tuple[str, str], str] = {}
        self._context: dict[str, Any] = {}
        for predicate in sorted(kinds):
            self._add(predicate, sorted(kinds[predicate]))

    def _add(self, predicate: str, kinds: Sequence[str]) -> None:
        """One term for each kind of value a property has (label, label_en), since a term says what its values are."""
        name = re.split(r"[#/]", predicate)[-1]
        if name in self._context:
            name = self._compact(predicate).replace(":", "_")
        for kind in kinds:
            plain = len(kinds) == 1 or kind == "@zh-hans"
            term = name if plain else f"{name}_{kind.strip('@').rpartition('#')[2] or 'text'}"
            self._terms[predicate, kind] = term
            self._context[term] = _definition(self._compact(predicate), kind)

    def context(self) -> dict[str, Any]:
        """What stands under ``@context``."""
        return {"@version": 1.1, "@base": self._base, "id": "@id", "type": "@type", **self._prefixes, **self._context}

    def identifier(self, node: object) -> str:
        """An IRI as the document writes it: relative to the dataset, or with a prefix."""
        value = value_of(node)
        return value.removeprefix(self._base) if value.startswith(self._base) else self._compact(value)

    def said(self, triple: Triple) -> tuple[str, Any]:
        """The term and value of a statement."""
        if triple.predicate.value == _TYPE:
            return "type", self._compact(value_of(triple.object))
        kind = _kind(triple.object)
        term = self._terms[triple.predicate.value, kind]
        if kind == "@id":
            return term, self.identifier(triple.object)
        value = value_of(triple.object)
        return term, json.loads(value) if kind in _NATIVE else value

    def _compact(self, value: str) -> str:
        for prefix, start in self._prefixes.items():
            if value.startswith(start) and value != start:
                return f"{prefix}:{value[len(start) :]}"
        return value


def _kind(value: object) -> str:
    """What a value is: ``@id``, ``@`` and a language, a datatype, or empty for a plain text."""
    if not isinstance(value, Literal):
        return "@id"
    if value.language:
        return f"@{value.language}"
    datatype = str(value.datatype.value)
    return "" if datatype == f"{_XSD}string" else datatype


def _definition(predicate: str, kind: str) -> Any:
    if kind == "@id":
        return {"@id": predicate, "@type": "@id"}
    if kind.startswith("@"):
        return {"@id": predicate, "@language": kind[1:].replace("zh-hans", "zh-Hans")}
    if kind in _NATIVE or not kind:
        return predicate
    return {"@id": predicate, "@type": kind.replace(_XSD, "xsd:")}
