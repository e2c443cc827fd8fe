"""A survey changed while people are inside it; on SQLite and on PostgreSQL.

Those inside finish on the version that they began with, new invitations get the new one,
nothing is lost, and the report says how many are where.
"""

from bot.publications import Inside, versions
from bot.publishing import Follower, Order, begin
from bot.shelf import Shelf
from flows.model import Flow, Kind
from tests.support.stage import Invited, Stage
from tests.versions.conftest import Press
from tests.versions.surveys import GROWN, NAME, SURVEY, survey

REPLIES = {Kind.SCALE: "5", Kind.CHOICE: "1", Kind.YES_NO: "không"}
OLD = ["tong_the", "thai_do", "kenh", "gop_y"]
NEW = ["tong_the", "thai_do", "dung_hen", "kenh"]


async def first_start(press: Press) -> Stage:
    """The survey is in use, and the next who are invited get it."""
    stage = press.stage
    await begin(press.door, [survey()], "langnghe", stage.clock.now())
    await in_use(press)
    return stage


async def in_use(press: Press) -> Flow:
    """What the plan's next tick invites with: the present version on the shelf."""
    await Follower(press.door, press.stage.turns.shelf).look()
    press.stage.flow = press.stage.turns.shelf.named(NAME)
    return press.stage.flow


def restarted(press: Press) -> None:
    """The process forgets every compiled survey; the store has them."""
    press.stage.turns.shelf = Shelf()


async def finish(stage: Stage, user: str, invited: Invited) -> list[str]:
    """Answer all that is asked; the questions answered so far, in order."""
    for _ in range(10):
        conv = await stage.conversation(invited)
        if conv.waiting_on is None:
            break
        known = stage.turns.shelf.known(conv.flow_hash)
        assert known is not None
        await stage.say(user, REPLIES[known.by_id[conv.waiting_on].kind])
    return [question for question, _, _ in await stage.answers(invited)]


async def inside(press: Press) -> dict[int | None, Inside | None]:
    """The report: who is inside which number."""
    rows = await press.door.read(lambda port: versions(port, NAME))
    return {row.number: row.inside for row in rows}


async def test_both_versions_in_flight(press: Press) -> None:
    stage = await first_start(press)
    an, binh = await stage.invite("An"), await stage.invite("Binh")
    await stage.say("u1", an.code)
    await stage.say("u1", "2")  # An has begun; Binh was invited and has not
    press.failures = []
    await press.publish(GROWN)
    await in_use(press)
    chi = await stage.invite("Chi")
    assert await inside(press) == {2: Inside(waiting=1), 1: Inside(waiting=1, open=1)}

    restarted(press)
    await in_use(press)
    await stage.say("u2", binh.code)
    await stage.say("u3", chi.code)
    assert await finish(stage, "u1", an) == OLD, "An goes on as An began"
    assert await finish(stage, "u2", binh) == OLD, "and so does who was invited to it"
    assert await finish(stage, "u3", chi) == NEW
    assert [await stage.state(who) for who in (an, binh, chi)] == ["valid"] * 3
    assert await inside(press) == {2: Inside(ended=1), 1: Inside(ended=2)}
    rows = await stage.sql("SELECT flow_hash, count(*) AS n FROM answer GROUP BY flow_hash")
    assert {row["flow_hash"]: row["n"] for row in rows} == {
        survey().hash: 8, survey(GROWN).hash: 4,
    }  # fmt: skip
    assert await stage.sql("SELECT 1 FROM inbox WHERE state <> 'done'") == []


async def test_the_page_goes_on_too(press: Press) -> None:
    stage = await first_start(press)
    an = await stage.invite("An")
    await stage.post(an, tong_the="4")
    press.failures = []
    await press.publish(GROWN)
    restarted(press)
    await in_use(press)
    await stage.post(an, thai_do="4")
    await stage.post(an, kenh="mang", gop_y="no", dung_hen="1")
    assert [question for question, _, _ in await stage.answers(an)] == OLD
    assert await stage.state(an) == "valid"


async def test_an_edited_file_changes_nothing_by_itself(press: Press) -> None:
    stage = await first_start(press)
    press.folder.mkdir()
    (press.folder / "thu.yaml").write_text(GROWN, "utf-8")
    restarted(press)
    assert (await in_use(press)).hash == survey().hash
    an = await stage.invite("An")
    await stage.say("u1", an.code)
    assert await finish(stage, "u1", an) == OLD


async def test_rolled_back_with_three_in_flight(press: Press) -> None:
    """The same form under two numbers is one version to those inside: nobody is counted twice."""
    stage = await first_start(press)
    an = await stage.invite("An")
    press.failures = []
    await press.publish(GROWN)
    await in_use(press)
    binh = await stage.invite("Binh")
    await press.order(Order(NAME, "lan", "như cũ", number=1))
    await in_use(press)
    chi = await stage.invite("Chi")
    assert await inside(press) == {3: Inside(waiting=2), 2: Inside(waiting=1), 1: None}
    rows = await press.door.read(lambda port: versions(port, NAME))
    assert [(row.number, row.present, row.again) for row in rows] == [
        (3, True, None), (2, False, None), (1, False, 3),
    ]  # fmt: skip
    for user, who in (("u1", an), ("u2", binh), ("u3", chi)):
        await stage.say(user, who.code)
    assert await finish(stage, "u1", an) == OLD
    assert await finish(stage, "u2", binh) == NEW
    assert await finish(stage, "u3", chi) == OLD


async def test_people_from_before_the_history_are_counted_too(press: Press) -> None:
    """A database of a release that published nothing yet: its people keep their version."""
    stage = press.stage
    stage.flow = survey(SURVEY.replace("minutes: 2", "minutes: 3"))
    an = await stage.invite("An")
    await first_start(press)
    await stage.invite("Binh")
    assert await inside(press) == {1: Inside(waiting=1), None: Inside(waiting=1)}
    await stage.say("u1", an.code)
    assert await finish(stage, "u1", an) == OLD
