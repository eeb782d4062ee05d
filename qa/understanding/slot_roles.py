"""The role of each actor that a question names (牵头, 参与), told beside the name or for all."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import replace

from graph.language.word_lists import listed
from qa.querying.conditions import (
    Responsible,
    Role,
)
from qa.understanding.matters import asides, is_plain
from qa.understanding.question import Piece, PieceKind, Question
from qa.understanding.slot_finders import NEAR, ROLES, Slot, in_role


def with_roles(question: Question, found: Sequence[Slot]) -> tuple[list[Slot], Role]:
    """Every actor with its role: what stands beside its name, else what is told of the next one, else what is told at all."""
    waved = asides(question)
    pieces = tuple(_SILENT if at in waved else piece for at, piece in enumerate(question.pieces))
    roles: list[Slot] = []
    following: Role | None = None
    told = False
    for position in range(len(found) - 1, -1, -1):
        slot = found[position]
        if isinstance(slot.condition, Responsible):
            behind = found[position + 1].first if position + 1 < len(found) else len(pieces)
            before = found[position - 1].last if position else 0
            role = _role_beside(pieces, before, slot, behind)
            if role is None and _goes_on(pieces[slot.last : behind]):
                role = following
            following = role
            told = told or role in _TOLD_ROLES
            slot = replace(slot, condition=replace(slot.condition, role=role or Role.ANY))
        roles.append(slot)
    roles = _carried(pieces, roles[::-1])[::-1]
    anywhere = _role_anywhere(question, {question.pieces[at] for at in waved})
    # 除了自己牵头的，水利局还参与哪些: taking part in general, of which leading is left out.
    narrowed = anywhere is Role.PARTICIPANT and all(_in_any_role(slot) for slot in roles)
    if told and not narrowed and not question.has("anyrole"):
        return roles[::-1], anywhere
    return [in_role(slot, anywhere) for slot in roles[::-1]], anywhere


_SILENT = Piece(PieceKind.MARK, 0, 0, " ")


def _goes_on(between: Sequence[Piece]) -> bool:
    """Whether only words that join or deny stand between two names (既不是甲也不是乙牵头)."""
    return is_joined([p for p in between if not (p.says("not", "not") or p.says("joint") or p.text == "也")])


_TOLD_ROLES = frozenset({Role.LEAD, Role.PARTICIPANT})


def _carried(pieces: Sequence[Piece], found: list[Slot]) -> list[Slot]:
    """The slots with a role going on over 、不是 (牵头的不是财政、不是发改)."""
    kept: list[Slot] = []
    for slot in found:
        before = kept[-1] if kept else None
        if before and isinstance(before.condition, Responsible) and isinstance(slot.condition, Responsible):
            between = pieces[before.last : slot.first]
            denied = any(piece.says("not", "not") for piece in between)
            light = all(
                piece.says("not") or piece.kind is PieceKind.MARK or piece.says("and") or is_plain(piece)
                for piece in between
            )
            if denied and light and slot.condition.role is Role.ANY:
                slot = replace(slot, condition=replace(slot.condition, role=before.condition.role))
        kept.append(slot)
    return kept


def _in_any_role(slot: Slot) -> bool:
    return not isinstance(slot.condition, Responsible) or slot.condition.role is Role.ANY


def _role_beside(pieces: Sequence[Piece], before: int, slot: Slot, behind: int) -> Role | None:
    """The role told right behind a name (市教育局牵头) or right before it (牵头单位是市教育局)."""
    role = _role_behind(pieces, slot.last, behind)
    return role if role is not None else _role_before(pieces, before, slot.first)


def _role_behind(pieces: Sequence[Piece], start: int, end: int) -> Role | None:
    role: Role | None = None
    for at in range(start, end):
        piece = pieces[at]
        if piece.says("role", "over"):
            continue
        if not piece.says("role"):
            if is_light(piece):
                continue
            break
        if _is_of_next(pieces, at + 1, end):
            break  # 人社局都在，牵头的不是组织部
        found = ROLES.get(piece.sense("role"))
        if found is Role.LEAD and at > start and pieces[at - 1].says("not"):
            found = Role.PARTICIPANT
        if found is not Role.ANY:
            return found
        if role is not None:
            return role
        role = found  # 列为责任单位，但不牵头: what follows tells more
    return role


def _role_before(pieces: Sequence[Piece], start: int, end: int) -> Role | None:
    for at in range(end - 1, start - 1, -1):
        piece = pieces[at]
        if piece.says("role") and not piece.says("role", "over"):
            noun = at + 1 < end and (pieces[at + 1].says("noun", "unit") or _is_of_next(pieces, at + 1, end))
            return ROLES.get(piece.sense("role")) if noun or piece.says("role", "support") else None
        if piece.says("noun", "unit"):
            if piece.text.startswith(_LEADING):
                return Role.LEAD
            if piece.text.startswith("配合"):
                return Role.PARTICIPANT
        elif piece.kind is PieceKind.WORD and not is_plain(piece):
            break
    return None


_LEADING = listed("leading")


def _is_of_next(pieces: Sequence[Piece], start: int, end: int) -> bool:
    """Whether what stands before the next name says who it is (牵头的不是…, 牵头单位为…)."""
    between = [piece for piece in pieces[start:end] if piece.text != "的" and not piece.says("noun", "unit")]
    return bool(between) and len(between) <= 2 and between[-1].text.endswith(("是", "为", "非")) and end < len(pieces)


def _role_anywhere(question: Question, waved: Set[Piece]) -> Role:
    """The role a question speaks of without tying it to a name.

    :param waved: the pieces that only say how to count.
    """
    roles = [
        piece for piece in question.cues if piece not in waved and piece.says("role") and not piece.says("role", "over")
    ]
    lead = [piece for piece in roles if piece.says("role", "lead")]
    if question.has("anyrole"):
        return Role.ANY
    if any(piece.says("role", "not-lead") for piece in roles) or (lead and _is_left_out(question, lead[0])):
        return Role.PARTICIPANT
    support = [piece for piece in roles if piece.says("role", "support")]
    if support and not lead:
        return Role.PARTICIPANT
    nouns = [piece for piece in question.all("noun", "unit") if piece.text.startswith("牵头")]
    return Role.LEAD if (lead and not support) or nouns else Role.ANY


def _is_left_out(question: Question, piece: Piece) -> bool:
    """Whether 除 stands before a cue, no name between them, or 以外 behind it, in its clause."""
    clause = question.clause_of(piece)
    at = clause.index(piece) if piece in clause else 0
    named = max((i for i, one in enumerate(clause[:at]) if one.link), default=-1)
    before, behind = clause[named + 1 : at], clause[at + 1 : at + 1 + NEAR]
    return any(one.says("not", "except") for one in before) or any(one.says("not", "outside") for one in behind)


def is_joined(between: Sequence[Piece]) -> bool:
    """Whether only words that join stand between two conditions."""
    joining = [
        p.says("and") or p.says("or") or p.text in {"、", ",", "，", "的", "和", " ", "+"} or p.text in {'"', "“", "”"}
        for p in between
    ]
    return all(joining)


def is_light(piece: Piece) -> bool:
    """Whether a piece says nothing by itself between a name and its role."""
    if piece.kind is PieceKind.WORD:
        return is_plain(piece)
    if piece.kind is PieceKind.MARK:
        return piece.text in _LIGHT_MARKS
    return any(piece.says(kind) for kind in ("only", "self", "joint", "all", "and", "other")) or piece.says(
        "noun", "unit"
    )


_LIGHT_MARKS = frozenset('“”"「」『』（），,、 +')
