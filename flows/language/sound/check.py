"""Whether a survey serves its author: reachable, readable in chat, true to what it promises.

`compile` says whether a survey can run. These checks are for authors, and run before it is
published; each finds something that would surely go wrong with citizens. Pure.
"""

from collections.abc import Iterator

from flows.language.faults.report import Report, fault_at
from flows.language.sound import order, words
from flows.language.sound.findings import Check, Finding, Limits, Places, group
from flows.model import Flow
from ground.yamlfile import Document

CHECKS: tuple[Check, ...] = (
    order.reach,
    words.labels,
    words.sizes,
    words.notice,
    order.promises,
    order.counting,
    words.hidden_and_lost,
)


def check(flow: Flow, places: Places, report: Report, limits: Limits) -> None:
    """Report all that is not sound in a compiled survey, also in one that has other faults."""
    found = [finding for each in CHECKS for finding in each(flow, limits)]
    for finding in (*found, *_unused_scales(flow, places.main)):
        document, path = places.find(flow, finding.path, finding.language)
        fields = {"language": finding.language, **finding.fields}
        report.add(fault_at(document, path, finding.code, finding.at_key, **fields))


def _unused_scales(flow: Flow, document: Document) -> Iterator[Finding]:
    scales, named = group(document.value, "scales"), group(document.value, "questions")
    used = {str(entry.get("scale")) for entry in named.values() if isinstance(entry, dict)}
    for name in scales:
        # A scale that is misspelt where it is used is the fault of that place.
        if name not in used and used <= {*scales, "None"} and flow.questions:
            yield Finding("F061", ("scales", name), {"id": name})
