"""The language of surveys: compiling one, checking many, judging a condition."""

from collections.abc import Callable
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import yaml

from bench.rows import Row
from bench.stopwatch import Stopwatch
from bench.world import FLOW
from flows.language.compile import load_flow
from flows.language.conditions.expression import compile_condition
from flows.language.conditions.names import Name, Type
from flows.language.files import flow_files
from wiring import CHAT

ROUNDS = 5
QUESTIONS, COMPILED = 100, 10  # questions; times a round
SURVEYS = 300
JUDGED = 100_000  # conditions a round

_HEAD = """\
title: Phiếu dài
minutes: 20
notice: "Sở Nội vụ xin hỏi ý kiến Ông/Bà. Tự nguyện; thôi: nhắn DỪNG. Cần hỏi: gọi {plan.hotline}."
thanks: {complete: Cảm ơn, refused: Đã ghi nhận, expired: Đã hết hạn, quota_full: Đã đủ}
scales: {hai_long: [Rất tệ, Tệ, Vừa, Tốt, Rất tốt]}
questions:
"""
_ENTRIES = (
    '  q{n}: {{text: "Câu {n} thế nào?", scale: hai_long, criterion: II.B, alert: [1, 2]}}',
    '  q{n}: {{text: "Câu {n} có không?", kind: yes_no, when: "q{first} <= 3"}}',
    '  q{n}: {{text: "Câu {n} chọn gì?", kind: multi, other: true, choices: {{a: Một, b: Hai}}}}',
    '  q{n}: {{text: "Câu {n} mấy lần?", kind: number, low: 0, high: 50, unit: lần}}',
    '  q{n}: {{text: "Câu {n} vì sao?", kind: text, when: "min(criteria) <= 2 and not q{second}"}}',
)
_SIDE = "language: en\ntitle: A long survey\nquestions:\n"
CONDITION = "min(tong_the, criteria) <= 2 and not case.filed_online"


def _survey(questions: int) -> tuple[str, str]:
    """A survey of so many questions, ten a section, and its English."""
    main, side = [], []
    for n in range(questions):
        if n % 10 == 0:
            main.append(f"  m{n}: {{section: Mục {n}}}")
            side.append(f"  m{n}: Section {n}")
        main.append(_ENTRIES[n % 5].format(n=n, first=n // 5 * 5, second=n // 5 * 5 + 1))
        side.append(f"  q{n}: Question {n}?")
    return _HEAD + "\n".join(main) + "\n", _SIDE + "\n".join(side) + "\n"


def _each_ms(work: Callable[[], object], times: int) -> tuple[float, float]:
    """Milliseconds of wall and of processor time for one, the medians of the rounds."""
    laps = []
    for _ in range(ROUNDS):
        watch = Stopwatch()
        for _ in range(times):
            work()
        laps.append(watch.lap(times))
    return median(1000 / lap.rate for lap in laps), median(lap.cpu_ms for lap in laps)


def flow_compile(scale: float) -> Row:
    """A survey of 100 questions with its English, from two files to a compiled flow."""
    times = max(round(COMPILED * scale), 1)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "dai.yaml"
        texts = _survey(QUESTIONS)
        for file, text in zip((path, path.with_name("dai.en.yaml")), texts, strict=True):
            file.write_text(text, "utf-8")
        each, cpu = _each_ms(lambda: load_flow(path), times)
    bare, _ = _each_ms(lambda: [yaml.compose(text, yaml.CSafeLoader) for text in texts], times)
    shipped, _ = _each_ms(lambda: load_flow(FLOW), times)
    return Row("flow_compile", "ms", each, bare, cpu, {"short_form_ms": shipped})


def flow_check(scale: float) -> Row:
    """Seconds to check 300 surveys as their authors do: the shipped ones in turn."""
    count, shipped = max(round(SURVEYS * scale), 1), flow_files(FLOW.parent)
    watch = Stopwatch()
    for path in islice(cycle(shipped), count):
        load_flow(path, CHAT)
    lap = watch.lap(count)
    return Row("flow_check", "s", lap.seconds, None, lap.cpu_ms, {"surveys": count})


def flow_condition(scale: float) -> Row:
    """Microseconds to judge a usual condition, beside the same in bare Python."""
    known = {"tong_the": Name(Type.NUMBER, (1, 2, 3, 4, 5))}
    holds, slips = compile_condition(CONDITION, known)
    if slips:
        raise AssertionError(f"{CONDITION}: {slips}")
    overall, criteria, online = 4, [4, 3, 5, 4, 2, 4], False
    names = {"tong_the": overall, "criteria": criteria, "case.filed_online": online}
    times = max(round(JUDGED * scale), 100)
    each, cpu = _each_ms(lambda: holds(names), times)
    bare, _ = _each_ms(lambda: min(overall, *criteria) <= 2 and not online, times)
    return Row("flow_condition", "µs", each * 1000, bare * 1000, cpu)
