"""A small month: every way, a budget that runs out, and people who write at night."""

from rehearsal.month import JUDGED, Month, play_month
from rehearsal.run import Rehearsed


def _broken(done: Rehearsed) -> list[str]:
    return [f"{verdict.name}: {verdict.told}" for verdict in done.verdicts if not verdict.holds]


async def test_the_report_is_the_bill_and_the_budget_runs_out() -> None:
    done = await play_month(Month(citizens=40, days=8, seed=3, budget=1600))
    assert {verdict.name for verdict in done.verdicts} == set(JUDGED)
    assert _broken(done) == []
    report = done.report
    assert report["bill"] == report["report"]
    assert report["reserved"] == 0
    assert 1300 < int(str(report["spent_of_it"])) <= 1600
    assert int(str(report["invited_in_chat"])) > 3
    told = [mail for mail in done.evidence.mails if "can-bo@" in str(mail["to"])]
    spent = [mail for mail in told if "đã dùng hết" in str(mail["text"])]
    assert len(spent) == 1, "officers are told once"
