"""The drawing of a survey: what may follow what, compared whole."""

from xml.etree import ElementTree

from flows.language.compile import compile_text
from flows.language.drawing.graph import mermaid
from flows.language.drawing.svg import svg

SOURCE = """\
title: Một "phiếu"
minutes: 1
notice: Xin hỏi Ông/Bà.
thanks: {complete: Cảm ơn, refused: Đã ghi nhận, expired: Đã hết hạn, quota_full: Đã đủ}
scales: {muc: [Tệ, Vừa, Tốt]}
questions:
  m: {section: Chung}
  dong_y: {text: Đồng ý?, kind: yes_no, ends: {no: refused}}
  q1: {text: Thế nào?, scale: muc}
  n: {section: Vì sao, when: q1 < 2}
  q2: {text: Điều gì?, kind: text}
  q3: {text: Gọi lại?, kind: yes_no}
---
language: en
title: A survey
questions:
  q1: How was it?
"""
DRAWN = """\
flowchart TD
  begin(["Một #quot;phiếu#quot;"])
  subgraph s_m ["Chung"]
    q_dong_y["dong_y: Đồng ý?"]
    q_q1["q1: Thế nào?"]
  end
  subgraph s_n ["Vì sao"]
    q_q2{{"q2: Điều gì?"}}
    q_q3{{"q3: Gọi lại?"}}
  end
  begin --> q_dong_y
  q_dong_y --> q_q1
  q_q1 -->|"q1 #lt; 2"| q_q2
  q_q1 --> e_complete
  q_q2 --> q_q3
  q_q3 --> e_complete
  q_dong_y -.->|"Không"| e_refused
  e_complete((complete))
  e_refused((refused))
"""


def test_the_whole_drawing() -> None:
    assert mermaid(compile_text(SOURCE, "thu")) == DRAWN


def test_in_another_language_ids_stay() -> None:
    lines = mermaid(compile_text(SOURCE, "thu"), "en").splitlines()
    assert lines[1] == '  begin(["A survey"])'
    assert lines[4] == '    q_q1["q1: How was it?"]'


def test_a_question_whose_every_answer_ends_leads_nowhere_else() -> None:
    closing = SOURCE.replace("ends: {no: refused}", "ends: {no: refused, yes: complete}")
    assert "  q_dong_y --> q_q1" not in mermaid(compile_text(closing, "thu")).splitlines()


def test_the_picture_has_every_question_condition_and_ending() -> None:
    root = ElementTree.fromstring(svg(compile_text(SOURCE, "thu")))
    space = "{http://www.w3.org/2000/svg}"
    said = [text.text for text in root.iter(f"{space}text")]
    assert said == [
        "Chung", "Vì sao", "dong_y: Đồng ý?", "q1: Thế nào?", "q2: Điều gì?", "when: q1 < 2",
        "q3: Gọi lại?", "when: q1 < 2", "complete", "refused",
    ]  # fmt: skip
    ways = [path.get("class") for path in root.iter(f"{space}path") if path.get("marker-end")]
    assert ways == ["go"] * 5 + ["out"]


JUMPING = SOURCE.replace(
    "q1: {text: Thế nào?, scale: muc}", "q1: {text: Thế nào?, scale: muc, goes_to: {3: cuoi}}"
).replace(
    "---\n",
    "  cuoi: {section: Cuối, scale: muc, ask: 1}\n  q4: Nhanh không?\n  q5: Gọn không?\n"
    "  diem: {section: Tính}\n  tb: {kind: computed, value: q1}\n---\n",
)


def test_jumps_and_chance_are_drawn_and_what_is_computed_is_not() -> None:
    lines = mermaid(compile_text(JUMPING, "thu")).splitlines()
    assert '  q_q1 -.->|"Tốt"| q_q4' in lines
    assert '  subgraph s_cuoi ["Cuối (1 câu ngẫu nhiên / by chance)"]' in lines
    assert not any("diem" in line or "q_tb" in line for line in lines)
    assert "  q_q5 --> e_complete" in lines


def test_the_picture_has_a_bow_for_a_jump() -> None:
    root = ElementTree.fromstring(svg(compile_text(JUMPING, "thu")))
    space = "{http://www.w3.org/2000/svg}"
    bows = [path for path in root.iter(f"{space}path") if path.get("class") == "out"]
    titles = [title.text for bow in bows for title in bow.iter(f"{space}title")]
    assert titles == ["Không", "Tốt"]
