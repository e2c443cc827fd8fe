"""A survey whose answers are reviewed, in the tester: its cases, its walks, and talks by hand."""

from bot.tester.acts import Channel
from bot.tester.keep import case_text
from bot.tester.read import read_cases
from bot.tester.run import play
from bot.tester.suite import try_flow
from bot.tester.talk import begin
from bot.tester.terminal import Terminal
from ground.faults import Fault
from ground.yamlfile import parse
from tests.tester.small_flow import SURVEY, compiled

FLOW, FILE = compiled(SURVEY.replace("minutes: 2", "minutes: 2\nreview: true"))
CHAT = """\
- name: Sửa rồi gửi trong chat
  talk:
    - tap: {chung: 3, cho_ngoi: 2}
      then: {ending: open, says: [Mời Ông/Bà xem lại, 2. Chỗ ngồi thế nào? – Vừa]}
    - say: câu 2
      then: {says: trả lời lại câu này}
    - tap: {cho_ngoi: 3}
    - send answers
  expect: {answers: {chung: 3, cho_ngoi: 3}, ending: complete, valid: true}
"""
PAGE = """\
- name: Sửa rồi gửi trên trang
  who: {channel: page}
  talk:
    - fill: {chung: 3, cho_ngoi: 2}
      then: {ending: open, says: Chỗ ngồi thế nào?}
    - fill: {cho_ngoi: 1}
      then: {alerts: [cho_ngoi]}
    - send answers
  expect: {answers: {chung: 3, cho_ngoi: 1}, ending: complete, valid: true}
"""
BOTH = """\
- name: Bắt đầu trên trang, xem lại trong chat
  who: {channel: page}
  talk:
    - fill: {chung: 3, cho_ngoi: 2}
    - open chat
    - send answers
  expect: {ending: complete}
"""


def failures(tests: str) -> list[Fault]:
    document = parse(tests.encode(), "thu.test.yaml")
    (case,) = read_cases(document, FLOW)
    return list(play(FLOW, case, document)[0].failures)


def test_answers_are_changed_and_sent_in_chat_and_on_the_page() -> None:
    for tests in (CHAT, PAGE, BOTH):
        assert failures(tests) == []


def test_nothing_is_over_before_it_is_sent() -> None:
    (fault,) = failures(PAGE.replace("    - send answers\n", "").replace(", valid: true", ""))
    assert fault.code == "T103"


def test_the_walks_send_what_they_answered() -> None:
    report = try_flow(FLOW, FILE, None)
    assert report.failures == ()
    assert report.walked.endings == ("complete",)


def test_a_talk_by_hand_numbers_name_questions_and_a_label_sends() -> None:
    terminal = Terminal(begin(FLOW))
    told = [terminal.hear(line) for line in ("3", "2", "2", "3", "gửi")]
    assert told[1][-2:] == ["  [Gửi]", "  [Sửa]"]
    assert told[2][0] == "Mời Ông/Bà trả lời lại câu này. Câu 2/2: Chỗ ngồi thế nào?"
    assert told[3][2] == "2. Chỗ ngồi thế nào? – Tốt"
    assert told[4][-1] == "  (kết thúc: complete; hợp lệ)"
    kept = case_text("Giữ lại", tuple(terminal.acts), terminal.talk, Channel.CHAT, {})
    assert '    - say: "2"\n    - tap: {cho_ngoi: 3}\n    - send answers\n' in kept
    assert failures(kept) == []


def test_change_by_its_label_is_kept_as_words() -> None:
    terminal = Terminal(begin(FLOW))
    for line in ("3", "2", "Sửa", "1", "2", "xong"):
        terminal.hear(line)
    kept = case_text("Giữ lại", tuple(terminal.acts), terminal.talk, Channel.CHAT, {})
    assert '- say: "Sửa"' in kept
    assert failures(kept) == []
