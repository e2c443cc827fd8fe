"""A survey drawn as one SVG picture: from top to bottom, what is skipped in bows at the right.

It draws the steps of `graph`; it needs no other program, font or script.
"""

from collections.abc import Iterator
from html import escape

from flows.language.drawing.graph import drawn, jumps, steps, title, used_endings
from flows.model import Ending, Flow, Question, words

LEFT, WIDTH, ROW, BOX = 20, 560, 58, 46  # pixels
BOW, WIDEST = 14, 200  # a skip's bow grows with each row that it passes, up to this
MOST_SIGNS = 64

_STYLE = (
    "text{font:14px system-ui,sans-serif;fill:#17222d}.s{font-weight:700}.c{font-size:12px;"
    "fill:#8a4b00}rect{fill:#fff;stroke:#0b4f8a}.if{stroke-dasharray:5 3;stroke:#8a4b00}"
    ".note{stroke:none;fill:#f0f3f6}.end{fill:#e8f5ee;stroke:#14613a}path{fill:none;stroke:#4a5a68}.out{stroke:#a32020}"
)


def svg(flow: Flow, language: str = "vi") -> str:
    """The drawing as SVG text; words are in `language`."""
    rows = _rows(flow)
    places = {name: n * ROW + 10 for n, name in enumerate(rows)}
    height = len(rows) * ROW + 20
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {LEFT + WIDTH + WIDEST} {height}">',
        f"<title>{escape(words(flow.title, language))}</title><style>{_STYLE}</style>",
        '<defs><marker id="a" markerWidth="8" markerHeight="8" refX="7" refY="4" orient="auto">'
        '<path d="M0 0 8 4 0 8"/></marker></defs>',
        *_arrows(flow, places, language),
        *_boxes(flow, places, language),
    ]
    return "\n".join([*parts, "</svg>", ""])


def _rows(flow: Flow) -> list[str]:
    """Everything that has a row, from the top: sections, their questions, the endings."""
    rows: list[str] = []
    for section in flow.sections:
        shown = [question.id for question in drawn(flow) if question.section == section.id]
        rows += [f"§{section.id}", *shown] if shown else []
    return [*rows, *(_end(ending) for ending in used_endings(flow))]


def _boxes(flow: Flow, places: dict[str, int], language: str) -> Iterator[str]:
    for section in flow.sections:
        if f"§{section.id}" in places:
            yield _text(LEFT, places[f"§{section.id}"] + 40, title(section, language), "s")
    for question in drawn(flow):
        y = places[question.id]
        yield _box(y, "note" if not question.asked else "if" if question.when else "ask")
        yield _text(LEFT + 10, y + 19, f"{question.id}: {words(question.text, language)}", "q")
        if question.when:
            yield _text(LEFT + 10, y + 37, f"when: {question.when.source}", "c")
    for ending in used_endings(flow):
        yield _box(places[_end(ending)], "end")
        yield _text(LEFT + 10, places[_end(ending)] + 28, ending.value, "s")


def _arrows(flow: Flow, places: dict[str, int], language: str) -> Iterator[str]:
    for before, after, _condition in steps(flow):
        if before is not None:
            target = after.id if after else _end(Ending.COMPLETE)
            yield _arrow(places[before.id], places[target], "go", "")
    for question in drawn(flow):
        for value, ending in question.ends.items():
            label = _label(question, value, language)
            yield _arrow(places[question.id], places[_end(ending)], "out", label)
    for question, value, to in jumps(flow):
        label = _label(question, value, language)
        yield _arrow(places[question.id], places[to.id], "out", label)


def _arrow(start: int, end: int, name: str, label: str) -> str:
    passed = (end - start) // ROW
    title = f"<title>{escape(label)}</title>"
    if passed == 1 and name == "go":
        x = LEFT + 40
        return f'<path class="{name}" marker-end="url(#a)" d="M{x} {start + BOX}V{end}"/>'
    x, bow = LEFT + WIDTH, min(passed * BOW + 20, WIDEST)
    y, to = start + BOX // 2, end + BOX // 2
    curve = f"M{x} {y}C{x + bow} {y} {x + bow} {to} {x} {to}"
    return f'<path class="{name}" marker-end="url(#a)" d="{curve}">{title}</path>'


def _box(y: int, name: str) -> str:
    return f'<rect class="{name}" x="{LEFT}" y="{y}" width="{WIDTH}" height="{BOX}" rx="6"/>'


def _text(x: int, y: int, said: str, name: str) -> str:
    short = said if len(said) <= MOST_SIGNS else f"{said[:MOST_SIGNS].rstrip()}…"
    return f'<text class="{name}" x="{x}" y="{y}">{escape(short)}</text>'


def _label(question: Question, value: str, language: str) -> str:
    choice = question.choice(value)
    return words(choice.label, language) if choice else value


def _end(ending: Ending) -> str:
    return f"→{ending.value}"
