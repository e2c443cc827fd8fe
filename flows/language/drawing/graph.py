"""A survey drawn as a Mermaid flowchart: sections, questions, conditions and endings. Pure.

It draws what can follow what, in the file's order; it does not try out any answers.
"""

from collections.abc import Iterator

from flows.model import Ending, Flow, Question, Section, Text, words

ASKED, MAYBE, NOTE = ("[", "]"), ("{{", "}}"), (">", "]")
"""Around a question; around one that is asked under a condition only; around a note."""
MOST_SIGNS = 60


def mermaid(flow: Flow, language: str = "vi") -> str:
    """The flowchart as Mermaid text; ids stay, words are in `language`."""
    return "\n".join(["flowchart TD", *_lines(flow, language)]) + "\n"


def _lines(flow: Flow, language: str) -> Iterator[str]:
    yield f"  begin([{_quoted(flow.title, language)}])"
    for section in flow.sections:
        shown = [question for question in drawn(flow) if question.section == section.id]
        if not shown:
            continue
        yield f"  subgraph s_{section.id} [{_escaped(title(section, language))}]"
        for question in shown:
            left, right = ASKED if question.when is None else MAYBE
            if not question.asked:
                left, right = NOTE
            told = _quoted(question.text, language, question.id)
            yield f"    q_{question.id}{left}{told}{right}"
        yield "  end"
    yield from _edges(flow, language)
    for ending in used_endings(flow):
        yield f"  e_{ending.value}(({ending.value}))"


def drawn(flow: Flow) -> tuple[Question, ...]:
    """What citizens see; hidden and computed values are on no way."""
    return tuple(question for question in flow.questions if question.value is None)


def title(section: Section, language: str) -> str:
    """A section's title, and what it leaves to chance."""
    said = words(section.title, language)
    if section.ask is not None:
        said += f" ({section.ask} câu ngẫu nhiên / by chance)"
    elif section.shuffled:
        said += " (thứ tự ngẫu nhiên / any order)"
    return said


def jumps(flow: Flow) -> Iterator[tuple[Question, str, Question]]:
    """(from, the answer, to) for every answer that goes on elsewhere."""
    first: dict[str, Question] = {}
    for question in reversed(drawn(flow)):
        first[question.section] = question
        if question.matrix is not None:
            first[question.matrix] = question
    for question in drawn(flow):
        for value, target in question.goes_to.items():
            yield question, value, flow.by_id.get(target) or first[target]


def used_endings(flow: Flow) -> tuple[Ending, ...]:
    """The endings that an answer can lead to; the plan's own are not the survey's to draw."""
    stated = {ending for question in flow.questions for ending in question.ends.values()}
    return tuple(ending for ending in Ending if ending in stated | {Ending.COMPLETE})


def _edges(flow: Flow, language: str) -> Iterator[str]:
    for before, after, condition in steps(flow):
        source = f"q_{before.id}" if before else "begin"
        target = f"q_{after.id}" if after else f"e_{Ending.COMPLETE.value}"
        label = f"|{_escaped(condition)}|" if condition else ""
        yield f"  {source} -->{label} {target}"
    for question in drawn(flow):
        for value, ending in question.ends.items():
            yield f"  q_{question.id} -.->|{_answer(question, value, language)}| e_{ending.value}"
    for question, value, to in jumps(flow):
        yield f"  q_{question.id} -.->|{_answer(question, value, language)}| q_{to.id}"


def _answer(question: Question, value: str, language: str) -> str:
    choice = question.choice(value)
    return _quoted(choice.label, language) if choice else value


def steps(flow: Flow) -> Iterator[tuple[Question | None, Question | None, str]]:
    """(from, to, condition): each question and all that may be next; None = beginning, end.

    Questions in a row under one condition are asked together or not at all.
    """
    shown = drawn(flow)
    line: list[Question | None] = [None, *shown]
    for n, before in enumerate(line):
        if before is not None and {*before.ends, *before.goes_to} >= _values(before):
            continue  # every answer ends the talk, or goes elsewhere
        held = _condition(before)
        passed: set[str] = set()
        for after in shown[n:]:
            condition = _condition(after)
            if condition in passed:
                continue
            sure = condition in ("", held)
            yield before, after, "" if sure else condition
            if sure:
                break
            passed.add(condition)
        else:
            yield before, None, ""


def _condition(question: Question | None) -> str:
    return question.when.source if question and question.when else ""


def _values(question: Question) -> set[str]:
    """What can be answered; "" stands for all that is not a choice."""
    other = {""} if question.dont_know or not question.choices else set()
    return {choice.value for choice in question.choices} | other


def _quoted(text: Text, language: str, head: str = "") -> str:
    said = words(text, language)
    short = said if len(said) <= MOST_SIGNS else f"{said[:MOST_SIGNS].rstrip()}…"
    return _escaped(f"{head}: {short}" if head else short)


def _escaped(words_: str) -> str:
    """In quotes, with what Mermaid would read as its own written as entities."""
    safe = words_.replace("&", "#amp;").replace('"', "#quot;").replace("<", "#lt;")
    return f'"{safe.replace(">", "#gt;").replace("|", "#124;")}"'
