"""Conditions: `tong_the <= 2 and not case.filed_online`, compiled into plain closures.

Python's grammar is borrowed, Python's evaluation is not: only and, or, not, comparisons, `in`,
literals, known names and three functions pass, typed when the survey is compiled. A condition
can neither loop, call, nor reach an attribute.

The rule of missing answers (not asked, not known, skipped): every comparison with one is false,
also `!=` and `not in`; `not` of it is true; `min`, `max` and `count` leave it out, and of nothing
at all they are missing themselves.
"""

import ast
import operator
import re
import warnings
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from flows.language.names import CRITERIA, FACTS, Name, Type
from ground.text import squeeze

MAX_SIGNS = 500
MAX_DEPTH = 12

Names = Mapping[str, object]
Run = Callable[[Names], object]

FUNCTIONS: Mapping[str, Callable[[list[int]], int]] = {"min": min, "max": max, "count": len}
_COMPARE: Mapping[type[ast.cmpop], Callable[..., object]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}
_ORDERED = (ast.Lt, ast.LtE, ast.Gt, ast.GtE)
_ALLOWED = ("and", "or", "not", "in", "==", "!=", "<", "<=", ">", ">=", "( )", "[ ]", "true",
            "false", "1", "'a'", "min", "max", "count")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Slip:
    """A fault in a condition: its code, how many signs in, and the fields of its texts."""

    code: str
    at: int
    fields: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Term:
    """A compiled part: its type, its values if few, its literal values, how it runs."""

    type: Type
    run: Run
    shown: str
    values: tuple[int | str, ...] = ()
    literals: tuple[int | str | bool, ...] = ()


def compile_condition(
    source: str, known: Mapping[str, Name], later: Collection[str] = ()
) -> tuple[Callable[[Names], bool], tuple[Slip, ...]]:
    """What decides, and every fault found; with a fault it is not to be used.

    `known` are the answers that may be named, `later` the ids of questions asked after.
    The names given to it hold question ids (int, str, bool or None), `criteria` (list of int)
    and facts by their dotted names.
    """
    flat = re.sub(r"\s", " ", source)
    if len(flat) > MAX_SIGNS:
        return _never, (Slip("F037", 0, {"signs": MAX_SIGNS, "depth": MAX_DEPTH}),)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of the grammar, such as "1and": the parse decides
            tree = ast.parse(flat, mode="eval")
    except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
        at = max((getattr(error, "offset", None) or 1) - 1, 0)
        return _never, (Slip("F030", at, {"found": squeeze(flat[at : at + 20]) or flat[-20:]}),)
    compiler = _Compiler(flat, known, later)
    run = compiler.truth(tree.body, 0).run
    return (lambda names: bool(run(names))), tuple(compiler.slips)


def _never(_: Names) -> bool:
    return False


class _Compiler:
    """Walks a syntax tree once; what it does not know, it reports."""

    def __init__(self, source: str, known: Mapping[str, Name], later: Collection[str]) -> None:
        self.slips: list[Slip] = []
        self._bytes = source.encode()
        self._known = {**FACTS, **known, CRITERIA: Name(Type.NUMBERS)}
        self._later = later

    def truth(self, node: ast.expr, depth: int) -> Term:
        """A part that must be true or false."""
        return self._want(self._term(node, depth), node, Type.TRUTH)

    def _term(self, node: ast.expr, depth: int) -> Term:
        if depth > MAX_DEPTH:
            return self._slip(node, "F037", signs=MAX_SIGNS, depth=MAX_DEPTH)
        match node:
            case ast.BoolOp(op=op, values=values):
                parts = [self.truth(value, depth + 1).run for value in values]
                return Term(Type.TRUTH, _join(parts, isinstance(op, ast.Or)), self._shown(node))
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return Term(
                    Type.TRUTH, _negate(self.truth(operand, depth + 1).run), self._shown(node)
                )
            case ast.Compare():
                return self._comparison(node, depth)
            case ast.Constant(value=bool() | int() | str() as value):
                return _literal(value, self._shown(node))
            case ast.List() | ast.Tuple():
                return self._list(node, depth)
            case ast.Name(id="true" | "false" as word):
                return _literal(word == "true", word)
            case ast.Name(id=name):
                return self._name(node, name)
            case ast.Attribute(value=ast.Name(id=owner), attr=attr):
                return self._name(node, f"{owner}.{attr}")
            case ast.Call(func=ast.Name(id=name), args=args, keywords=[]):
                return self._call(node, name, [self._term(arg, depth + 1) for arg in args])
            case _:
                return self._slip(node, "F034", found=self._shown(node), among=_ALLOWED)

    def _name(self, node: ast.expr, name: str) -> Term:
        found = self._known.get(name)
        if found is None and name in self._later:
            return self._slip(node, "F032", name=name)
        if found is None:
            return self._slip(node, "F031", name=name, word=name, among=self._known)
        return Term(found.type, lambda names: names.get(name), name, found.values)

    def _list(self, node: ast.List | ast.Tuple, depth: int) -> Term:
        items = [self._term(item, depth + 1) for item in node.elts]
        for item, part in zip(items, node.elts, strict=True):
            if not item.literals and item.type is not Type.UNKNOWN:
                self._slip(part, "F034", found=item.shown, among=("1", "'a'"))
        literals = tuple(value for item in items for value in item.literals)
        return Term(Type.WORDS, lambda _: literals, self._shown(node), literals=literals)

    def _call(self, node: ast.expr, name: str, given: list[Term]) -> Term:
        function = FUNCTIONS.get(name)
        if function is None:
            return self._slip(node, "F033", name=name, word=name, among=FUNCTIONS)
        if not given:
            return self._slip(node, "F030", found=self._shown(node))
        for term in given:
            if term.type not in (Type.NUMBER, Type.NUMBERS, Type.UNKNOWN):
                self._mistyped(node, term, Type.NUMBERS)
        return Term(Type.NUMBER, _apply(function, [term.run for term in given]), self._shown(node))

    def _comparison(self, node: ast.Compare, depth: int) -> Term:
        nodes = [node.left, *node.comparators]
        terms = [self._term(part, depth + 1) for part in nodes]
        runs: list[Run] = []
        for n, op in enumerate(node.ops):
            left, right = terms[n], terms[n + 1]
            if isinstance(op, ast.In | ast.NotIn):
                self._check_in(nodes[n + 1], left, right)
                runs.append(_within(left.run, right.literals, isinstance(op, ast.In)))
            elif type(op) in _COMPARE:
                self._check_pair(nodes[n + 1], (left, right), isinstance(op, _ORDERED))
                runs.append(_compare(_COMPARE[type(op)], left.run, right.run))
            else:
                self._slip(node, "F034", found="is", among=_ALLOWED)
        shown = self._shown(node)
        return Term(Type.TRUTH, runs[0] if len(runs) == 1 else _join(runs, False), shown)

    def _check_in(self, node: ast.expr, left: Term, right: Term) -> None:
        if Type.UNKNOWN in (left.type, right.type):
            return
        if right.type is not Type.WORDS:
            self._mistyped(node, right, Type.WORDS)
        for value in right.literals:
            self._check_pair(node, (left, _literal(value, repr(value))), False)

    def _check_pair(self, node: ast.expr, pair: tuple[Term, Term], ordered: bool) -> None:
        left, right = pair
        if Type.UNKNOWN in (left.type, right.type):
            return
        comparable = (Type.NUMBER,) if ordered else (Type.NUMBER, Type.TRUTH, Type.WORD)
        if left.type not in comparable:
            self._mistyped(node, left, Type.NUMBER if ordered else right.type)
        elif left.type is not right.type:
            self._mistyped(node, right, left.type)
        for one, other in ((left, right), (right, left)):
            for value in other.literals:
                if one.values and left.type is right.type and value not in one.values:
                    self._slip(node, "F036", name=one.shown, value=value, word=value,
                               among=one.values)  # fmt: skip

    def _want(self, term: Term, node: ast.expr, wanted: Type) -> Term:
        if term.type not in (wanted, Type.UNKNOWN):
            return self._mistyped(node, term, wanted)
        return term

    def _mistyped(self, node: ast.expr, term: Term, wanted: Type) -> Term:
        (type_vi, type_en), (vi, en) = term.type.value, wanted.value
        return self._slip(node, "F035", found=term.shown, type=type_vi, type_en=type_en,
                          wanted=vi, wanted_en=en)  # fmt: skip

    def _slip(self, node: ast.expr, code: str, **fields: object) -> Term:
        at = len(self._bytes[: node.col_offset].decode())
        self.slips.append(Slip(code, at, fields))
        return Term(Type.UNKNOWN, _never, "")

    def _shown(self, node: ast.expr) -> str:
        return self._bytes[node.col_offset : node.end_col_offset].decode()


def _literal(value: int | str | bool, shown: str) -> Term:
    if isinstance(value, bool):
        kind = Type.TRUTH
    else:
        kind = Type.NUMBER if isinstance(value, int) else Type.WORD
    return Term(kind, lambda _: value, shown, literals=(value,))


def _join(runs: list[Run], either: bool) -> Run:
    """`or` when `either`, else `and`; it stops as soon as the outcome is sure."""

    def run(names: Names) -> object:
        for part in runs:
            if bool(part(names)) is either:
                return either
        return not either

    return run


def _negate(run: Run) -> Run:
    return lambda names: not run(names)


def _compare(op: Callable[..., object], left: Run, right: Run) -> Run:
    def run(names: Names) -> object:
        one, other = left(names), right(names)
        return one is not None and other is not None and op(one, other)

    return run


def _within(left: Run, among: tuple[int | str | bool, ...], inside: bool) -> Run:
    def run(names: Names) -> object:
        one = left(names)
        return one is not None and (one in among) is inside

    return run


def _apply(function: Callable[[list[int]], int], runs: list[Run]) -> Run:
    def run(names: Names) -> object:
        values: list[int] = []
        for part in runs:
            value = part(names)
            if isinstance(value, int):
                values.append(value)
            elif isinstance(value, list):
                values.extend(value)
        return function(values) if values else None

    return run
