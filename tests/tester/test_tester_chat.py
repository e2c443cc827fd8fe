"""A talk by hand in the terminal, kept as a test; and `flows test` and `flows chat` themselves."""

import io
import json
from pathlib import Path

import pytest

from bot.tester.acts import Channel, Fills, Says
from bot.tester.faults import CODES
from bot.tester.keep import appended, case_text
from bot.tester.read import read_cases
from bot.tester.run import play
from bot.tester.talk import begin
from bot.tester.terminal import Terminal
from cli import main
from flows.language.compile import load_flow
from ground.yamlfile import parse
from tests.tester.small_flow import ENGLISH, SURVEY, compiled

ROOT = Path(__file__).parents[2]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "thu.yaml").write_text(SURVEY, encoding="utf-8")
    (tmp_path / "thu.en.yaml").write_text(ENGLISH, encoding="utf-8")
    return tmp_path


def chatted(*lines: str, lang: str = "vi") -> list[list[str]]:
    """What each line is answered by."""
    terminal = Terminal(begin(compiled()[0]), lang)
    return [terminal.hear(line) for line in lines]


def test_it_opens_as_in_zalo_with_buttons_as_numbers() -> None:
    lines = Terminal(begin(compiled()[0])).opening()
    assert lines[2] == "Xin hỏi Ông/Bà."
    assert lines[4] == "Câu 1/2: Nhìn chung thế nào?"
    assert lines[-3:] == ["  [1] Kém", "  [2] Vừa", "  [3] Tốt"]


def test_a_number_a_label_or_words() -> None:
    by_number, by_label, by_words = chatted("1", "TỐT", "chờ lâu quá")
    assert by_number[0] == "✓ Kém. Câu 2/4: Chỗ ngồi thế nào?"
    assert by_number[-1] == "  (báo động: chung)"
    assert by_label[0] == "✓ Tốt. Câu 3/4: Vì sao ạ?"
    assert by_words[0] == "✓ Đã ghi nhận. Câu 4/4: Cho cơ quan biết nhé?"
    assert by_words[-2:] == ["  [1] Có", "  [2] Không"]


def test_the_end_and_what_comes_after_it() -> None:
    *_, last, later = chatted("1", "3", "chờ lâu", "1", "xin chào")
    assert last[-2:] == [
        "  (đồng ý cho cơ quan biết hồ sơ)",
        "  (kết thúc: complete; hợp lệ)",
    ]
    assert later[0].startswith("Chúng tôi đã nhận ý kiến")


def test_commands() -> None:
    waited, tapped, sent, nobutton, unknown = chatted(
        "/after 2 days", "/tap chung=2", "/send voice", "/tap cho_biet=yes", "/taps x", lang="en"
    )
    assert waited == ["  (it is now 09:00 25/11/2026)"]
    assert tapped[0] == "✓ Vừa. Câu 2/2: Chỗ ngồi thế nào?"
    assert "tin thoại" in sent[0]
    assert nobutton == ["  There is no button “cho_biet=yes”."]
    assert unknown[0].startswith("  “/taps x” is not understood. /tap ")
    assert chatted("/stop", "/after soon", "") == [
        ["  (không có lời nào)", "  (kết thúc: refused; không hợp lệ)"],
        ["  Không hiểu “/after soon”. /tap câu=giá_trị · /after 2 days · /send image · /stop"
         " · /expire · /quit"],
        [],
    ]  # fmt: skip


def test_a_kept_talk_is_written_as_an_officer_would() -> None:
    terminal = Terminal(begin(compiled()[0], facts={"case.filed_online": True}))
    for line in ("1", "Phải đi: 3 lần", "không", "/after 3 hours"):
        terminal.hear(line)
    facts = {"case.filed_online": True}
    text = case_text("Chị Lan", tuple(terminal.acts), terminal.talk, Channel.CHAT, facts)
    assert (
        text
        == """\
- name: "Chị Lan"
  who: {case.filed_online: true}
  talk:
    - tap: {chung: 1}
    - say: "Phải đi: 3 lần"
    - tap: {cho_biet: no}
    - after: 3 hours
  expect:
    answers: {chung: 1, vi_sao: "Phải đi: 3 lần", cho_biet: no}
    alerts: [chung]
    ending: complete
    valid: true
"""
    )


NASTY = ['"quoted" \\ back', "true", "null", "- # : {}", "tab\u2028line", "😀 emoji", "x" * 300]


@pytest.mark.parametrize("words", NASTY)
def test_a_kept_talk_reads_back_and_passes(words: str) -> None:
    flow, _ = compiled()
    talk = begin(flow, "en", Channel.PAGE)
    fields = {"chung": "1", "cho_ngoi": "?", "vi_sao": words, "cho_biet": "yes"}
    assert talk.post(fields) == []
    text = case_text(words, (Fills(fields),), talk, Channel.PAGE, {})
    document = parse(text.encode(), "thu.test.yaml")
    (case,) = read_cases(document, flow)
    assert (case.language, case.channel, case.steps[0].act) == ("en", Channel.PAGE, Fills(fields))
    result, _ = play(flow, case, document)
    assert [fault.told() for fault in result.failures] == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "- name: B\n  talk: []\n"),
        ("# chú thích\n- name: A", "# chú thích\n- name: A\n- name: B\n  talk: []\n"),
        ("  - name: A\n", "  - name: A\n  - name: B\n    talk: []\n"),
    ],
)
def test_the_text_that_stood_is_untouched(before: str, after: str) -> None:
    document = parse(before.encode(), "t") if before else None
    assert appended(before, "- name: B\n  talk: []\n", document) == after


def typed(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(text))


def test_chat_from_a_pipe_keeps_the_talk_and_the_test_passes(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    tests = folder / "thu.test.yaml"
    stood = "# của tôi\n- name: A\n  talk: [stop]\n  expect: {ending: refused}"
    tests.write_text(stood, encoding="utf-8")
    chat = ["flows", "chat", "thu", "--folder", str(folder), "--lang", "en"]
    typed(monkeypatch, "good\nGood\n/quit\nnever read\n")
    assert main([*chat, "--fact", "case.filed_online=false", "--keep", "B"]) == 0
    out = capsys.readouterr().out
    assert "> good" in out
    assert "never read" not in out
    assert "(ended: complete; valid)" in out
    written = tests.read_text(encoding="utf-8")
    assert written.startswith(stood + '\n- name: "B"\n  who: {language: en, ')
    assert main(["flows", "test", "thu", "--folder", str(folder), "--json"]) == 0
    (report,) = json.loads(capsys.readouterr().out)
    assert [(case["name"], case["failures"]) for case in report["cases"]] == [("A", []), ("B", [])]
    assert report["walks"]["whole"] is True


def test_a_keep_that_would_break_the_tests_writes_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    tests = folder / "thu.test.yaml"
    stood = "- name: A\n  talk: [stop]\n  expect: {ending: refused}\n"
    tests.write_text(stood, encoding="utf-8")
    typed(monkeypatch, "3\n")
    assert main(["flows", "chat", "thu", "--folder", str(folder), "--keep", "A"]) == 1
    assert "T015" in capsys.readouterr().err
    assert tests.read_text(encoding="utf-8") == stood


def test_chat_as_data_and_the_survey_named_by_keep_alone(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    typed(monkeypatch, "1\n2\nchờ lâu\n2\n")
    assert main(["flows", "chat", "--keep", "thu", "--folder", str(folder), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told == {
        "ending": "complete",
        "valid": True,
        "answers": {"chung": "1", "cho_ngoi": "2", "vi_sao": "chờ lâu", "cho_biet": "no"},
        "alerts": ["chung"],
        "asked": ["chung", "cho_ngoi", "vi_sao", "cho_biet"],
    }
    assert '- name: "Cuộc trò chuyện 1"' in (folder / "thu.test.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("fact", "told"),
    [("filed_online=true", "“case.filed_online”"), ("case.filed_online=yes", "true or false")],
)
def test_a_wrong_fact_is_a_sentence(
    folder: Path, capsys: pytest.CaptureFixture[str], fact: str, told: str
) -> None:
    assert main(["flows", "chat", "thu", "--folder", str(folder), "--fact", fact]) == 1
    assert told in capsys.readouterr().err


def test_a_failing_case_ends_with_1_and_says_where(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "- name: A\n  talk: [stop]\n  expect: {ending: complete}\n"
    (folder / "thu.test.yaml").write_text(text, encoding="utf-8")
    assert main(["flows", "test", "--folder", str(folder)]) == 1
    out = capsys.readouterr().out
    assert "thu: 0/1 trường hợp đạt." in out
    assert "thu.test.yaml:3:20: T103: Mong đợi kết thúc “complete”, nhận được “refused”." in out
    assert main(["flows", "test", "thu", "--folder", str(folder), "--lang", "en"]) == 1
    assert "Expected the ending “complete”, came “refused”." in capsys.readouterr().out


def test_faults_of_every_file_are_told_and_the_rest_is_tried(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("hai", "ba"):
        (folder / f"{name}.yaml").write_text(SURVEY, encoding="utf-8")
        (folder / f"{name}.test.yaml").write_text("- nam: A", encoding="utf-8")
    assert main(["flows", "test", "--folder", str(folder)]) == 1
    told = capsys.readouterr()
    assert "thu: chưa có tệp kiểm thử." in told.out
    assert "hai.test.yaml:1:3: T002" in told.err
    assert "ba.test.yaml:1:3: T002" in told.err


def test_the_page_on_tests_is_right() -> None:
    page = (ROOT / "docs" / "flow-tests.md").read_text(encoding="utf-8")
    assert [code for code in CODES if code not in page] == []
    document = parse(page.split("```yaml\n")[1].split("```")[0].encode(), "flow-tests.md")
    flow = load_flow(ROOT / "flows" / "hai-long-tthc.yaml")
    (case,) = read_cases(document, flow)
    assert play(flow, case, document)[0].failures == ()


def test_says_is_kept_whole() -> None:
    terminal = Terminal(begin(compiled()[0]))
    terminal.hear("  nhìn   chung tốt ")
    assert terminal.acts == [Says("nhìn chung tốt")]
