"""Reading a condition with Python's grammar: a tree, or where it is unreadable. It runs nothing."""

import ast
import re
import warnings

from flows.language.conditions.terms import Literal, Slip
from ground.text import squeeze

MAX_SIGNS = 500
MAX_DEPTH = 12
MOST = 10**15
"""The greatest number that can be written."""
SAMPLE = "tong_the <= 2 and not case.filed_online"
"""What a right condition looks like."""

_QUOTED = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"")


def flat(source: str) -> str:
    """On one line, every sign where it was."""
    return re.sub(r"\s", " ", source)


def parse(source: str) -> ast.expr | Slip:
    """The tree of a condition; its columns count from the first sign that is no space."""
    line = flat(source)
    if len(line) > MAX_SIGNS:
        return Slip("F037", 0, {"signs": MAX_SIGNS, "depth": MAX_DEPTH})
    comment = _QUOTED.sub(lambda found: " " * len(found[0]), line).find("#")
    if comment >= 0:  # the grammar would drop what follows, in silence
        return _unreadable(line, comment)
    lead = len(line) - len(line.lstrip())
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of the grammar, such as "1and": the parse decides
            return ast.parse(line.lstrip(), mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
        match getattr(error, "offset", None):
            case None:
                return _unreadable(line, 0)
            case 0:  # it ends too early
                return _unreadable(line, len(line.rstrip()) - 1)
            case offset:
                return _unreadable(line, lead + offset - 1)


def literal(node: ast.expr) -> Literal | None:
    """The number, the quoted word, true or false that is written; None = none of these."""
    match node:
        case ast.Name(id="true" | "false" as word):
            return word == "true"
        case ast.Constant(value=bool() | str() as value):
            return value
        case ast.Constant(value=int() | float() as value):
            return value if value <= MOST else None
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float()) as constant):
            number = literal(constant)
            return None if number is None or isinstance(number, str | bool) else -number
        case _:
            return None


def _unreadable(line: str, at: int) -> Slip:
    at = max(at, 0)
    found = squeeze(line[at : at + 20] if line[at + 1 :].strip() else line[-20:])
    return Slip("F030", at, {"found": found, "sample": SAMPLE})
