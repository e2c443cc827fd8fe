"""Conditions and formulas: `min(tong_the, criteria) <= 2 and not case.filed_online`.

Python's grammar is borrowed, Python's evaluation is not: what `grammar` knows passes, typed when
the survey is compiled, and becomes plain closures. A condition can neither loop, define, nor
reach an attribute, and it costs no more than its few hundred signs.

The rule of missing answers (not asked, not known, skipped): every comparison with one is false,
also `!=` and `not in`; `not` of it is true; a sum with one is missing, and so is a division by
zero; `min`, `max` and `mean` leave it out, and of nothing at all they are missing themselves;
`count` is then 0, and `any`, `all` and `answered` are false.

The values that names hold: a number; true or false; a word (a choice, a fact); a tuple of words
(several choices); 'YYYY-MM-DD', 'HH:MM'; for free words how many signs they have; a list of
numbers (`criteria`, a matrix); None where it is missing.
"""

from collections.abc import Callable, Collection, Mapping

from flows.language.conditions.grammar import Grammar
from flows.language.conditions.mentions import names_in
from flows.language.conditions.names import Name, Type
from flows.language.conditions.syntax import parse
from flows.language.conditions.terms import Names, Run, Slip, missing

__all__ = ["Names", "Run", "Slip", "compile_condition", "compile_value", "names_in"]


def compile_condition(
    source: str, known: Mapping[str, Name], later: Collection[str] = ()
) -> tuple[Callable[[Names], bool], tuple[Slip, ...]]:
    """What decides, and every fault found; with a fault it is not to be used.

    `known` are the answers that may be named, `later` the ids of questions asked after.
    """
    tree = parse(source)
    if isinstance(tree, Slip):
        return _never, (tree,)
    grammar = Grammar(source, known, later)
    run = grammar.term(tree, Type.TRUTH).run
    return (lambda names: bool(run(names))), grammar.slips


def compile_value(
    source: str, known: Mapping[str, Name], later: Collection[str] = ()
) -> tuple[Run, Type, tuple[Slip, ...]]:
    """What gives a computed value, its type, and every fault found.

    The type is NUMBER, TRUTH or WORD, or UNKNOWN with a fault; the value is None where it
    follows from nothing.
    """
    tree = parse(source)
    if isinstance(tree, Slip):
        return missing, Type.UNKNOWN, (tree,)
    grammar = Grammar(source, known, later)
    term = grammar.term(tree, Type.NUMBER, Type.TRUTH, Type.WORD)
    return term.run, Type.UNKNOWN if grammar.slips else term.type, grammar.slips


def _never(_: Names) -> bool:
    return False
