"""Texts of the old fonts; what they say was typed by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.legacy import from_tcvn3, from_vni, spelling, to_unicode

TCVN3 = {
    "hµi lßng": "hài lòng",
    "NguyÔn V¨n B¶y": "Nguyễn Văn Bảy",
    "§¨ng ký khai sinh": "Đăng ký khai sinh",
    "CÊp giÊy phÐp x©y dùng": "Cấp giấy phép xây dựng",
    "Uû ban nh©n d©n huyÖn Chî Míi": "Uỷ ban nhân dân huyện Chợ Mới",
    "NGUYÔN THÞ HOA": "NGUYỄN THỊ HOA",
}
VNI = {
    "haøi loøng": "hài lòng",
    "Nguyeãn Vaên Baûy": "Nguyễn Văn Bảy",
    "Ñaêng kyù khai sinh": "Đăng ký khai sinh",
    "Caáp giaáy pheùp xaây döïng": "Cấp giấy phép xây dựng",
    "Chöùng thöïc baûn sao": "Chứng thực bản sao",
    "Huyeän Chôï Môùi, öng yù, nghó, mì, nghæ, myõ": "Huyện Chợ Mới, ưng ý, nghĩ, mì, nghỉ, mỹ",
}


@pytest.mark.parametrize(("old", "new"), TCVN3.items())
def test_tcvn3_is_seen_and_converted(old: str, new: str) -> None:
    assert from_tcvn3(old) == new
    assert spelling([old]) == "tcvn3"


@pytest.mark.parametrize(("old", "new"), VNI.items())
def test_vni_is_seen_and_converted(old: str, new: str) -> None:
    assert from_vni(old) == new
    assert spelling([old]) == "vni"


@pytest.mark.parametrize("text", [*TCVN3.values(), *VNI.values(), "Lê Thuỷ", "Châu Âu", "abc", ""])
def test_unicode_stays_unicode(text: str) -> None:
    assert spelling([text]) == "unicode"
    assert to_unicode(text, "unicode") == text


def test_a_modern_cell_in_an_old_file_stays() -> None:
    assert to_unicode("Nguyễn Văn Bảy", "tcvn3") == "Nguyễn Văn Bảy"
    assert to_unicode("hoà sô", "vni") == "hồ sơ"  # reads well as it is, but the file is old
    assert to_unicode("Đặng Hà", "vni") == "Đặng Hà"
    assert to_unicode("0912345678", "vni") == "0912345678"


@given(st.text(max_size=40))
def test_any_text_can_be_asked_for(text: str) -> None:
    assert spelling([text]) in ("unicode", "tcvn3", "vni")
    assert to_unicode(text, "tcvn3") is not None
