"""What was answered, as the citizens' own scripts have it, against what stands in the database."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Any

from rehearsal.invariants.evidence import Check, Evidence
from rehearsal.script import Script

LOW = ("1", "2")
CONSENT = "dong_y_cho_biet"
_ALERT, _SHARE = "chưa hài lòng", "đồng ý cho xem xét"

Rows = dict[str, dict[str, list[Mapping[str, Any]]]]


def _kept(e: Evidence) -> Rows:
    """case code -> question -> revisions in order."""
    kept: Rows = defaultdict(lambda: defaultdict(list))
    for row in sorted(e.answers, key=lambda row: int(row["revision"])):
        kept[str(row["case"]).upper()][str(row["question"])].append(row)
    return kept


def _of(e: Evidence, kept: Rows, script: Script) -> list[dict[str, list[Mapping[str, Any]]]]:
    """What the database has under the cases that this invitation can be about."""
    codes = {case.code.upper() for case in e.index.cases_of(script)}
    return [kept[code] for code in sorted(codes) if code in kept]


def answers_were_given(e: Evidence) -> str | None:
    """Every answer in the export was sent by that citizen, with that value and those words."""
    given: dict[tuple[str, str], set[tuple[str, str | None]]] = defaultdict(set)
    asides: dict[str, set[str]] = defaultdict(set)
    for script in e.scripts:
        for case in e.index.cases_of(script):
            for deed in script.deeds:
                words = deed.words if deed.value == "" else None
                given[case.code.upper(), deed.question].add((deed.value, words))
            asides[case.code.upper()] |= script.asides
    for row in e.answers:
        words, code = row["words"] if row["value"] == "" else None, str(row["case"]).upper()
        aside = words is not None and words in asides[code]
        if not aside and (row["value"], words) not in given[code, row["question"]]:
            return f"{row['case']} {row['question']}={row['value']}: nobody answered that"
    return None


def answers_are_kept(e: Evidence) -> str | None:
    """Every answer that was shown to be understood is the last revision in the database.

    One given after it, of which the citizen was told nothing, may have taken its place.
    """
    kept = _kept(e)
    for script in e.scripts:
        wanted = _wanted(script)
        found = _of(e, kept, script)
        wrong = min((_missing(wanted, rows) for rows in found), key=len, default=[*wanted])
        if wrong:
            return f"{script.agency}, {script.token[:6]}…: {wrong[0]} is not as it was answered"
    return None


def _wanted(script: Script) -> dict[str, set[str]]:
    """Question -> the values that may stand last, for what was shown to be understood."""
    wanted: dict[str, set[str]] = {}
    for deed in script.deeds:
        if deed.known:
            wanted[deed.question] = {deed.value}
        elif deed.question in wanted:
            wanted[deed.question].add(deed.value)
    return wanted


def _missing(
    wanted: Mapping[str, set[str]], rows: Mapping[str, list[Mapping[str, Any]]]
) -> list[str]:
    return [
        question
        for question, values in wanted.items()
        if question not in rows or str(rows[question][-1]["value"]) not in values
    ]


def quota_counts_complete(e: Evidence) -> str | None:
    """Valid opinions of a unit are those of citizens who came to the end; no partial counts.

    Whoever lost touch may have come to the end without learning of it; and whoever stopped half-way
    counts once their link has run out, where what they answered is enough by the survey's rule.
    """
    lost = Counter(e.rules.agencies.get(s.agency, "") for s in e.scripts if _may_count(e, s))
    done = Counter(e.rules.agencies.get(s.agency, "") for s in e.scripts if e.index.counts(s))
    for agency in sorted({*done, *e.valid}):
        given, counted = done[agency], e.valid.get(agency, 0)
        if not given <= counted <= given + lost[agency]:
            return f"{agency}: {given} valid opinions were given, {counted} are counted"
    return None


def _may_count(e: Evidence, script: Script) -> bool:
    asked = any(deed.question in e.index.scales for deed in script.deeds[1:])
    stopped = script.completed_at is None and asked and e.index.suffices(script)
    return script.lost or stopped


def alerts_were_mailed(e: Evidence) -> str | None:
    """Each low answer gave one mail to its office; no such mail names a case or a contact."""
    wanted: Counter[str] = Counter()
    for agency in {(r["agency"], r["case"], r["question"]) for r in e.answers if _warns(e, r)}:
        wanted[e.rules.alerts[str(agency[0])].casefold()] += 1
    got: Counter[str] = Counter()
    for mail in e.mails:
        if _ALERT in str(mail["subject"]):
            got[str(mail["to"][0]).casefold()] += 1
            told = _names(e, f"{mail['subject']}\n{mail['text']}\n{mail['html']}")
            if told:
                return f"an alert to {mail['to'][0]} names {told}"
    for office in sorted({*wanted, *got}):
        if wanted[office] != got[office]:
            return f"{office}: {wanted[office]} low answers, {got[office]} alert mails"
    return None


def _warns(e: Evidence, answer: Mapping[str, Any]) -> bool:
    alerting = e.rules.alerting
    if alerting is None:
        return answer["value"] in LOW
    return answer["value"] in alerting.get(str(answer["question"]), ())


def _names(e: Evidence, text: str) -> str | None:
    flat = " ".join(text.upper().split())
    words = set(flat.split())
    spaced = (code for code in e.index.by_code if " " in code and code in flat)
    return next((code for code in e.index.by_code if code in words), None) or next(spaced, None)


def cases_shared_by_consent(e: Evidence) -> str | None:
    """An office is told of a case only after its citizen's yes."""
    agreed = {
        str(row["case"])
        for row in e.answers
        if row["question"] == CONSENT and row["value"] == "yes"
    }
    for mail in e.mails:
        if _SHARE in str(mail["subject"]):
            code = _names(e, str(mail["text"]))
            if code is None or code not in {case.upper() for case in agreed}:
                return f"a mail to {mail['to'][0]} names a case without consent"
    return None


CHECKS: dict[str, Check] = {
    "answers_were_given": answers_were_given,
    "answers_are_kept": answers_are_kept,
    "quota_counts_complete": quota_counts_complete,
    "alerts_were_mailed": alerts_were_mailed,
    "cases_shared_by_consent": cases_shared_by_consent,
}
