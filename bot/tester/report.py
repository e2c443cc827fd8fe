"""A report on a survey as lines for a person, and as plain data for --json."""

from bot.tester.suite import Report
from ground.faults import Fault

_MOST = 8  # names of what was not covered, on one line
_WORDS = {
    "vi": {
        "case": "trường hợp",
        "none": "chưa có tệp kiểm thử",
        "passed": "đạt",
        "covers": "Đã thử {0} %",
        "missing": "chưa thử",
        "walks": "Tự đi thử {0} lượt qua {1} tình huống; kết thúc: {2}.",
        "part": (
            " Chỉ thử được một phần: phiếu có quá nhiều ngả,"
            " hoặc có điều kiện tính trên số, ngày{0}."
        ),
        "unmet": "chưa gặp",
        "questions": "câu hỏi",
        "conditions": "điều kiện",
        "choices": "lựa chọn",
        "endings": "kết thúc",
        "alerts": "báo động",
    },
    "en": {
        "case": "cases",
        "none": "there is no test file yet",
        "passed": "passed",
        "covers": "Covered {0} %",
        "missing": "not covered",
        "walks": "{0} walks over {1} situations; endings: {2}.",
        "part": (
            " Only a part was tried: there are too many ways, or conditions sum numbers or days{0}."
        ),
        "unmet": "not met",
        "questions": "questions",
        "conditions": "conditions",
        "choices": "choices",
        "endings": "endings",
        "alerts": "alerts",
    },
}


def lines(report: Report, lang: str = "vi") -> list[str]:
    """The whole report; failures first."""
    words = _WORDS[lang]
    passed = sum(not case.failures for case in report.cases)
    cases = f"{passed}/{len(report.cases)} {words['case']} {words['passed']}"
    walked = report.walked
    told = [f"{report.flow}: {cases if report.cases else words['none']}."]
    told += [f"  {failure.told(lang)}" for failure in report.failures]
    if report.cases:
        told.append(f"  {words['covers'].format(report.coverage.percent)}:")
        for part in report.coverage.parts:
            missing = f"; {words['missing']}: {_some(part.missing)}" if part.missing else ""
            told.append(f"    {words[part.what]} {part.met}/{part.total}{missing}")
    walks = words["walks"].format(walked.walks, walked.states, ", ".join(walked.endings) or "–")
    unmet = f"; {words['unmet']}: {_some(walked.not_reached)}" if walked.not_reached else ""
    partly = "" if walked.whole else words["part"].format(unmet)
    told.append(f"  {walks}{partly}")
    return told


def data(report: Report) -> dict[str, object]:
    """The report for a program."""
    walked, coverage = report.walked, report.coverage
    return {
        "flow": report.flow,
        "ok": not report.failures,
        "cases": [
            {"name": c.name, "line": c.line, "failures": [_fault(f) for f in c.failures]}
            for c in report.cases
        ],
        "coverage": {
            "percent": coverage.percent,
            **{p.what: {"met": p.met, "total": p.total, "missing": list(p.missing)}
               for p in coverage.parts},
        },
        "walks": {
            "states": walked.states,
            "whole": walked.whole,
            "walks": walked.walks,
            "endings": list(walked.endings),
            "not_reached": list(walked.not_reached),
            "faults": [_fault(f) for f in walked.faults],
        },
    }  # fmt: skip


def _fault(fault: Fault) -> dict[str, object]:
    return {
        "file": fault.file,
        "line": fault.line,
        "column": fault.column,
        "code": fault.code,
        "what": fault.what,
        "what_en": fault.what_en,
    }


def _some(names: tuple[str, ...]) -> str:
    more = f" … (+{len(names) - _MOST})" if len(names) > _MOST else ""
    return ", ".join(names[:_MOST]) + more
