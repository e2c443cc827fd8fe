"""A small survey that the tests of versions change, and its file in a folder. No test."""

from pathlib import Path

from flows.language.compile import compile_text
from flows.model import Flow

NAME = "thu"
SURVEY = """\
title: Ý kiến của Ông/Bà
minutes: 2
notice: "{department.name} ({plan.hotline}) hỏi Ông/Bà về {agency.name}; thôi: nhắn DỪNG."
thanks:
  complete: Xin cảm ơn Ông/Bà.
  refused: Đã ghi nhận, chúng tôi sẽ không nhắn thêm.
  expired: Đợt lấy ý kiến đã kết thúc.
  quota_full: Đợt này đã nhận đủ ý kiến.
scales:
  hai_long: [Rất không hài lòng, Không hài lòng, Bình thường, Hài lòng, Rất hài lòng]
questions:
  m_chung: {section: Đánh giá chung, scale: hai_long}
  tong_the: Nhìn chung, Ông/Bà hài lòng thế nào?
  thai_do: Ông/Bà hài lòng thế nào về thái độ của công chức?
  m_them: {section: Thêm}
  kenh: {text: Ông/Bà nộp hồ sơ bằng cách nào?, choices: {quay: Tại quầy, mang: Qua mạng}}
  gop_y: {text: Ông/Bà có góp ý không?, kind: yes_no}
"""
GROWN = SURVEY.replace(
    "  m_them:", "  dung_hen: Ông/Bà hài lòng thế nào về việc trả kết quả đúng hẹn?\n  m_them:"
).replace("  gop_y: {text: Ông/Bà có góp ý không?, kind: yes_no}\n", "")
"""One question more, one less."""
REWORDED = SURVEY.replace("Ông/Bà có góp ý không?", "Ông/Bà có muốn góp ý gì không?")
"""The same questions in other words."""
BROKEN = SURVEY.replace("kind: yes_no", "kind: yes_on")
"""Line 17, column 47 names a kind that there is not."""


def survey(text: str = SURVEY) -> Flow:
    """The survey, compiled."""
    return compile_text(text, NAME)


def put(folder: Path, text: str = SURVEY, name: str = NAME) -> Path:
    """Write the survey's file."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.yaml"
    path.write_text(text, "utf-8")
    return path
