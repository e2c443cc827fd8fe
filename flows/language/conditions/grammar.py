"""From the tree of a condition to typed closures: what is on the list passes, all else is told.

It knows no question and no answer, only names and their types; it runs nothing itself.
"""

import ast
from collections.abc import Collection, Mapping, Sequence

from flows.language.conditions.functions import FUNCTIONS
from flows.language.conditions.mends import mistyped
from flows.language.conditions.names import CRITERIA, FACTS, Name, Type
from flows.language.conditions.syntax import MAX_DEPTH, MAX_SIGNS, flat, literal
from flows.language.conditions.terms import (
    MINUS,
    OPERATIONS,
    TESTS,
    Literal,
    Operation,
    Run,
    Slip,
    Term,
    both,
    calculated,
    compared,
    fixed,
    is_moment,
    missing,
    named,
    negated,
    spread,
)

_ORDERED = (Type.NUMBER, Type.DATE, Type.TIME)
_EQUAL = (Type.WORD, Type.NUMBER, Type.TRUTH, Type.DATE, Type.TIME)
_ALLOWED = ("and", "or", "not", "in", "==", "!=", "<", "<=", ">", ">=", "+", "-", "*", "/",
            "( )", "[ ]", "true", "false", "1", "2.5", "'a'", *FUNCTIONS)  # fmt: skip


class Grammar:
    """Walks a syntax tree once; what it does not know, it reports."""

    def __init__(self, source: str, known: Mapping[str, Name], later: Collection[str]) -> None:
        self._slips: list[Slip] = []
        line = flat(source)
        self._lead = len(line) - len(line.lstrip())
        self._bytes = line.lstrip().encode()
        self._known = {**FACTS, **known, CRITERIA: Name(Type.NUMBERS)}
        self._later = later

    @property
    def slips(self) -> tuple[Slip, ...]:
        """What was found wrong, in the order of the places."""
        return tuple(sorted(self._slips, key=lambda slip: slip.at))

    def term(self, node: ast.expr, *wanted: Type, depth: int = 0) -> Term:
        """A part of a wanted type; of any, where none is named."""
        if depth > MAX_DEPTH:
            return self._slip(self._at(node), "F037", signs=MAX_SIGNS, depth=MAX_DEPTH)
        value = literal(node)
        if value is None:
            term = self._composed(node, depth + 1)
        else:
            run, at, shown = fixed(value), self._at(node), self._shown(node)
            term = Term(_type_of(value), run, at, shown, literal=value)
        return self._want(term, *wanted) if wanted else term

    def _composed(self, node: ast.expr, depth: int) -> Term:
        match node:
            case ast.BoolOp(op=op, values=parts):
                runs = [self.term(part, Type.TRUTH, depth=depth).run for part in parts]
                return self._made(node, Type.TRUTH, both(runs, isinstance(op, ast.Or)))
            case ast.UnaryOp(op=ast.Not(), operand=part):
                run = self.term(part, Type.TRUTH, depth=depth).run
                return self._made(node, Type.TRUTH, negated(run))
            case ast.Compare(left=left, ops=ops, comparators=others):
                terms = [self.term(part, depth=depth) for part in (left, *others)]
                return self._comparison(node, terms, [type(op).__name__ for op in ops])
            case ast.UnaryOp(op=ast.USub(), operand=part):
                run = self.term(part, Type.NUMBER, depth=depth).run
                return self._made(node, Type.NUMBER, calculated(fixed(0), [(MINUS, run)]))
            case ast.BinOp():
                return self._sum(node, depth)
            case ast.List(elts=parts) | ast.Tuple(elts=parts):
                return self._list(node, [self.term(part, depth=depth) for part in parts])
            case ast.Name(id=name):
                return self._name(node, name)
            case ast.Attribute(value=ast.Name(id=owner), attr=attr):
                return self._name(node, f"{owner}.{attr}")
            case ast.Call(func=ast.Name(id=name), args=parts, keywords=[]):
                return self._call(node, name, [self.term(part, depth=depth) for part in parts])
            case _:
                return self._refused(node)

    def _name(self, node: ast.expr, name: str) -> Term:
        found = self._known.get(name)
        if found is None and name in self._later:
            return self._slip(self._at(node), "F032", name=name)
        if found is None:
            return self._slip(self._at(node), "F031", name=name, word=name, among=self._known)
        return Term(found.type, named(name), self._at(node), name, found.values, named=True)

    def _list(self, node: ast.expr, items: Sequence[Term]) -> Term:
        plain = tuple(self._plain(item) for item in items)
        run = fixed(tuple(item.literal for item in plain))
        return Term(Type.WORDS, run, self._at(node), self._shown(node), items=plain)

    def _plain(self, item: Term) -> Term:
        if item.literal is not None or item.type is Type.UNKNOWN:
            return item
        return self._slip(item.at, "F034", found=item.shown, among=("1", "'a'"))

    def _sum(self, node: ast.BinOp, depth: int) -> Term:
        """A run of + - * / from left to right, however long, is one level deep."""
        rest: list[tuple[Operation, Run]] = []
        inner: ast.expr = node
        while isinstance(inner, ast.BinOp):
            operation = OPERATIONS.get(type(inner.op).__name__)
            if operation is None:
                return self._refused(node)
            rest.append((operation, self.term(inner.right, Type.NUMBER, depth=depth).run))
            inner = inner.left
        first = self.term(inner, Type.NUMBER, depth=depth).run
        return self._made(node, Type.NUMBER, calculated(first, rest[::-1]))

    def _call(self, node: ast.expr, name: str, given: list[Term]) -> Term:
        function = FUNCTIONS.get(name)
        if function is None:
            return self._slip(self._at(node), "F033", name=name, word=name, among=FUNCTIONS)
        fits = function.least <= len(given) <= function.most
        unnamed = function.of_a_name and any(
            not term.named and term.type is not Type.UNKNOWN for term in given
        )
        if not fits or unnamed:
            found = self._shown(node)
            return self._slip(self._at(node), "F030", found=found, sample=function.sample)
        days = Type.DATE in function.takes
        for n, term in enumerate(given):
            if not (days and self._is_moment(term, Type.DATE)):
                given[n] = self._want(term, *function.takes)
        if any(term.type is Type.UNKNOWN for term in given):
            return _unknown(self._at(node))  # what is made of a fault is not a second one
        return self._made(node, function.gives, function.build(given))

    # -- comparisons ---------------------------------------------------------------------------

    def _comparison(self, node: ast.expr, terms: Sequence[Term], ops: Sequence[str]) -> Term:
        before = len(self._slips)
        for n, op in enumerate(ops):
            if op not in TESTS:
                return self._slip(self._at(node), "F034", found="is", among=_ALLOWED)
            if op in ("In", "NotIn"):
                self._check_in(terms[n], terms[n + 1])
            else:
                self._check_pair(terms[n], terms[n + 1], op not in ("Eq", "NotEq"))
        lists = [n for n, term in enumerate(terms) if term.type is Type.NUMBERS]
        for n in lists[1:]:
            self._want(terms[n], Type.NUMBER)
        if len(self._slips) > before:
            return _unknown(self._at(node))
        runs, tests = [term.run for term in terms], [TESTS[op] for op in ops]
        if lists:
            return self._made(node, Type.TRUTHS, spread(runs, tests, lists[0]))
        return self._made(node, Type.TRUTH, compared(runs, tests))

    def _check_in(self, left: Term, right: Term) -> None:
        match right.type:
            case Type.UNKNOWN:
                return
            case Type.SET:
                self._check_value(right, self._want(left, Type.WORD), False)
            case Type.WORDS if left.type not in (*_EQUAL, Type.NUMBERS):
                self._want(left, right.items[0].type if right.items else Type.WORD)
            case Type.WORDS:
                for item in right.items:
                    self._check_pair(left, item, False)
            case _:
                self._want(right, Type.WORDS, Type.SET)

    def _check_pair(self, left: Term, right: Term, ordered: bool) -> None:
        one, other = _each(left), _each(right)
        if Type.UNKNOWN in (one, other):
            return
        if self._is_moment(left, other) or self._is_moment(right, one):
            return
        comparable = _ORDERED if ordered else _EQUAL
        if one not in comparable:
            self._want(left, other if other in comparable else comparable[0])
        elif one is not other:
            self._want(right, one)
        else:
            self._check_value(left, right, ordered)
            self._check_value(right, left, ordered)

    def _is_moment(self, term: Term, wanted: Type) -> bool:
        """Whether it is a quoted day or time, where one is wanted; reported if there is no such."""
        if wanted not in (Type.DATE, Type.TIME) or not isinstance(term.literal, str):
            return False
        if not is_moment(term.literal, wanted):
            vi, en = wanted.value
            self._slip(term.at, "F039", value=term.literal, wanted=vi, wanted_en=en)
        return True

    def _check_value(self, term: Term, other: Term, ordered: bool) -> None:
        """Report a literal that `term` never is; `ordered`: that lies outside its range."""
        value = other.literal
        if value is None or not term.values:
            return
        numbers = [number for number in term.values if not isinstance(number, str)]
        if ordered and not isinstance(value, str):
            fits = min(numbers) <= value <= max(numbers)
        else:
            fits = value in term.values
        if not fits:
            self._slip(other.at, "F036", name=term.shown, value=value, word=value,
                       among=term.values)  # fmt: skip

    # -- small parts ---------------------------------------------------------------------------

    def _want(self, term: Term, *wanted: Type) -> Term:
        if term.type in (*wanted, Type.UNKNOWN):
            return term
        if term.type is Type.TRUTHS:
            return self._slip(term.at, "F038", found=term.shown)
        return self._slip(term.at, "F035", **mistyped(term.shown, term.type, wanted))

    def _refused(self, node: ast.expr) -> Term:
        return self._slip(self._at(node), "F034", found=self._shown(node), among=_ALLOWED)

    def _slip(self, at: int, code: str, **fields: object) -> Term:
        slip = Slip(code, at, fields)
        if slip not in self._slips:  # the middle of a chain is looked at twice
            self._slips.append(slip)
        return _unknown(at)

    def _made(self, node: ast.expr, type_: Type, run: Run) -> Term:
        return Term(type_, run, self._at(node), self._shown(node))

    def _at(self, node: ast.expr) -> int:
        return self._lead + len(self._bytes[: node.col_offset].decode())

    def _shown(self, node: ast.expr) -> str:
        return self._bytes[node.col_offset : node.end_col_offset].decode()


def _unknown(at: int) -> Term:
    return Term(Type.UNKNOWN, missing, at, "")


def _type_of(value: Literal) -> Type:
    if isinstance(value, bool):
        return Type.TRUTH
    return Type.WORD if isinstance(value, str) else Type.NUMBER


def _each(term: Term) -> Type:
    """The type of what is compared: of a list, each of its numbers."""
    return Type.NUMBER if term.type is Type.NUMBERS else term.type
