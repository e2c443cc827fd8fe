"""Words that go out to translators and come back: nothing lost, nothing guessed, every gap told."""

import json
import re
import shutil
import unicodedata
from contextlib import suppress
from datetime import date
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cli import main
from flows.language.compile import load_flow
from flows.language.faults.report import Report
from flows.language.files import flow_files
from flows.language.parts import Part
from flows.language.translation.sidefile import Head, comments_of, side_text
from flows.language.translation.translations import Key, Translations
from flows.language.translation.wordbook import open_wordbook
from flows.language.translation.wordfaults import CODES
from flows.language.translation.wordpo import read_po, write_po
from flows.language.translation.wordxlsx import read_xlsx, write_xlsx
from ground.faults import Faulty
from ground.text import squeeze
from ground.yamlfile import parse

ROOT = Path(__file__).parents[2]
MAIN = """\
title: Ý kiến về {agency.name}
minutes: 2
notice: "Xin hỏi Ông/Bà. Thôi: nhắn DỪNG. Gọi {plan.hotline}."
thanks: {complete: Cảm ơn, refused: Đã ghi nhận, expired: Đã hết hạn, quota_full: Đã đủ}
scales: {muc: [Tệ, Vừa, Tốt]}
questions:
  m1: {section: Đánh giá, scale: muc, alert: [1]}
  q1: Thế nào?
  m2: {section: Hồ sơ}
  q2: {choices: {giay: Giấy tờ, khac: Việc khác}, text: "Về {case.procedure|việc này}?"}
  q3: {text: Vì sao?, kind: text, hint: Viết ngắn thôi}
"""
ENGLISH = """\
# yaml-language-server: $schema=flow.schema.json
# Kept by the officer.
language: en
title: Your opinion on {agency.name}
notice: "We ask you. Reply STOP to end. Call {plan.hotline}."
questions:
  q1: How was it?
  q2: {choices: {giay: Papers}}
scales: {muc: [Bad, Fair, Good]}
"""
KHMER = "language: km\nfalls_back_to: en\nreviewed: false\nquestions: {q1: យ៉ាងម៉េចដែរ?}\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A survey with an English translation that has gaps, and a Khmer one that leans on it."""
    (tmp_path / "thu.yaml").write_text(MAIN, "utf-8")
    (tmp_path / "thu.en.yaml").write_text(ENGLISH, "utf-8")
    (tmp_path / "thu.km.yaml").write_text(KHMER, "utf-8")
    return tmp_path


def words(folder: Path, *arguments: str) -> int:
    return main(["flows", "words", "thu", *arguments, "--folder", str(folder)])


def told(capsys: pytest.CaptureFixture[str]) -> str:
    captured = capsys.readouterr()
    return captured.out + captured.err


def po(folder: Path, *entries: tuple[str, str, str], head: str = "", flags: str = "") -> str:
    """A translator's PO file of (key, Vietnamese, words); the entries begin at line 4."""
    lines = [f'msgid ""\nmsgstr "Language: {head}\\n"\n']
    for key, vi, said in entries:
        quoted = [json.dumps(part, ensure_ascii=False) for part in (key, vi, said)]
        lines.append("{}msgctxt {}\nmsgid {}\nmsgstr {}\n".format(flags, *quoted))
    (folder / "back.po").write_text("\n".join(lines), "utf-8")
    return str(folder / "back.po")


def xlsx(folder: Path, *rows: tuple[object, ...], head: str = "en") -> str:
    """A translator's sheet of (key, Vietnamese, words), columns moved about, a title above."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["Dịch xong rồi nhé"])
    sheet.append(["Mã / Key", head, "Ngữ cảnh / Context", "Tiếng Việt"])
    for key, vi, said in rows:
        sheet.append([key, said, "", vi])
    book.save(folder / "back.xlsx")
    return str(folder / "back.xlsx")


def own(folder: Path, language: str) -> dict[Key, str]:
    return dict(open_wordbook(folder / "thu.yaml").translations.own(language))


Q1 = ("questions/q1/text", "Thế nào?")
Q3 = ("questions/q3/text", "Vì sao?")
TITLE = ("title", "Ý kiến về {agency.name}")


# -- fall-back and gaps ------------------------------------------------------------------------
def test_what_is_missing_falls_back_in_the_stated_order(folder: Path) -> None:
    flow = load_flow(folder / "thu.yaml")
    assert flow.title["km"] == "Your opinion on {agency.name}"
    assert flow.by_id["q1"].text["km"] == "យ៉ាងម៉េចដែរ?"
    assert flow.by_id["q1"].choices[0].label == {"vi": "Tệ", "en": "Bad", "km": "Bad"}
    assert flow.by_id["q2"].text.keys() == {"vi"}


def test_every_gap_is_told_in_the_order_of_the_file(folder: Path) -> None:
    found = open_wordbook(folder / "thu.yaml").translations
    assert found.told_missing()[:10] == (
        "en: thanks.complete",
        "en: thanks.refused",
        "en: thanks.expired",
        "en: thanks.quota_full",
        "en: questions.m1.text",
        "en: questions.m2.text",
        "en: questions.q2.choices.khac",
        "en: questions.q2.text",
        "en: questions.q3.text",
        "en: questions.q3.hint",
    )
    assert ("km", ("title",)) in found.missing
    assert ("km", ("questions", "q1", "text")) not in found.missing
    assert len(found.missing) == 10 + 16
    assert found.unreviewed == ("km",)
    assert found.stand_in("km", "title") == ("en", "Your opinion on {agency.name}")
    assert found.stand_in("km", "thanks", "complete") == ("vi", "Cảm ơn")


def test_a_scale_with_a_gap_is_a_group(folder: Path) -> None:
    side = folder / "thu.km.yaml"
    side.write_text("language: km\nscales: {muc: {1: មិនល្អ, 3: ល្អ}}\n", "utf-8")
    labels = [choice.label for choice in load_flow(folder / "thu.yaml").by_id["q1"].choices]
    assert [label.get("km") for label in labels] == ["មិនល្អ", None, "ល្អ"]
    side.write_text("language: km\nscales: {muc: {1: មិនល្អ, 4: ល្អ}}\n", "utf-8")
    with pytest.raises(Faulty) as caught:
        load_flow(folder / "thu.yaml")
    assert [(fault.code, fault.line) for fault in caught.value.faults] == [("F041", 2)]


# -- what a translator gets --------------------------------------------------------------------
def test_each_text_comes_with_what_a_translator_needs(folder: Path) -> None:
    found = {word.code: word for word in open_wordbook(folder / "thu.yaml").words("km")}
    assert list(found)[:3] == ["title", "notice", "thanks/complete"]
    assert len(found) == 17
    assert found["title"].hints == [
        "Tên phiếu",
        "Giữ nguyên / keep: {agency.name}",
        "en: Your opinion on {agency.name}",
    ]
    assert found["questions/m1/text"].context == "Tên mục"
    assert found["questions/q1/text"].context == "Mục “Đánh giá”. Câu hỏi"
    assert found["questions/q2/choices/giay"].hints == [
        "Mục “Hồ sơ”. Lựa chọn của câu “Về {case.procedure|việc này}?”",
        "en: Papers",
    ]
    assert found["questions/q2/text"].hints[1] == "Giữ nguyên / keep: {case.procedure|…}"
    assert (found["questions/q1/text"].there, found["title"].there) == ("យ៉ាងម៉េចដែរ?", "")


def test_a_po_file_as_it_goes_out(folder: Path) -> None:
    assert words(folder, "km", "--out", str(folder / "out.po")) == 0
    text = (folder / "out.po").read_text("utf-8")
    assert text.startswith(
        'msgid ""\nmsgstr ""\n"Project-Id-Version: thu\\n"\n"Language: km\\n"\n'
        '"MIME-Version: 1.0\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
        '"Content-Transfer-Encoding: 8bit\\n"\n\n#. Tên phiếu\n'
    )
    assert (
        "#. Tên phiếu\n#. Giữ nguyên / keep: {agency.name}\n#. en: Your opinion on {agency.name}\n"
        '#, python-brace-format\nmsgctxt "title"\nmsgid "Ý kiến về {agency.name}"\nmsgstr ""\n'
    ) in text
    assert 'msgctxt "questions/q1/text"\nmsgid "Thế nào?"\nmsgstr "យ៉ាងម៉េចដែរ?"\n' in text
    assert text.count("python-brace-format") == 2  # not where words for a gap are translated


def test_a_sheet_as_it_goes_out(folder: Path) -> None:
    assert words(folder, "en", "--out", str(folder / "out.xlsx")) == 0
    sheet = openpyxl.load_workbook(folder / "out.xlsx").worksheets[0]
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0] == ("Mã / Key", "Ngữ cảnh / Context", "Tiếng Việt", "en")
    assert ("questions/q1/text", "Mục “Đánh giá”. Câu hỏi", *Q1[1:], "How was it?") in rows
    assert (sheet.freeze_panes, len(rows)) == ("A2", 18)
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert {cell.number_format for cell in cells} == {"@"}
    assert all(cell.alignment.wrap_text for cell in cells)
    fills = [cell.fill.fgColor.rgb for cell in sheet[2]]
    assert fills[0] == "FFE7E6E6"
    assert fills[0] not in fills[1:]


# -- out and back ------------------------------------------------------------------------------
SHIPPED = [
    (path.stem, language)
    for path in flow_files(ROOT / "flows")
    for language in load_flow(path).languages[1:]
]


@pytest.mark.parametrize("suffix", [".po", ".xlsx"])
@pytest.mark.parametrize(("name", "language"), SHIPPED)
def test_a_shipped_survey_goes_out_and_back_unchanged(
    name: str, language: str, suffix: str, tmp_path: Path
) -> None:
    shutil.copytree(ROOT / "flows", tmp_path / "flows", ignore=shutil.ignore_patterns("*.py"))
    path, out = tmp_path / "flows" / f"{name}.yaml", tmp_path / f"out{suffix}"
    before = load_flow(path)
    call = ["flows", "words", str(path), language]
    assert main([*call, "--out", str(out)]) == 0
    book = open_wordbook(path)
    side = book.side_path(language)
    old = side.read_text("utf-8")
    assert main([*call, "--bring", str(out)]) == 0
    assert side.read_text("utf-8") == old
    side.write_text(book.side_text(language, {}), "utf-8")
    assert load_flow(path).hash != before.hash
    assert main([*call, "--bring", str(out)]) == 0
    assert load_flow(path).hash == before.hash
    assert comments_of(side.read_text("utf-8")) == comments_of(old)


def test_the_side_file_is_written_whole_in_the_surveys_order(folder: Path) -> None:
    back = po(folder, (*Q3, "Why: tell us # please"), (*Q1, ""),
              ("questions/q2/choices/khac", "Việc khác", "12:30"),
              ("thanks/complete", "Cảm ơn", "no"), head="en")  # fmt: skip
    assert words(folder, "en", "--bring", back) == 0
    assert (
        (folder / "thu.en.yaml").read_text("utf-8")
        == """\
# yaml-language-server: $schema=flow.schema.json
# Kept by the officer.
language: en
title: Your opinion on {agency.name}
notice: We ask you. Reply STOP to end. Call {plan.hotline}.
thanks:
  complete: "no"
scales:
  muc: [Bad, Fair, Good]
questions:
  q1: How was it?
  q2:
    choices:
      giay: Papers
      khac: "12:30"
  q3: "Why: tell us # please"
"""
    )


def test_a_shared_file_is_translated_by_itself(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "common").mkdir()
    shared = folder / "common" / "thang-do.yaml"
    shared.write_text("common: thang-do\nscales: {do: [Tệ, Tốt]}\nindex: {II.B: Thủ tục}\n")
    (folder / "thu.yaml").write_text(MAIN + "  q4: {text: Sao?, scale: do}\nuses: [thang-do]\n")
    assert words(folder) == 0
    assert told(capsys).endswith("Dùng chung, dịch riêng: common/thang-do\n")
    back = po(folder, ("scales/do/1", "Tệ", "Bad"), ("scales/do/2", "Tốt", "Good"))
    call, where = ["flows", "words", "common/thang-do"], ["--folder", str(folder)]
    assert main([*call, "en", "--bring", back, *where]) == 0
    assert shared.with_name("thang-do.en.yaml").read_text("utf-8") == (
        "# yaml-language-server: $schema=../flow.schema.json\n"
        "# Lời của thang-do.yaml (en). / The words of thang-do.yaml.\n"
        "common: thang-do\nlanguage: en\nreviewed: false\nscales:\n  do: [Bad, Good]\n"
    )
    labels = [choice.label for choice in load_flow(folder / "thu.yaml").by_id["q4"].choices]
    assert [label["en"] for label in labels] == ["Bad", "Good"]
    capsys.readouterr()
    assert main([*call, *where]) == 0
    assert told(capsys).startswith("common/thang-do: 3 lời. Đã dịch:\n  en      2/3   66 %")


def test_settings_are_kept_and_a_new_language_is_not_reviewed(folder: Path) -> None:
    assert words(folder, "km", "--bring", po(folder, (*Q3, "ហេតុអ្វី?"))) == 0
    assert (folder / "thu.km.yaml").read_text("utf-8") == (
        "# yaml-language-server: $schema=flow.schema.json\nlanguage: km\nfalls_back_to: en\n"
        "reviewed: false\nquestions:\n  q1: យ៉ាងម៉េចដែរ?\n  q3: ហេតុអ្វី?\n"
    )
    assert words(folder, "cjm", "--bring", po(folder, (*Q3, "Habar?"))) == 0
    lines = (folder / "thu.cjm.yaml").read_text("utf-8").splitlines()
    assert lines[2:] == ["language: cjm", "reviewed: false", "questions:", "  q3: Habar?"]
    assert load_flow(folder / "thu.yaml").languages == ("vi", "cjm", "en", "km")


LONG = "Rất dài dòng và " * 12 + "hết"


def test_a_list_with_a_gap_and_long_words_are_written_so_that_they_read_back() -> None:
    keys: list[Key] = [("scales", "muc", str(n)) for n in (1, 2, 3)]
    head = Head("en")
    assert side_text(head, keys, {keys[0]: "a, b", keys[2]: "c"}).splitlines()[2:] == [
        "scales:", "  muc:", "    1: a, b", "    3: c",
    ]  # fmt: skip
    assert side_text(head, keys, dict.fromkeys(keys, "a, b")).splitlines()[3:] == [
        '  muc: ["a, b", "a, b", "a, b"]'
    ]
    whole = side_text(head, keys, dict.fromkeys(keys, LONG)).splitlines()[3:]
    assert whole[0] == "  muc:"
    assert [line[:7] for line in whole[1:3]] == ["    - R", "      v"]
    assert max(map(len, whole)) <= 100


PIECES = st.sampled_from([": ", " #", "- ", '"', "'", "\\", "\\n", "%", "@", "&", "*", "!", "|",
                          ">", "[", "]", ",", "?", "no", "null", "12:30", "0", ".5", "ស្រី", "é",
                          "😐", "---", "...", "\x01", "\x85", "\x7f", " ", "từ"])  # fmt: skip
WORDS = st.one_of(st.text(min_size=1, max_size=60), st.lists(PIECES, max_size=60).map("".join))


@settings(max_examples=400)
@given(st.lists(WORDS.map(squeeze).filter(bool), min_size=3, max_size=3))
def test_any_words_read_back_as_they_were_written(said: list[str]) -> None:
    keys: list[Key] = [("title",), ("scales", "muc", "1"), ("questions", "q", "text")]
    texts = dict(zip(keys, said, strict=True))
    document = parse(side_text(Head("en"), keys, texts).encode(), "thu.en.yaml")
    report = Report()
    read = Translations([Part(document, (), document.value, report)])
    report.refuse()
    assert read.own("en") == texts


HOSTILE = ["=cmd|' /C calc'!A0", "+1", "@SUM(A1)", "no", "12:30", "08", "1.50", "null", "- a",
           'Say "yes": now', "'a'", "a: b", "x #y", "C:\\new\\table", "#N/A", "{{x}}"]  # fmt: skip


@pytest.mark.parametrize("suffix", [".po", ".xlsx"])
@pytest.mark.parametrize("said", HOSTILE)
def test_words_that_look_like_something_else_stay_words(
    folder: Path, said: str, suffix: str
) -> None:
    side = folder / "thu.en.yaml"
    quoted = json.dumps(said)
    side.write_text(f"language: en\nquestions: {{q3: {quoted}}}\n", "utf-8")
    assert words(folder, "en", "--out", str(folder / f"out{suffix}")) == 0
    side.write_text("language: en\n", "utf-8")
    assert words(folder, "en", "--bring", str(folder / f"out{suffix}")) == 0
    assert own(folder, "en") == {("questions", "q3", "text"): said}


def test_a_control_sign_does_not_stop_a_sheet(folder: Path) -> None:
    (folder / "thu.en.yaml").write_text('language: en\nquestions: {q3: "a\\x01b"}\n', "utf-8")
    assert words(folder, "en", "--out", str(folder / "out.xlsx")) == 0
    assert words(folder, "en", "--bring", str(folder / "out.xlsx")) == 0
    assert own(folder, "en") == {("questions", "q3", "text"): "ab"}


def test_letters_come_in_one_spelling_and_on_one_line(folder: Path) -> None:
    vi, khmer = (unicodedata.normalize("NFD", text) for text in ("Vì sao?", "ហេតុអ្វី?"))
    assert vi != "Vì sao?"
    back = xlsx(folder, ("questions/q3/text", vi, f" {khmer}\n ហ្ស៊ិ\tmột "), head="km")
    assert words(folder, "km", "--bring", back) == 0
    said = own(folder, "km")["questions", "q3", "text"]
    assert said == unicodedata.normalize("NFC", "ហេតុអ្វី? ហ្ស៊ិ một")


# -- what does not go in -----------------------------------------------------------------------
def test_words_without_a_place_are_kept(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    back = po(folder, ("questions/q9/text", "Câu cũ?", "An old one?"), (*Q3, "Why?"))
    assert words(folder, "en", "--bring", back) == 1
    kept = folder / "thu.en.orphans.po"
    assert f"{back}:5:0: W011: Phiếu không còn chỗ “questions/q9/text”." in told(capsys)
    assert own(folder, "en")["questions", "q3", "text"] == "Why?"
    first = kept.read_bytes()
    (entry,) = read_po(first, "").entries
    assert (entry.code, entry.vi, entry.words) == ("questions/q9/text", "Câu cũ?", "An old one?")
    assert words(folder, "en", "--bring", back) == 1
    assert kept.read_bytes() == first
    assert words(folder, "en", "--bring", po(folder, ("questions/q8/text", "Hai?", "Two?"))) == 1
    assert [entry.words for entry in read_po(kept.read_bytes(), "").entries] == [
        "An old one?", "Two?",
    ]  # fmt: skip


def test_an_earlier_wording_stays_in_the_notes(folder: Path) -> None:
    for said in ("One?", "Another one altogether?", "One?"):
        words(folder, "en", "--bring", po(folder, ("questions/q9/text", "Câu cũ?", said)))
    (entry,) = read_po((folder / "thu.en.orphans.po").read_bytes(), "").entries
    assert entry.words == "One?"
    assert "lời trước / before: Another one altogether?" in entry.notes


def test_words_of_an_older_vietnamese_are_kept_as_unsure(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    back = po(folder, (*Q3, "Why?"), (*Q1, "How was it?"))
    newer = MAIN.replace("Vì sao?", "Vì sao ạ?").replace("Thế nào?", "Ra sao?")
    (folder / "thu.yaml").write_text(newer, "utf-8")
    assert words(folder, "en", "--bring", back, "--lang", "en") == 1
    out = told(capsys)
    assert "W012: The Vietnamese of “questions/q3/text” has changed." in out
    assert "Now it is: Vì sao ạ?" in out
    assert "q1" not in out  # the words there are the same
    (entry,) = read_po((folder / "thu.en.orphans.po").read_bytes(), "").entries
    assert (entry.vi, entry.words, entry.fuzzy) == ("Vì sao?", "Why?", True)
    assert ("questions", "q3", "text") not in own(folder, "en")


@pytest.mark.parametrize(("code", "key", "vi", "said"), [
    ("W014", "title", TITLE[1], "Your opinion"),
    ("W014", "questions/q2/text", "Về {case.procedure|việc này}?", "On {case.procedure}?"),
    ("W015", "title", TITLE[1], "On {agency.name} and {agency.nam}"),
    ("W015", "title", TITLE[1], "On {agency.name} and {"),
    ("W018", "notice", "Xin hỏi Ông/Bà. Thôi: nhắn DỪNG. Gọi {plan.hotline}.",
     "Call {plan.hotline}. " + "Word " * 70),
])  # fmt: skip
def test_what_does_not_fit_is_refused_at_its_line_and_the_rest_goes_in(
    folder: Path, capsys: pytest.CaptureFixture[str], code: str, key: str, vi: str, said: str
) -> None:
    before = own(folder, "en")
    back = po(folder, (*Q3, "Why?"), (key, vi, said))
    assert words(folder, "en", "--bring", back) == 1
    assert f"{back}:9:0: {code}: " in told(capsys)
    assert own(folder, "en") == {**before, ("questions", "q3", "text"): "Why?"}
    assert not (folder / "thu.en.orphans.po").exists()
    sheet = xlsx(folder, (key, vi, said))
    assert words(folder, "en", "--bring", sheet) == 1
    assert f"{sheet}:3:0: {code}: " in told(capsys)


def test_words_for_a_gap_may_be_added(folder: Path) -> None:
    back = po(folder, (*TITLE, "Your opinion on {agency.name|the office}"))
    assert words(folder, "en", "--bring", back) == 0
    assert own(folder, "en")["title",] == "Your opinion on {agency.name|the office}"


def test_two_wordings_of_one_text(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    back = po(folder, (*Q3, "Why?"), (*Q3, "Why so?"), (*Q3, "Why?"))
    assert words(folder, "en", "--bring", back) == 1
    assert re.findall(r":(\d+):0: W016", told(capsys)) == ["9"]
    assert own(folder, "en")["questions", "q3", "text"] == "Why?"


def test_what_is_marked_unsure_stays_out(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = (folder / "thu.en.yaml").read_bytes()
    assert words(folder, "en", "--bring", po(folder, (*Q3, "Why?"), flags="#, fuzzy\n")) == 0
    assert "W013" in told(capsys)
    struck = '#~ msgctxt "questions/q3/text"\n#~ msgid "Vì sao?"\n#~ msgstr "Why?"\n'
    (folder / "back.po").write_text(struck, "utf-8")
    assert words(folder, "en", "--bring", str(folder / "back.po")) == 0
    assert "W013" in told(capsys)
    assert (folder / "thu.en.yaml").read_bytes() == before


def test_a_cell_that_is_no_text_is_refused(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    back = xlsx(folder, (*Q3, "=A1"), (*Q1, date(2026, 1, 2)), ("notice", "x", True),
                ("questions/q3/hint", "Viết ngắn thôi", 12))  # fmt: skip
    assert words(folder, "en", "--bring", back) == 1
    assert re.findall(r":(\d+):0: W017", told(capsys)) == ["3", "4", "5"]
    assert own(folder, "en")["questions", "q3", "hint"] == "12"


# -- files that cannot be read -----------------------------------------------------------------
GOOD = 'msgctxt "a"\nmsgid "b"\nmsgstr "c"\n'


@pytest.mark.parametrize(("text", "line"), [
    ("Xin chào\n", 1),
    (GOOD + "\nmsgid d\n", 5),
    (GOOD + 'msgid "d\n', 4),
    (GOOD + 'msgid "d"e"\n', 4),
    (GOOD + 'msgctxt "a"\n\nmsgid "d"\n', 6),
    (GOOD + 'msgstr "d"\n', 4),
    (GOOD + 'msgid "b"\nmsgid_plural "bb"\nmsgstr[0] "c"\n', 5),
    (GOOD + 'msgid "b"\nmsgctxt "a"\nmsgstr "c"\n', 5),
    (GOOD + '#~ msgstr "c"\n', 4),
    ('"a"\n' + GOOD, 1),
    (GOOD + "#-#-#-#-#\n", 4),
])  # fmt: skip
def test_a_broken_po_is_told_at_its_line(
    folder: Path, capsys: pytest.CaptureFixture[str], text: str, line: int
) -> None:
    (folder / "back.po").write_text(text, "utf-8")
    assert words(folder, "en", "--bring", str(folder / "back.po")) == 1
    assert told(capsys).startswith(f"{folder / 'back.po'}:{line}:0: W002: Tệp PO viết sai")


def test_other_files_are_refused_in_a_sentence(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book = write_xlsx("en", open_wordbook(folder / "thu.yaml").words("en"))
    headless = BytesIO()
    openpyxl.Workbook().save(headless)
    files = {
        "a.txt": (b"", "W001"), "a.xlsx": (b"PK\x03\x04", "W003"), "b.xlsx": (book[:900], "W003"),
        "c.xlsx": (headless.getvalue(), "W004"), "d.xlsx": (book, "W005"),
        "b.po": (b"#" * (8 * 1024 * 1024 + 1), "W006"), "c.po": (b"#\n#\xff\n", "W007"),
    }  # fmt: skip
    for name, (raw, code) in files.items():
        (folder / name).write_bytes(raw)
        assert words(folder, "km", "--bring", str(folder / name)) == 1
        assert f"{name}" in (said := told(capsys))
        assert f" {code}: " in said
    for head in ("Tiếng Việt", "km"):  # a column is gone
        xlsx(folder, head="fr-FR" if head == "km" else head)
        assert words(folder, "km", "--bring", str(folder / "back.xlsx")) == 1
        assert " W004: " in told(capsys)
    assert own(folder, "km").keys() == {("questions", "q1", "text")}


def test_a_sheet_that_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.language.translation.wordxlsx.MAX_UNPACKED", 100)
    with pytest.raises(Faulty, match="W006"):
        read_xlsx(write_xlsx("en", []), "a.xlsx")


EMPTY = {True: write_xlsx("en", []), False: write_po("thu", "en", [])}


@settings(max_examples=300)
@given(st.binary(max_size=80), st.integers(0, 300), st.booleans())
def test_no_cut_or_garbled_file_brings_it_down(junk: bytes, at: int, sheet: bool) -> None:
    whole = EMPTY[sheet]
    garbled = whole[:at] + junk + whole[at + len(junk) :]
    with suppress(Faulty):
        (read_xlsx if sheet else read_po)(garbled, "back")


def test_a_broken_file_of_kept_words_is_left_alone(folder: Path) -> None:
    (folder / "thu.en.orphans.po").write_text("hỏng", "utf-8")
    back = po(folder, ("questions/q9/text", "Câu cũ?", "Old?"), (*Q3, "Why?"))
    before = (folder / "thu.en.yaml").read_bytes()
    assert words(folder, "en", "--bring", back) == 1
    assert (folder / "thu.en.orphans.po").read_text("utf-8") == "hỏng"
    assert (folder / "thu.en.yaml").read_bytes() == before


# -- the command -------------------------------------------------------------------------------
def test_it_lists_how_complete_each_language_is(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert words(folder) == 0
    assert told(capsys) == (
        "thu: 17 lời. Đã dịch:\n"
        "  en      7/17   41 %  thiếu thì hiện vi\n"
        "  km      1/17    5 %  thiếu thì hiện en  chưa có người đọc lại\n"
    )
    assert words(folder, "--json") == 0
    data = json.loads(told(capsys))
    assert [row["translated"] for row in data["languages"]] == [7, 1]
    assert [row["reviewed"] for row in data["languages"]] == [True, False]


def test_it_lists_what_a_language_lacks(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert words(folder, "km", "--lang", "en") == 0
    lines = told(capsys).splitlines()
    assert lines[0] == "  km      1/17    5 %  missing ones are shown in en  not read over yet"
    assert lines[1] == "  title  Ý kiến về {agency.name}  (shown in: en)"
    assert len(lines) == 17
    assert words(folder, "km", "--json") == 0
    data = json.loads(told(capsys))
    assert data["missing"][-1] == {
        "key": "questions/q3/hint", "vi": "Viết ngắn thôi", "shown": "vi",
    }  # fmt: skip


def test_what_was_brought_is_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    back = po(folder, (*Q3, "Why?"), (*Q1, "How was it?"), (*TITLE, "No place"),
              ("x", "y", "z"))  # fmt: skip
    assert words(folder, "en", "--bring", back, "--json") == 1
    data = json.loads(told(capsys))
    assert [data[key] for key in ("taken", "same", "aside", "refused")] == [1, 1, 1, 1]
    assert [fault["code"] for fault in data["faults"]] == ["W014", "W011"]


def test_no_file_is_overwritten_by_taking_out(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "out.po").write_text("the work of a week", "utf-8")
    assert words(folder, "en", "--out", str(folder / "out.po")) == 1
    assert "đã" in told(capsys).lower()
    assert (folder / "out.po").read_text("utf-8") == "the work of a week"
    assert words(folder, "en", "--out", str(folder / "out.txt")) == 1
    assert "W001" in told(capsys)


def test_wrong_usage(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert words(folder, "--out", "x.po") == 2
    for language in ("vi", "English"):
        assert words(folder, language) == 1
        assert language in told(capsys)
    (folder / "thu.fr.yaml").write_text("language: de\n", "utf-8")
    assert words(folder, "fr", "--bring", po(folder, (*Q3, "Pourquoi?"))) == 1
    assert (folder / "thu.fr.yaml").read_text("utf-8") == "language: de\n"


def test_the_page_lists_every_code() -> None:
    page = (ROOT / "docs" / "flow-translations.md").read_text("utf-8")
    assert set(re.findall(r"^\| (W\d{3}) ", page, re.MULTILINE)) == set(CODES)
