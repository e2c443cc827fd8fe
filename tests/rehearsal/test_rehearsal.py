"""A small rehearsal from end to end: every invariant holds, on both engines, also with faults."""

from pathlib import Path

from rehearsal.run import Rehearsed, Terms, rehearse
from tests.rehearsal.small_plan import write_plan

FIGURES = {
    "quota", "drawn", "invited", "reserves_called", "sent", "valid", "partial", "refused",
    "unreachable", "answers", "by_agency", "invariants", "wall_s",
}  # fmt: skip
FAULTS = {"zalo500": 0.1, "drop_after": 0.05, "smtp4xx": 0.2, "chat_timeout_after": 0.02}


async def _played(folder: Path, db: str = "", faults: dict[str, float] | None = None) -> Rehearsed:
    plan = write_plan(folder / "plan")
    terms = Terms(plan, citizens=300, response=0.6, seed=11, faults=faults, db=db)
    return await rehearse(terms, lambda _day, _valid, _wanted: None)


def _broken(done: Rehearsed) -> list[str]:
    return [f"{verdict.name}: {verdict.told}" for verdict in done.verdicts if not verdict.holds]


async def test_every_invariant_holds_and_every_quota_is_met(tmp_path: Path) -> None:
    done = await _played(tmp_path)
    assert _broken(done) == []
    report = done.report
    assert set(report) == FIGURES
    assert report["quota"] == 12
    assert report["valid"] >= 12  # type: ignore[operator]
    units = report["by_agency"]
    assert isinstance(units, dict)
    assert set(units) == {"H01.05", "H01.11", "H01.20"}
    assert all(unit["short"] == 0 and unit["quota"] == 4 for unit in units.values())


async def test_the_same_on_postgresql(tmp_path: Path, postgres_url: str) -> None:
    done = await _played(tmp_path, postgres_url)
    assert _broken(done) == []
    assert done.report["valid"] >= 12  # type: ignore[operator]


async def test_every_invariant_holds_while_calls_and_mails_go_wrong(tmp_path: Path) -> None:
    done = await _played(tmp_path, faults=FAULTS)
    assert _broken(done) == []
    assert done.report["valid"] >= 12  # type: ignore[operator]


async def test_every_invariant_holds_where_stars_are_the_first_answer(tmp_path: Path) -> None:
    plan = write_plan(tmp_path / "plan")
    text = plan.read_text("utf-8").replace("channels: [zalo, email]", "reach: [rating, email]")
    rating = 'remind: "390002", rating: "390003", rating_answers: tong_the'
    plan.write_text(text.replace('remind: "390002"', rating), "utf-8")
    terms = Terms(plan, citizens=300, response=0.6, seed=11)
    done = await rehearse(terms, lambda _day, _valid, _wanted: None)
    assert _broken(done) == []
    assert done.report["valid"] >= 12  # type: ignore[operator]


async def test_where_nobody_answers_nothing_is_counted(tmp_path: Path) -> None:
    plan = write_plan(tmp_path / "plan")
    terms = Terms(plan, citizens=60, response=0.0, seed=3, days=20)
    done = await rehearse(terms, lambda _day, _valid, _wanted: None)
    assert _broken(done) == []
    assert done.report["valid"] == 0
    units = done.report["by_agency"]
    assert isinstance(units, dict)
    assert all(unit["short"] == unit["quota"] for unit in units.values())
