"""What needs no store: steps, reading replies, drawing a sample."""

import hmac
from datetime import timedelta
from statistics import median

from bench.beside import order_of, peers
from bench.rows import Row
from bench.stopwatch import Lap, Stopwatch, rate
from bench.talks import Talk
from bench.world import ROOT, SEEDED, World, flow, keyring
from bot.events import Tapped
from bot.step import step
from bot.understand import judge, read
from plans.draw import FrameCase, draw

ROUNDS = 5
TALKS, STEPS_EACH = 250, 12
BETWEEN = timedelta(seconds=15)
"""A person reads before they answer; what comes within ten seconds may be a fragment."""
REPLIES = ROOT / "tests" / "data" / "replies.tsv"
CASES, UNITS, QUOTA = 250_000, 29, 30


def steps(scale: float) -> Row:
    """Steps a second of the bot alone, three taps to one typed reply, beside its peers."""
    world = World(keyring(), flow(), max(round(TALKS * scale), 2))
    _talk_all(world)  # the first reply to a question compiles its labels
    rounds = [_talk_all(world) for _ in range(ROUNDS)]
    figures = {
        "taps_per_s": rate([taps for _, taps, _ in rounds]),
        "typed_per_s": rate([typed for _, _, typed in rounds]),
    }
    cpu = median(whole.cpu_ms for whole, _, _ in rounds)
    order = order_of(world.flow, world.people, STEPS_EACH, ROUNDS)
    found, note = peers(order)
    value = rate([whole for whole, _, _ in rounds])
    return Row("step", "steps/s", value, None, cpu, figures, note, found)


def _talk_all(world: World) -> tuple[Lap, Lap, Lap]:
    """Everybody's steps, question by question: all of them, the taps, the typed ones."""
    talks = [Talk(world.flow, world.begun(n), world.chat(n)) for n in range(1, world.people + 1)]
    taps: list[Lap] = []
    typed: list[Lap] = []
    for number in range(STEPS_EACH):
        now = SEEDED + BETWEEN * number
        events = [(talk, talk.event(now)) for talk in talks]
        for laps, wanted in ((taps, True), (typed, False)):
            chosen = [pair for pair in events if isinstance(pair[1], Tapped) is wanted]
            watch = Stopwatch()
            moved = [step(world.flow, talk.conversation, event, now) for talk, event in chosen]
            laps.append(watch.lap(len(chosen)))
            for (talk, _), (conversation, _) in zip(chosen, moved, strict=True):
                talk.conversation = conversation
    return _sum(taps + typed), _sum(taps), _sum(typed)


def _sum(laps: list[Lap]) -> Lap:
    return Lap(
        sum(lap.count for lap in laps),
        sum(lap.seconds for lap in laps),
        sum(lap.cpu_seconds for lap in laps),
    )


def replies(scale: float) -> Row:
    """Replies read a second, each against the kind of question that its row names."""
    if not REPLIES.exists():
        return Row("reply", "replies/s", note=f"{REPLIES.name} is not there")
    rows = judge.load(REPLIES)
    rows = rows[: max(round(len(rows) * scale), 20)]
    scale_context = judge.CONTEXTS["scale"]
    todo = [
        (said, judge.CONTEXTS.get(intent.partition(":")[0], scale_context)) for said, intent in rows
    ]
    laps = []
    for _ in range(ROUNDS + 1):
        watch = Stopwatch()
        for said, context in todo:
            read(said, context)
        laps.append(watch.lap(len(todo)))
    warm = laps[1:]  # the first round reads the word tables
    cpu = median(lap.cpu_ms for lap in warm)
    return Row("reply", "replies/s", rate(warm), None, cpu, {"rows": len(rows)})


def drawing(scale: float) -> Row:
    """Cases drawn a second, beside the bare order of keys by HMAC."""
    keys = [f"H01.{n % UNITS:02d}-261122-{n:06d}" for n in range(round(CASES * scale))]
    frame = [FrameCase(key, key[:6]) for key in keys]
    quotas = {f"H01.{n:02d}": QUOTA for n in range(UNITS)}
    laps, bare = [], []
    for _ in range(3):
        watch = Stopwatch()
        draw(frame, quotas, "bench")
        laps.append(watch.lap(len(frame)))
        watch = Stopwatch()
        sorted(keys, key=lambda key: hmac.digest(b"bench", key.encode(), "sha256"))
        bare.append(watch.lap(len(keys)))
    figures = {"cases": len(frame), "seconds": median(lap.seconds for lap in laps)}
    cpu = median(lap.cpu_ms for lap in laps)
    return Row("draw", "cases/s", rate(laps), rate(bare), cpu, figures)
