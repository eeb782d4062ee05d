"""SPARQL queries in one canonical form, so that whatever judges a query and whatever runs it read the same.

Parsers differ where nobody looks: at which characters a comment ends, whether a keyword ends before the next name, how a
local name with dots is cut, when escapes are decoded. The canonical form leaves none of it to them. It is one line without
comments; every two tokens are divided by a blank; strings are short ones between double quotes; escapes are decoded;
prefixes that the query declares and blank nodes are named anew, so that no keyword can hide in them; words that are no
keyword of SPARQL 1.1 are refused. What it means is unchanged.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from graph.errors import QueryError
from graph.rdf.formats import QUERY_PREFIXES

MAX_QUERY = 64 * 1024
"""Longest query, in bytes."""
FOREIGN = frozenset({"SERVICE"})
"""Keywords that would make the engine ask elsewhere."""
UPDATES = frozenset({"LOAD", "INSERT", "DELETE", "CLEAR", "DROP", "CREATE", "COPY", "MOVE", "ADD", "USING"})
"""Keywords of SPARQL Update."""
_LANGUAGE = """
    A ABS AS ASC ASK AVG BASE BIND BNODE BOUND BY CEIL COALESCE CONCAT CONSTRUCT CONTAINS COUNT DATATYPE DAY DESC DESCRIBE
    DISTINCT ENCODE_FOR_URI EXISTS FALSE FILTER FLOOR FROM GRAPH GROUP GROUP_CONCAT HAVING HOURS IF IN IRI ISBLANK ISIRI
    ISLITERAL ISNUMERIC ISURI LANG LANGMATCHES LCASE LIMIT MAX MD5 MIN MINUS MINUTES MONTH NAMED NOT NOW OFFSET OPTIONAL
    ORDER PREFIX RAND REDUCED REGEX REPLACE ROUND SAMETERM SAMPLE SECONDS SELECT SEPARATOR SHA1 SHA256 SHA384 SHA512 SILENT
    STR STRAFTER STRBEFORE STRDT STRENDS STRLANG STRLEN STRSTARTS STRUUID SUBSTR SUM TIMEZONE TRUE TZ UCASE UNDEF UNION URI
    UUID VALUES WHERE YEAR
"""
_KEYWORDS = frozenset(_LANGUAGE.split())
_BASE = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f\u2c00-\u2fef"
    "\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_WORD = _BASE + "_0-9\u00b7\u0300-\u036f\u203f\u2040"
_NAME = _WORD + r"\-"
_ESCAPED = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"
_CODE = r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}"
_TOKEN = re.compile(
    rf"""
      (?P<comment>\#[^\n\r]*+)
    | (?P<iri><(?:[^<>"{{}}|^`\\\x00-\x20]|{_CODE})*+>)
    | (?P<string>'''(?:(?:''?)?+(?:[^'\\]|\\.))*+''' | \"\"\"(?:(?:""?)?+(?:[^"\\]|\\.))*+\"\"\"
        | '(?:[^'\\\n\r]|\\[^\n\r])*+' | "(?:[^"\\\n\r]|\\[^\n\r])*+")
    | (?P<variable>[?$][{_BASE}_0-9][{_WORD}]*+)
    | (?P<blank>_:[{_BASE}_0-9][{_NAME}]*+(?:\.++[{_NAME}]++)*+)
    | (?P<name>(?:[{_BASE}][{_NAME}]*+(?:\.++[{_NAME}]++)*+)?+
        (?P<local>:(?:(?:[{_BASE}_:0-9]|{_ESCAPED})(?:[{_NAME}:]|{_ESCAPED})*+(?:\.++(?:[{_NAME}:]|{_ESCAPED})++)*+)?+)?+)
    """,
    re.VERBOSE | re.DOTALL,
)
_NUMBER = re.compile(
    r"[0-9]++\.[eE][+-]?[0-9]++|[0-9]++(?:\.[0-9]++)?+(?:[eE][+-]?[0-9]++)?+|\.[0-9]++(?:[eE][+-]?[0-9]++)?+"
)
_PLAIN = re.compile(rf"[{_BASE}_][{_WORD}]*+")
_TAG = re.compile(r"@[A-Za-z]++(?:-[A-Za-z0-9]++)*+")
_MARK = re.compile(r"\^\^|&&|\|\||!=|<=|>=|[{}()\[\].,;=<>!+\-*/^|?]")
_CODES = re.compile(rf"(?P<code>{_CODE})|\\(?P<sign>.)|(?P<raw>[\"\n\r\t\b\f])", re.DOTALL)
_SIGNS = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f", '"': '"', "'": "'", "\\": "\\"}
_WRITTEN = {"\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f", '"': '\\"', "\\": "\\\\"}
_OPENS = "([{"
_CLOSES = ")]}"
_OPERANDS = frozenset({"iri", "string", "variable", "blank", "name", "number", "tag"})


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    start: int


@dataclass(frozen=True, slots=True)
class Canonical:
    """A query in canonical form, and where each of its tokens stood in what was written."""

    text: str
    words: frozenset[str]
    """Its keywords, in capitals."""
    tokens: tuple[str, ...]
    _source: str = field(repr=False)
    _places: tuple[tuple[int, int], ...] = field(repr=False)

    def place(self, offset: int) -> str:
        """Where, in the query as written, stands what is at an offset of the canonical text."""
        number = bisect_right(self._places, (offset, len(self._source))) - 1
        return _place(self._source, self._places[number][1] if number >= 0 else 0)


def canonical(query: str) -> str:
    r"""Return a query in canonical form: what is judged, and what is run.

    :raises QueryError: it cannot be told what it means, or it asks elsewhere or writes; one sentence with the place.

    >>> print(canonical("prefix x: <http://a.b/>#comment\rask { ?s x:c.d 'it\\u0022s' }"))
    prefix p0: <http://a.b/> ask { ?s p0:c\.d "it\"s" }
    """
    return read(query).text


def read(query: str) -> Canonical:
    """Return the canonical form with the places of its tokens.

    :raises QueryError: as :func:`canonical`.
    """
    try:
        size = len(query.encode())
    except UnicodeEncodeError as error:
        raise QueryError(
            400, f"查询有误（{_place(query, error.start)}）：有不成对的代理字符，应为 UTF-8 文字"
        ) from error
    if size > MAX_QUERY:
        raise QueryError(413, f"查询过长：最多 {MAX_QUERY // 1024} KB")
    tokens = list(_tokens(query))
    _check_words(query, tokens)
    names = _declared(query, tokens)
    parts: list[str] = []
    places: list[tuple[int, int]] = []
    length = 0
    for number, token in enumerate(tokens):
        before = tokens[number - 1] if number else None
        text = _written(token, names)
        if before and not _joined(before, token):
            text = " " + text
        places.append((length + len(text) - len(text.lstrip(" ")), token.start))
        parts.append(text)
        length += len(text)
    words = frozenset(token.text.upper() for token in tokens if token.kind == "word")
    return Canonical("".join(parts), words, tuple(token.text.upper() for token in tokens), query, tuple(places))


def _joined(before: _Token, token: _Token) -> bool:
    """Whether two tokens are written together: a sign and its number, a string and its tag, a path and its modifier.

    The engine takes a blank neither between the name of a function and its bracket nor inside empty brackets.
    """
    if token.text == "(":
        return before.kind in {"word", "name", "iri"}
    if token.text == ")" and before.text == "(":
        return True
    if token.kind == "number":
        return before.text in {"+", "-"} and before.start + 1 == token.start
    if token.kind == "mark" and token.text in {"?", "*", "+"}:
        return before.kind in {"iri", "name"} or before.text in {")", "a"}
    return token.kind == "tag" or "^^" in {token.text, before.text}


def _tokens(query: str) -> Iterator[_Token]:
    """The tokens of a query in turn, comments and blanks left out."""
    at, plain_until = query.startswith("\ufeff") * 1, 0
    stack: list[str] = []
    before = ""
    while at < len(query):
        if _is_blank(query[at]):
            at += 1
            continue
        kind, end = _next(query, at, plain_until)
        if kind == "plain":  # no prefixed name begins before its end: it need not be looked for again
            plain_until = max(plain_until, end)
            kind, end = "word", _end(_PLAIN.match(query, at), at)
        if kind == "comment":
            at = end
            continue
        token = _Token(kind, query[at:end], at)
        if kind == "iri":
            token = _iri(query, token, bool(stack) and stack[-1] == "(" and before in _OPERANDS)
        elif kind == "string":
            token = _string(query, token)
        elif kind == "mark":
            _nest(stack, token.text)
        yield token
        before = "number" if token.text == ")" else kind
        at = end


def _is_blank(char: str) -> bool:
    if " " <= char <= "~":
        return char == " "
    return char.isspace() or unicodedata.category(char) in {"Cc", "Zs", "Zl", "Zp"}


def _end(found: re.Match[str] | None, otherwise: int) -> int:
    return found.end() if found else otherwise


def _next(query: str, at: int, plain_until: int) -> tuple[str, int]:
    """The kind and the end of the token at a place.

    :raises QueryError: no token begins there.
    """
    if at < plain_until and (word := _PLAIN.match(query, at)):
        return "word", word.end()
    found = _TOKEN.match(query, at)
    if found and found.end() > at:
        if found["local"] is not None:
            return "name", found.end()
        return ("plain" if found["name"] else str(found.lastgroup)), found.end()
    for kind, pattern in (("number", _NUMBER), ("tag", _TAG), ("mark", _MARK)):
        if other := pattern.match(query, at):
            return kind, other.end()
    if query[at] in "\"'":
        raise QueryError(400, f"查询有误（{_place(query, at)}）：字符串没有结束，或在短字符串里换了行")
    if query[at] == "\\":
        raise QueryError(400, f"查询有误（{_place(query, at)}）：转义只能写在字符串和 <网址> 里")
    raise QueryError(400, f"查询有误（{_place(query, at)}）：“{shown(query[at])}”不能出现在这里")


def _nest(stack: list[str], mark: str) -> None:
    if mark in _OPENS:
        stack.append(mark)
    elif mark in _CLOSES and stack:
        stack.pop()


def _iri(query: str, token: _Token, may_compare: bool) -> _Token:
    """An IRI with its escapes decoded.

    :param may_compare: whether ``<`` could also be a comparison here.
    """
    text = _CODES.sub(lambda found: _decoded(query, token.start, found), token.text)
    if any(char in '<>"{}|^`\\' or _is_blank(char) for char in text[1:-1]):
        raise QueryError(400, f"查询有误（{_place(query, token.start)}）：<网址> 里有空白、控制符或不能用的符号")
    if may_compare and "'" in text:
        raise QueryError(
            400, f"查询有误（{_place(query, token.start)}）：看不出“<”是比较还是网址；比较请在“<”后面加空格"
        )
    return _Token(token.kind, text, token.start)


def _string(query: str, token: _Token) -> _Token:
    """A string as a short one between double quotes, only the escapes left that it must have."""
    marks = 3 if token.text[:3] in {"'" * 3, '"' * 3} and len(token.text) >= 6 else 1
    content = token.text[marks:-marks]

    def written(found: re.Match[str]) -> str:
        char = _decoded(query, token.start, found)
        return _WRITTEN.get(char, char)

    return _Token(token.kind, f'"{_CODES.sub(written, content)}"', token.start)


def _decoded(query: str, start: int, found: re.Match[str]) -> str:
    """The character that an escape stands for."""
    if code := found["code"]:
        number = int(code[2:], 16)
        if number > 0x10FFFF or 0xD800 <= number <= 0xDFFF:
            raise QueryError(400, f"查询有误（{_place(query, start)}）：{code} 不是字符")
        return chr(number)
    if sign := found["sign"]:
        if sign not in _SIGNS:
            raise QueryError(400, f"查询有误（{_place(query, start)}）：没有“\\{shown(sign)}”这种转义")
        return _SIGNS[sign]
    return str(found["raw"])


def _check_words(query: str, tokens: list[_Token]) -> None:
    """Refuse words that ask elsewhere, write, or are none of the language's."""
    for token in tokens:
        if token.kind != "word":
            continue
        word = token.text.upper() if token.text.isascii() else ""
        if word in FOREIGN:
            raise QueryError(403, "不允许 SERVICE：这里只查本库")
        if word in UPDATES:
            raise QueryError(
                400, f"查询有误（{_place(query, token.start)}）：不允许 {word}，应为 SPARQL 1.1 的查询，只读"
            )
        if word not in _KEYWORDS:
            raise QueryError(
                400, f"查询有误（{_place(query, token.start)}）：“{shown(token.text)}”不是 SPARQL 1.1 查询的关键词"
            )


def _declared(query: str, tokens: list[_Token]) -> dict[str, str]:
    """What prefixes and blank nodes are called in the canonical form.

    :raises QueryError: a prefix that is neither declared nor one of the usual ones.
    """
    names = {f"{prefix}:": f"{prefix}:" for prefix in QUERY_PREFIXES}
    declared = [
        token.text
        for before, token in pairwise(tokens)
        if token.kind == "name" and before.kind == "word" and before.text.upper() == "PREFIX"
    ]
    names.update({text: f"p{number}:" for number, text in enumerate(dict.fromkeys(declared))})
    for token in tokens:
        if token.kind == "blank":
            names.setdefault(token.text, f"_:b{len(names)}")
        elif token.kind == "name" and (prefix := token.text[: token.text.index(":") + 1]) not in names:
            raise QueryError(400, f"查询有误（{_place(query, token.start)}）：前缀 {shown(prefix)} 没有声明")
    return names


def _written(token: _Token, names: dict[str, str]) -> str:
    if token.kind == "blank":
        return names[token.text]
    if token.kind == "name":
        cut = token.text.index(":") + 1
        local = token.text[cut:].replace("\\.", ".").replace(".", "\\.")
        return names[token.text[:cut]] + local
    return token.text


def shown(text: str, most: int = 40) -> str:
    """What somebody wrote, in a sentence: shortened, and what cannot be seen by its number.

    >>> shown("SERV\u200dICE")
    'SERVU+200DICE'
    """
    return "".join(char if char.isprintable() else f"U+{ord(char):04X}" for char in text[:most])


def _place(query: str, at: int) -> str:
    """Line and column, from 1; CR, LF and both together end a line."""
    before = query[:at].replace("\r\n", "\n").replace("\r", "\n")
    return f"第 {before.count(chr(10)) + 1} 行第 {len(before) - before.rfind(chr(10))} 列"
