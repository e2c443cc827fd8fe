"""Reads what officers keep in files, all of it at once: flows, plans, sources, templates, numbers.

It decides nothing but whether they go together, and opens no store.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cases.agencies_file import read_agencies
from cases.sources import Source, read_source
from flows.language.compile import load_flow
from flows.language.files import flow_files
from flows.model import Flow
from ground.faults import Fault, Faulty
from plans.compile import load_plan
from plans.model import Plan
from plans.notice import too_long
from plans.rating import misrated
from plans.registered import unknown_account, unregistered
from post.rules import RuleBook
from post.rules_file import load_rules
from post.templates.book import TemplateBook
from post.templates.compile import load_templates
from settings import Settings


@dataclass(frozen=True, slots=True)
class Files:
    """What the folders hold. `broken` are faults by survey, `faults` those of all other files."""

    flows: list[Flow]
    broken: Mapping[str, list[Fault]]
    plans: Mapping[Path, Plan]
    sources: tuple[Source, ...]
    rules: RuleBook
    templates: TemplateBook | None  # None: they have faults
    accounts: tuple[str, ...]  # the Official Accounts of the settings
    faults: list[Fault]

    @property
    def book(self) -> TemplateBook:
        """The templates; once `refuse` was passed, they have no faults."""
        return self.templates or TemplateBook()

    def misfits(self, flow: Flow) -> list[Fault]:
        """What the plans that ask this survey do not agree on with it."""
        using = [(path, plan) for path, plan in self.plans.items() if plan.flow == flow.name]
        return [
            fault for path, plan in using for fault in self._joined(path, plan, {flow.name: flow})
        ]

    def refuse(self, flows: Mapping[str, Flow], broken: list[Fault]) -> None:
        """Raise Faulty with every fault, where there is one."""
        joins = [f for path, plan in self.plans.items() for f in self._joined(path, plan, flows)]
        if found := [*broken, *self.faults, *joins]:
            raise Faulty(found)

    def _joined(self, path: Path, plan: Plan, flows: Mapping[str, Flow]) -> list[Fault]:
        """What a plan, its survey and its templates do not agree on."""
        flow = flows.get(plan.flow)
        if flow is None:
            return [_no_flow(path, plan, sorted(flows))]
        units = [unit.name for unit in read_agencies(path.parent / plan.agencies).units]
        found = too_long(plan, flow, units, str(path))
        found += unknown_account(plan, self.accounts, str(path))
        if self.templates is not None:
            found += unregistered(plan, self.templates, units, str(path))
            found += misrated(plan, flow, self.templates, str(path))
        return found


def read_all(settings: Settings) -> Files:
    broken: dict[str, list[Fault]] = {}
    faults: list[Fault] = []
    flows = [_read(load_flow, p, broken.setdefault(p.stem, [])) for p in flow_files(settings.flows)]
    plans = {path: _read(load_plan, path, faults) for path in plan_files(settings.plans)}
    found = sorted(settings.sources.rglob("source.yaml")) if settings.sources.exists() else []
    sources = [_read(lambda p: read_source(p, settings.data), path, faults) for path in found]
    rules = _read(load_rules, settings.rules, faults) or load_rules()
    templates = _read(load_templates, settings.templates, faults)
    return Files(
        [flow for flow in flows if flow is not None],
        {name: found for name, found in broken.items() if found},
        {path: plan for path, plan in plans.items() if plan is not None},
        tuple(source for source in sources if source is not None),
        rules,
        templates,
        settings.zalo.oa_ids if settings.zalo else (),
        faults,
    )


def read_files(settings: Settings) -> tuple[list[Flow], tuple[Plan, ...], tuple[Source, ...]]:
    """Flows, plans and sources as the files have them; raises Faulty with every fault of all."""
    files = read_all(settings)
    drafts = {flow.name: flow for flow in files.flows}
    files.refuse(drafts, [fault for found in files.broken.values() for fault in found])
    return files.flows, tuple(files.plans.values()), files.sources


def _read(reader: Any, path: Path | None, faults: list[Fault]) -> Any:
    try:
        return reader(path)
    except Faulty as faulty:
        faults.extend(faulty.faults)
        return None


def _no_flow(path: Path, plan: Plan, names: list[str]) -> Fault:
    known = ", ".join(names) or "–"
    return Fault(
        str(path), 0, 0, "P100",
        f"Không có phiếu hỏi “{plan.flow}”.", f"Các phiếu hiện có: {known}.",
        f"There is no survey “{plan.flow}”.", f"Surveys here: {known}.",
    )  # fmt: skip


def plan_files(place: Path) -> list[Path]:
    """A plan file itself, or every plan.yaml below a folder."""
    if place.is_file():
        return [place]
    return sorted(place.rglob("plan.yaml")) if place.exists() else []
