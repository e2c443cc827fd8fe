"""Templates of messages: the shipped ones whole, and every fault in its place, all at once."""

import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from copy import deepcopy
from pathlib import Path
from typing import Any

import hypothesis
import pytest
import yaml
from hypothesis import strategies as st

from ground.faults import Faulty
from post.templates.compile import compile_template, load_templates
from post.templates.fill import FACTS, Unfit, samples, value, values, worded
from post.templates.model import (
    TYPES,
    Button,
    By,
    Kind,
    Param,
    Row,
    Star,
    Tag,
    Template,
    Wording,
)

FOLDER = Path(__file__).parents[2] / "examples" / "zalo"
BOOK = load_templates(FOLDER)
GOOD = """\
id: "390001"
name: Mời góp ý
kind: custom
tag: 2
title: Mời Ông/Bà góp ý
paragraphs:
  - "<so_noi_vu> hỏi về <co_quan>."
  - "Mã góp ý: <ma>"
table:
  - {name: Cơ quan, value: <co_quan>}
  - {name: Tháng, value: <thang>}
params:
  co_quan: {type: 9, from: agency.name, sample: Sở Y tế}
  so_noi_vu: {type: 9, from: department.name, sample: Sở Nội vụ}
  thang: {type: 11, from: case.month, sample: 11/2026}
  ma: {type: 4, from: code, sample: 7K2M9PQR}
  token: {type: 13, from: token, sample: Zm9v}
buttons:
  - {type: url, title: Trả lời trên trang}
  - {type: chat, title: Trò chuyện}
price_sdt: 300
price_uid: 210
by_uid: true
night: false
note: Cơ quan nhà nước hỏi ý kiến.
second:
  title: Góp ý về thủ tục
  paragraphs: ["<so_noi_vu> kính mời góp ý, mã <ma>."]
"""
STARS = "stars:\n" + 5 * (
    "  - {title: Tốt, question: Vì sao?, answers: [Nhanh], thanks: Cảm ơn, "
    "description: Xin cảm ơn}\n"
)


def faults_of(source: str) -> list[str]:
    """Line and code of every fault."""
    with pytest.raises(Faulty) as refused:
        compile_template(source, "mau.yaml")
    return [f"{fault.line}: {fault.code}" for fault in refused.value.faults]


def changed(old: str, new: str) -> str:
    """The good template with one piece replaced."""
    assert GOOD.count(old) == 1, old
    return GOOD.replace(old, new)


def test_a_good_template_whole() -> None:
    assert compile_template(GOOD, "moi.yaml") == Template(
        file="moi",
        id="390001",
        name="Mời góp ý",
        kind=Kind.CUSTOM,
        tag=Tag.CUSTOMER_CARE,
        first=Wording("Mời Ông/Bà góp ý", ("<so_noi_vu> hỏi về <co_quan>.", "Mã góp ý: <ma>")),
        second=Wording("Góp ý về thủ tục", ("<so_noi_vu> kính mời góp ý, mã <ma>.",)),
        rows=(Row("Cơ quan", "<co_quan>"), Row("Tháng", "<thang>")),
        params=(
            Param("co_quan", 9, "agency.name", "Sở Y tế"),
            Param("so_noi_vu", 9, "department.name", "Sở Nội vụ"),
            Param("thang", 11, "case.month", "11/2026"),
            Param("ma", 4, "code", "7K2M9PQR"),
            Param("token", 13, "token", "Zm9v"),
        ),
        buttons=(Button("url", "Trả lời trên trang"), Button("chat", "Trò chuyện")),
        stars=(),
        price_sdt=300,
        price_uid=210,
        by_uid=True,
        night=False,
        note="Cơ quan nhà nước hỏi ý kiến.",
    )


@pytest.mark.parametrize(
    ("old", "new", "faults"),
    [
        ("id: \"", "idd: \"", ["1: T001"]),
        ('"390001"', "39A", ["1: T003"]),
        ("name: Mời góp ý\n", "", ["1: T002"]),
        ("kind: custom", "kind: customs", ["3: T005"]),
        ("tag: 2", "tag: 4", ["4: T005"]),
        ("title: Mời Ông/Bà góp ý", "title: Mời Ông", ["5: T008"]),
        ("title: Mời Ông/Bà góp ý", f"title: {'a' * 66}", ["5: T008"]),
        ("title: Mời Ông/Bà góp ý", "title: [Mời]", ["5: T008"]),
        ('"<so_noi_vu> hỏi về <co_quan>."', f'"<so_noi_vu> {"a" * 390}"', ["7: T008"]),
        ('"Mã góp ý: <ma>"', '"Mã <ma>"', ["8: T008"]),
        ("  - {name: Cơ quan, value: <co_quan>}\n", "", ["10: T009", "25: T010"]),
        ("value: <thang>}", "value: Tháng}", ["15: T010"]),
        ("value: <thang>}", "value: <thag>}", ["11: T010", "15: T010"]),
        ("type: 4", "type: 16", ["16: T004"]),
        ("type: 4", "type: 8", ["16: T012", "16: T012"]),
        ("from: code", "from: case.code", ["16: T011"]),
        ("from: case.month", "from: case.procedure", ["15: T011"]),
        ("sample: 7K2M9PQR", 'sample: ""', ["16: T012"]),
        ("sample: 7K2M9PQR", f"sample: {'a' * 31}", ["16: T012"]),
        ("sample: 11/2026", "sample: tháng 11", ["15: T012"]),
        ("  ma:", "  Mã:", ["8: T010", "16: T003", "16: T010", "28: T010"]),
        ("title: Trò chuyện", "title: Chat", ["20: T008"]),
        ("type: chat", "type: call", ["20: T005"]),
        ("  - {type: chat", 2 * "  - {type: chat, title: Trò chuyện}\n" + "  - {type: chat",
         ["19: T009"]),
        ("trang}", "trang, link: http://a.vn/k/<token>}", ["19: T013"]),
        ("trang}", "trang, link: https:///k/<token>}", ["19: T013"]),
        ("trang}", "trang, link: https://<token>.vn/}", ["19: T013"]),
        ("trang}", "trang, link: https://a.vn/}", ["17: T010"]),
        ("Trò chuyện}", "Trò chuyện, link: https://a.vn/}", ["20: T013"]),
        ("  token: {type: 13, from: token, sample: Zm9v}\n", "", ["18: T010"]),
        ("price_sdt: 300", "price_sdt: 10001", ["21: T004"]),
        ("price_sdt: 300", "price_sdt: miễn phí", ["21: T004"]),
        ("price_uid: 210\n", "", ["22: T016"]),
        ("by_uid: true", "by_uid: có", ["23: T005"]),
        ("night: false", "night: 0", ["24: T005"]),
        ("note: Cơ quan nhà nước hỏi ý kiến.", "note: Hỏi", ["25: T008"]),
        (", mã <ma>.", ".", ["26: T010"]),
        ("kind: custom", "kind: rating", ["3: T014"]),
        ("second:", f"{STARS}second:", ["27: T014"]),
    ],
)  # fmt: skip
def test_each_fault_in_its_place(old: str, new: str, faults: list[str]) -> None:
    found = faults_of(changed(old, new))
    assert sorted(found) == sorted(faults)


def test_all_faults_at_once_from_the_top() -> None:
    source = changed("kind: custom", "kind: x").replace("tag: 2", "tag: 9")
    source = source.replace("from: code", "from: cod").replace("type: chat", "type: y")
    assert faults_of(source) == ["3: T005", "4: T005", "16: T011", "20: T005"]


def test_a_promotion_never_leaves_at_night() -> None:
    promotion = changed("tag: 2", "tag: 3")
    assert compile_template(promotion, "a.yaml").tag is Tag.PROMOTION
    assert faults_of(promotion.replace("night: false", "night: true")) == ["24: T016"]
    assert compile_template(changed("night: false", "night: true"), "a.yaml").night


def test_the_near_word_is_offered_in_both_languages() -> None:
    with pytest.raises(Faulty) as refused:
        compile_template(changed("from: agency.name", "from: agencyname"), "mau.yaml")
    fault = refused.value.faults[0]
    assert fault.remedy == "Có phải ý Ông/Bà là “agency.name”?"
    assert fault.remedy_en == "Did you mean “agency.name”?"
    assert fault.told().startswith("mau.yaml:13:")


def test_lengths_are_counted_after_nfc() -> None:
    spread = unicodedata.normalize(
        "NFD", "Mời Ông/Bà góp ý về kết quả giải quyết thủ tục hành chính"
    )
    assert len(spread) > 65 >= len(unicodedata.normalize("NFC", spread))
    assert compile_template(changed("title: Mời Ông/Bà góp ý", f"title: {spread}"), "a.yaml")


def test_a_rating_has_five_stars_and_tag_two() -> None:
    rating = changed("kind: custom", "kind: rating") + STARS
    made = compile_template(rating, "sao.yaml")
    assert made.stars == 5 * (Star("Tốt", "Vì sao?", ("Nhanh",), "Cảm ơn", "Xin cảm ơn"),)
    assert faults_of(rating.replace("tag: 2", "tag: 1")) == ["4: T014"]
    fewer = rating.replace(STARS, STARS[: STARS.rindex("  -")])
    assert faults_of(fewer) == ["30: T009"]
    for piece, longer in (
        ("title: Tốt", 51), ("question: Vì sao?", 101), ("thanks: Cảm ơn", 101),
        ("description: Xin cảm ơn", 201), ("answers: [Nhanh]", 51),
    ):  # fmt: skip
        key, sign = piece.split(":")[0], "a" * longer
        worse = f"{key}: [{sign}]" if "[" in piece else f"{key}: {sign}"
        assert faults_of(rating.replace(piece, worse, 1)) == ["30: T008"]
    six = "answers: [a, b, c, d, e, g]"
    assert faults_of(rating.replace("answers: [Nhanh]", six, 1)) == ["30: T009"]


def test_two_files_with_one_id_are_refused(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.yaml").write_text(GOOD, "utf-8")
    (tmp_path / "c.yaml").write_text(changed("tag: 2", "tag: 9"), "utf-8")
    with pytest.raises(Faulty) as refused:
        load_templates(tmp_path)
    assert [fault.code for fault in refused.value.faults] == ["T005", "T015"]
    for name in ("a", "b"):
        (tmp_path / f"{name}.yaml").write_text(changed('"390001"', '""'), "utf-8")
    (tmp_path / "c.yaml").unlink()
    assert load_templates(tmp_path).ids() == ()
    assert load_templates(tmp_path / "nowhere").all == ()


def test_the_shipped_ones_and_what_they_cost() -> None:
    assert BOOK.ids() == ("390001", "390002", "390003")
    assert [t.file for t in BOOK.all] == ["danh-gia", "moi-gop-y", "nhac-gop-y"]
    assert BOOK.price_of("390001", By.PHONE) == 300
    assert BOOK.price_of("390001", By.USER) == 210
    assert (BOOK.by_uid("390002"), BOOK.tag("390002"), BOOK.night("390002")) == (True, 2, False)
    assert BOOK.named("danh-gia") is BOOK.named("390003") is BOOK.get("390003")
    assert (BOOK.named("x"), BOOK.get("")) == (None, None)
    with pytest.raises(KeyError):
        BOOK.price_of("1", By.PHONE)


@pytest.mark.parametrize("template", BOOK.all, ids=lambda template: template.file)
def test_the_longest_realistic_values_fit_and_fill_every_blank(template: Template) -> None:
    for given in (values(template, FACTS), samples(template)):
        for wording in filter(None, (template.first, template.second)):
            for text in (wording.title, *wording.paragraphs):
                assert "<" not in worded(text, given)
                assert len(worded(text, given)) <= 400


def test_a_value_that_is_missing_or_too_long_is_refused() -> None:
    param = Param("ma", 4, "code", "x")
    most = TYPES[4][1]
    assert value(param, {"code": unicodedata.normalize("NFD", "ệ" * most)}) == "ệ" * most
    for given in ("", None, "a" * (most + 1)):
        with pytest.raises(Unfit, match="parameter ma"):
            value(param, {"code": given})


LEAVES: list[object] = [
    None, "", "x", "<ma>", "<", "2", -1, 0, 3, 10**17, True, [], ["a"], {}, {"a": "b"}, "a" * 500,
    "https://a.vn/<token>", "case.month", "rating", "ệ" * 65, [[]], {"type": {}}, "&a", "!!x y",
]  # fmt: skip


def places(part: Any) -> Iterator[tuple[Any, Any]]:
    """Every (container, key) of a nest."""
    keys = list(part) if isinstance(part, dict) else range(len(part))
    for key in keys:
        yield part, key
        if isinstance(part[key], dict | list):
            yield from places(part[key])


@hypothesis.given(
    st.lists(st.tuples(st.integers(0, 300), st.sampled_from(LEAVES)), min_size=1, max_size=4)
)
@hypothesis.settings(max_examples=300, deadline=None, derandomize=True, database=None)
def test_whatever_officers_write_is_a_template_or_faults(
    changes: list[tuple[int, object]],
) -> None:
    """Values of the good one are replaced anywhere; nothing but Faulty is ever raised."""
    whole = yaml.safe_load(GOOD)
    for turn, leaf in changes:
        known = list(places(whole))
        container, key = known[turn % len(known)]
        container[key] = deepcopy(leaf)
    source = yaml.safe_dump(whole, allow_unicode=True)
    with suppress(Faulty):
        assert compile_template(source, "mau.yaml").name
