"""A template shown as a card and as a sheet: everything of it is there, and nothing is run."""

from dataclasses import replace
from pathlib import Path

import pytest

from channels.zalo.preview import Cost, as_html, as_text, card_of, costs, link_of, money
from channels.zalo.sheet import as_html as sheet_html
from channels.zalo.sheet import as_markdown
from post.templates.compile import load_templates
from post.templates.fill import samples
from post.templates.model import Row, Template

BOOK = load_templates(Path(__file__).parents[2] / "examples" / "zalo")
BASE = "https://khaosat.example"


@pytest.mark.parametrize("template", BOOK.all, ids=lambda template: template.file)
def test_a_sheet_has_all_that_a_reviewer_needs(template: Template) -> None:
    markdown = as_markdown(template, BASE)
    html = sheet_html(template, BASE)
    assert template.second is not None
    for said in (
        template.name, template.id, template.note, template.first.title, template.second.title,
        *(f"{param.type} – " for param in template.params),
        *(param.sample for param in template.params),
        *(param.source for param in template.params),
        *(button.title for button in template.buttons),
        *(star.description for star in template.stars),
    ):  # fmt: skip
        assert said in markdown
        assert said in html
    for paragraph in (*template.first.paragraphs, *template.second.paragraphs):
        assert f"> {paragraph}" in markdown
    assert f"{BASE}/k/<token>" in markdown
    assert "<mark>&lt;ma&gt;</mark>" in html
    assert "src=" not in html
    assert "http://" not in html


def test_the_sheet_of_one_that_is_not_approved_yet() -> None:
    young = replace(BOOK.all[0], id="", second=None, by_uid=False)
    assert "chưa có (chờ duyệt)" in as_markdown(young, BASE)
    assert "Nội dung thứ hai" not in as_markdown(young, BASE)
    assert "theo mã người dùng" not in as_markdown(young, BASE)


def test_a_text_with_markup_stays_a_text() -> None:
    sly = replace(BOOK.all[1], name="<script>alert(1)</script>", note="a & <b>")
    for html in (sheet_html(sly, BASE), as_html([card_of(sly, {}, BASE)], [])):
        assert "<script>alert" not in html
        assert "&lt;script&gt;" in html


def test_the_card_is_what_the_citizen_reads() -> None:
    template = BOOK.all[1]
    with_rows = replace(template, rows=(Row("Tháng", "<thang>"), Row("Mã", "<ma>")))
    text = as_text(card_of(with_rows, samples(template), BASE))
    assert "<" not in text
    assert "Sở Tư pháp" in " ".join(text.replace("│", "").split())
    assert "Tháng: 11/2026" in text
    assert "[ Trả lời trên trang ]" in text
    assert f"{BASE}/k/Zm9v" in text
    assert len({len(line) for line in text.splitlines()}) == 1, "the frame is straight"
    second = as_text(card_of(template, samples(template), BASE, second=True))
    assert "Góp ý về thủ tục hành chính" in second


def test_a_rating_shows_its_stars_by_name() -> None:
    rating = BOOK.all[0]
    card = card_of(rating, samples(rating), BASE)
    assert "☆  ☆  ☆  ☆  ☆" in as_text(card)
    html = as_html([card], [Cost("ke-hoach", 780, 234_000, None)])
    assert html.count("☆</li>") == 5
    assert "5 sao: Rất hài lòng" in html
    assert "234.000 đ" in html


def test_what_it_costs() -> None:
    template = BOOK.all[1]
    assert costs(template, [("a", 780)]) == (Cost("a", 780, 234_000, 163_800),)
    assert costs(replace(template, by_uid=False), [("a", 2)]) == (Cost("a", 2, 600, None),)
    assert (money(0), money(1_234_567)) == ("0 đ", "1.234.567 đ")


def test_where_a_button_leads() -> None:
    url, chat = BOOK.all[1].buttons
    own = replace(url, link="https://tinh.example/tin/<ma>")
    template = BOOK.all[1]
    assert link_of(template, url, BASE) == f"{BASE}/k/<token>"
    assert link_of(template, chat, BASE) == ""
    assert link_of(template, own, BASE) == "https://tinh.example/tin/<ma>"
