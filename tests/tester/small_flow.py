"""A survey of four questions, and how a test tries it."""

from bot.tester.read import read_cases
from bot.tester.run import play
from flows.language.compile import compile_flow
from flows.model import Flow
from ground.faults import Fault
from ground.yamlfile import Document, parse

SURVEY = """\
title: Thử
minutes: 2
notice: Xin hỏi Ông/Bà.
thanks: {complete: Cảm ơn., refused: Đã dừng., expired: Hết hạn., quota_full: Đủ rồi.}
scales: {muc: [Kém, Vừa, Tốt]}
valid_when: {answered: [chung]}
questions:
  m1: {section: Một, scale: muc, alert: [1]}
  chung: Nhìn chung thế nào?
  cho_ngoi: {text: Chỗ ngồi thế nào?, when: not case.filed_online}
  m2: {section: Hai, when: chung <= 1}
  vi_sao: {text: Vì sao ạ?, kind: text}
  cho_biet: {text: Cho cơ quan biết nhé?, kind: yes_no, consents_to: share_case}
"""
ENGLISH = """\
language: en
scales: {muc: [Bad, Fair, Good]}
questions: {chung: How was it?}
"""


def compiled(survey: str = SURVEY, english: str = ENGLISH) -> tuple[Flow, Document]:
    """A survey and its file."""
    document = parse(survey.encode(), "thu.yaml")
    return compile_flow(document, [parse(english.encode(), "thu.en.yaml")], survey), document


def played(tests: str) -> list[Fault]:
    """What fails when the cases `tests` are played with the survey above."""
    flow, _ = compiled()
    document = parse(tests.encode(), "thu.test.yaml")
    return [
        fault
        for case in read_cases(document, flow)
        for fault in play(flow, case, document)[0].failures
    ]
