"""A stage with a survey that has one of everything that results treat apart; on both engines."""

import asyncio
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from flows.language.compile import compile_text
from tests.support import postgres
from tests.support.stage import Stage, stage

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
  not_eligible: Xin lỗi đã làm phiền Ông/Bà.
scales:
  hai_long: [Rất không hài lòng, Không hài lòng, Bình thường, Hài lòng, Rất hài lòng]
  ba_muc: [Chậm, Vừa, Nhanh]
questions:
  m_dau: {section: Về hồ sơ}
  cua_toi: {text: Ông/Bà có nộp hồ sơ này không?, kind: yes_no, ends: {no: not_eligible}}
  m_chung: {section: Đánh giá chung, scale: hai_long}
  tong_the: {text: Nhìn chung Ông/Bà hài lòng thế nào?, alert: {values: [1], level: urgent}}
  thai_do: {text: Ông/Bà hài lòng thế nào về thái độ?, alert: [1, 2]}
  nhanh: {text: Hồ sơ được giải quyết nhanh hay chậm?, scale: ba_muc}
  m_them: {section: Thêm}
  sao: {text: Ông/Bà chấm mấy sao cho trang mạng?, kind: stars}
  ly_do: {text: Vì sao Ông/Bà chưa hài lòng?, choices: {cham: Chậm, sai: Sai}, when: tong_the <= 2}
  m_rieng: {section: Về Ông/Bà}
  khuyet_tat: {text: Ông/Bà có phải người khuyết tật không?, kind: yes_no, sensitive: true}
  suc_khoe: {text: Ông/Bà hài lòng với sức khỏe của mình?, scale: hai_long, sensitive: true}
  ke_them: {text: Ông/Bà muốn kể thêm gì không?, kind: text, sensitive: true}
"""


@pytest.fixture(params=["sqlite", "postgres"])
async def s(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Stage]:
    if request.param == "sqlite":
        async with stage(tmp_path) as ready:
            yield with_survey(ready)
        return
    server: postgres.Server = request.getfixturevalue("postgres_server")
    migrated = postgres.template(server, "results", _migrate)
    with postgres.fresh_database(server, like=migrated) as url:
        async with stage(url) as ready:
            yield with_survey(ready)


def with_survey(ready: Stage, text: str = SURVEY) -> Stage:
    """From now on this survey is asked."""
    ready.flow = compile_text(text, NAME)
    ready.turns.shelf.put(ready.flow)
    return ready


def _migrate(url: str) -> None:
    async def through() -> None:
        async with stage(url):
            pass

    with ThreadPoolExecutor(1) as threads:  # apart from the test's own loop
        threads.submit(asyncio.run, through()).result()
