"""What a condition speaks of, for tools that try values. It judges nothing and runs nothing."""

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from flows.language.conditions.syntax import flat, literal, parse
from flows.language.conditions.terms import Slip

WHOLE = "whole"
"""A use in which the value itself matters, and of a list every number in it."""

Uses: TypeAlias = Mapping[str, frozenset[str]]

_SUMMING = {"min": ("min",), "max": ("max",), "count": ("count",), "mean": ("mean", "count")}
"""The functions that a list may be given to bare, and what tells their outcome as it grows."""


@dataclass(frozen=True, slots=True)
class Mentions:
    """The parts of a condition.

    For each name the formulas that tell what of its value matters, or `WHOLE`. `of_lists`, where
    it is a list that grows: `min(criteria)`, `count(criteria <= 2)`. `of_values`, where it is one
    value: the greatest true or false parts about it, or about it and facts.
    """

    of_lists: Uses = field(default_factory=dict)
    of_values: Uses = field(default_factory=dict)
    numbers: frozenset[float] = frozenset()
    texts: frozenset[str] = frozenset()  # in quotes
    calls: frozenset[str] = frozenset()  # the functions
    computes: bool = False  # + - * /: its numbers are not those that answers are compared with


def names_in(source: str) -> frozenset[str]:
    """Every question id and dotted fact that a source names; none where it cannot be read."""
    return frozenset(mentions(source).of_values)


def mentions(source: str) -> Mentions:
    """What a source speaks of; nothing where it cannot be read."""
    tree = parse(source)
    if isinstance(tree, Slip):
        return Mentions()
    names = dict(_names(tree))
    line = flat(source).lstrip().encode()
    lists, values = _uses_of_lists(tree, line), _uses_of_values(tree, line, names)
    of_lists: dict[str, set[str]] = defaultdict(set)
    of_values: dict[str, set[str]] = defaultdict(set)
    for node, name in names.items():
        of_lists[name].update(lists.get(node, (WHOLE,)))
        of_values[name].add(values.get(node, WHOLE))
    nodes = list(ast.walk(tree))
    literals = {each for node in nodes if (each := _value(node)) is not None}
    return Mentions(
        of_lists={name: frozenset(uses) for name, uses in of_lists.items()},
        of_values={name: frozenset(uses) for name, uses in of_values.items()},
        numbers=frozenset(n for n in literals if not isinstance(n, str)),
        texts=frozenset(text for text in literals if isinstance(text, str)),
        calls=frozenset(call for node in nodes if (call := _function(node))),
        computes=any(isinstance(node, ast.BinOp) for node in nodes),
    )


def _names(tree: ast.AST) -> Iterator[tuple[ast.AST, str]]:
    """The nodes that stand for questions and facts, with their names."""
    apart: set[ast.AST] = set()  # functions, and the first halves of facts
    for node in ast.walk(tree):  # parents first
        match node:
            case ast.Call(func=ast.Name() as function):
                apart.add(function)
            case ast.Attribute(value=ast.Name(id=owner) as half, attr=attr):
                apart.add(half)
                yield node, f"{owner}.{attr}"
            case ast.Name(id=name) if node not in apart and name not in ("true", "false"):
                yield node, name
            case _:
                pass


def _uses_of_lists(tree: ast.expr, line: bytes) -> dict[ast.AST, tuple[str, ...]]:
    found: dict[ast.AST, tuple[str, ...]] = {}
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id=name), args=parts) if name in _SUMMING:
                for part in parts:
                    shown = _shown(part, line)
                    found[part] = tuple(f"{sum_}({shown})" for sum_ in _SUMMING[name])
            case ast.Compare(left=left, comparators=others):
                rest = [part for part in (left, *others) if not _is_literal(part)]
                if len(rest) == 1:  # how many of how many
                    shown = _shown(rest[0], line)
                    found[rest[0]] = (f"count({_shown(node, line)})", f"count({shown})")
            case _:
                pass
    return found


def _uses_of_values(
    tree: ast.expr, line: bytes, names: Mapping[ast.AST, str]
) -> dict[ast.AST, str]:
    found: dict[ast.AST, str] = {}
    for node in ast.walk(tree):  # parents first
        judged = isinstance(node, ast.Compare) or _function(node) == "answered"
        if judged and isinstance(node, ast.expr) and node not in found:
            within = list(ast.walk(node))
            said = {names[part] for part in within if part in names}
            if len(said) == 1 or sum("." not in name for name in said) == 1:
                found |= dict.fromkeys(within, _shown(node, line))
    return found


def _shown(node: ast.expr, line: bytes) -> str:
    return line[node.col_offset : node.end_col_offset].decode()


def _function(node: ast.AST) -> str | None:
    match node:
        case ast.Call(func=ast.Name(id=name)):
            return name
        case _:
            return None


def _is_literal(node: ast.expr) -> bool:
    if isinstance(node, ast.List | ast.Tuple):
        return all(literal(part) is not None for part in node.elts)
    return literal(node) is not None


def _value(node: ast.AST) -> float | str | None:
    """A number or a quoted word."""
    value = literal(node) if isinstance(node, ast.expr) else None
    return None if isinstance(value, bool) else value
