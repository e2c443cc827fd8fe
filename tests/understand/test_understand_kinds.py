"""Numbers, times, addresses, several labels and orders: what is read, and what must be asked."""

import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.understand import read
from bot.understand.reading import (
    UNCLEAR,
    Certainty,
    Command,
    Context,
    Option,
    Reading,
    likely,
    sure,
)

INVALID = Reading(Certainty.UNCLEAR, invalid=True)
COMPLAINT = Reading(Certainty.SURE, complaint=True)
DAYS = Context("number", units=("ngày", "days"))
HALVES = Context("number", decimals=1, units=("ngày", "days"))
TIME, EMAIL = Context("time"), Context("email")
CHANNELS = Context(
    "multi",
    (
        Option("zalo", ("Zalo",)),
        Option("fb", ("Facebook", "phây búc")),
        Option("mail", ("Email", "thư điện tử")),
        Option("loa", ("Loa, đài truyền thanh", "Loudspeaker")),
        Option("kin", ("Bạn bè và người thân", "Friends and family")),
        Option("none", ("Không kênh nào", "None of these")),
    ),
)
WISHES = Context(
    "ranking",
    (
        Option("fast", ("Nhanh hơn", "Faster")),
        Option("paper", ("Ít giấy tờ", "Less paper")),
        Option("manner", ("Thái độ", "Attitude")),
    ),
)
PFM, FPM, FMP = (
    sure(order)
    for order in (
        ("paper", "fast", "manner"),
        ("fast", "paper", "manner"),
        ("fast", "manner", "paper"),
    )
)

WHOLE = [
    ("3", sure("3")),
    ("007", sure("7")),
    ("-0", sure("0")),
    ("3.0", sure("3")),
    ("ba", sure("3")),
    ("3 ngày", sure("3")),
    ("3 ngay", sure("3")),
    ("3ngày", sure("3")),
    ("3 nga2y", sure("3")),
    ("3 days", sure("3")),
    ("ba ngay", sure("3")),
    ("mười hai ngày", sure("12")),
    ("dạ 3 ngày ạ", sure("3")),
    ("3 ngày r", sure("3")),
    ("chỉ 3 ngày thôi", sure("3")),
    ("3 ngày, cảm ơn", sure("3")),
    ("khoảng 3 ngày", likely("3")),
    ("khoang 3 ngay", likely("3")),
    ("tầm ba ngày", likely("3")),
    ("about 3 days", likely("3")),
    ("3 tháng", likely("3")),
    ("3 lần", likely("3")),
    ("1.000", likely("1000")),
    ("1,000", likely("1000")),
    ("1.000.000", likely("1000000")),
    ("1.250 ngày", likely("1250")),
    ("-2", sure("-2")),
    ("âm 2", sure("-2")),
    ("âm hai", sure("-2")),
    ("am 2", likely("-2")),
    ("3,5", INVALID),
    ("3.50", INVALID),
    ("2 rưỡi", INVALID),
    ("3-4 ngày", UNCLEAR),
    ("3 - 4", UNCLEAR),
    ("3 hay 4", UNCLEAR),
    ("hai ba ngày", UNCLEAR),
    ("1/2", UNCLEAR),
    ("3..5", UNCLEAR),
    (".5", UNCLEAR),
    ("3?", UNCLEAR),
    ("3 ngày 4 tiếng", UNCLEAR),
    ("ngày 3", UNCLEAR),
    ("thứ ba", UNCLEAR),
    ("hơn 3 ngày", UNCLEAR),
    ("không 3", UNCLEAR),
    ("3 không", UNCLEAR),
    ("3 triệu", UNCLEAR),
    ("500k", UNCLEAR),
    ("ba tôi", UNCLEAR),
    ("hai long", UNCLEAR),
    ("3 tốt", UNCLEAR),
    ("bây giờ", UNCLEAR),
    ("vài ngày", UNCLEAR),
    ("âm -2", UNCLEAR),
    ("12345678901", UNCLEAR),
    ("em đi lại 3 lần", UNCLEAR),
    ("chờ 3 tháng mới xong mà thái độ kém", COMPLAINT),
]
DECIMAL = [
    ("3,5", sure("3.5")),
    ("3.5", sure("3.5")),
    ("3.50", sure("3.5")),
    ("3,5 ngày ạ", sure("3.5")),
    ("0,5", sure("0.5")),
    ("-2,5", sure("-2.5")),
    ("âm 2 rưỡi", sure("-2.5")),
    ("-0,0", sure("0")),
    ("2 rưỡi", sure("2.5")),
    ("hai ruoi", sure("2.5")),
    ("2 ngày rưỡi", sure("2.5")),
    ("2 tháng rưỡi", likely("2.5")),
    ("1.000", likely("1000")),
    ("1.000,5", likely("1000.5")),
    ("3,55", INVALID),
    ("2,5 rưỡi", UNCLEAR),
    ("3, 5", UNCLEAR),
    ("3.5.6", UNCLEAR),
]
TIMES = [
    ("8:30", sure("08:30")),
    ("08:30", sure("08:30")),
    ("8h30", sure("08:30")),
    ("8g30", sure("08:30")),
    ("8h", sure("08:00")),
    ("8h5", sure("08:05")),
    ("8 giờ 30", sure("08:30")),
    ("8 giờ 30 phút", sure("08:30")),
    ("8 giờ rưỡi", sure("08:30")),
    ("8h rưỡi", sure("08:30")),
    ("8 gio ruoi", sure("08:30")),
    ("8 giowf", sure("08:00")),
    ("tám giờ rưỡi", sure("08:30")),
    ("tam gio ruoi", sure("08:30")),
    ("tám giờ bốn mươi lăm", sure("08:45")),
    ("7 giờ kém 15", sure("06:45")),
    ("bảy giờ kém mười lăm", sure("06:45")),
    ("0 giờ kém 5", sure("23:55")),
    ("14h", sure("14:00")),
    ("2 giờ chiều", sure("14:00")),
    ("2 gio chieu", sure("14:00")),
    ("chiều 2 giờ", sure("14:00")),
    ("hai giờ chiều kém mười", sure("13:50")),
    ("9h tối", sure("21:00")),
    ("9h toi", sure("21:00")),
    ("tối 7 rưỡi", sure("19:30")),
    ("12 giờ trưa", sure("12:00")),
    ("1 giờ trưa", sure("13:00")),
    ("12h đêm", sure("00:00")),
    ("2h sáng", sure("02:00")),
    ("8 sáng", sure("08:00")),
    ("2pm", sure("14:00")),
    ("2:30 pm", sure("14:30")),
    ("8 a.m.", sure("08:00")),
    ("12 am", sure("00:00")),
    ("dạ lúc 8h30 ạ", sure("08:30")),
    ("8h30 nha em", sure("08:30")),
    ("bảy giờ", sure("07:00")),
    ("bay gio sang", sure("07:00")),
    ("2 giờ", likely("02:00")),
    ("02:00", likely("02:00")),
    ("12h", likely("12:00")),
    ("8", likely("08:00")),
    ("tám", likely("08:00")),
    ("8.30", likely("08:30")),
    ("8:5", likely("08:05")),
    ("khoảng 8h", likely("08:00")),
    ("25:00", INVALID),
    ("24:00", INVALID),
    ("8h75", INVALID),
    ("99h", INVALID),
    ("bây giờ", UNCLEAR),
    ("bay gio", UNCLEAR),  # now, or seven o'clock
    ("tu gio", UNCLEAR),
    ("sau gio lam", UNCLEAR),
    ("toi 9h", UNCLEAR),  # in the evening, or "I"
    ("14h sáng", UNCLEAR),
    ("3 giờ tối", UNCLEAR),
    ("8h-9h", UNCLEAR),
    ("8h hoặc 9h", UNCLEAR),
    ("từ 8h", UNCLEAR),
    ("8h sáng mai", UNCLEAR),
    ("8 giờ kém", Reading(Certainty.UNCLEAR, complaint=True)),
    ("8h30?", UNCLEAR),
    ("8,30", UNCLEAR),
    ("2 tiếng", UNCLEAR),
    ("chờ 2 giờ", UNCLEAR),
    ("sáng", UNCLEAR),
]
ADDRESSES = [
    ("a@b.vn", sure("a@b.vn")),
    ("A@B.VN", sure("a@b.vn")),
    ("<a@b.vn>", sure("a@b.vn")),
    ("a@b.vn ạ", sure("a@b.vn")),
    ("email của tôi là a@b.vn", sure("a@b.vn")),
    ("mail em: le.a@b.vn nha", sure("le.a@b.vn")),
    ("my email is a@b.vn.", sure("a@b.vn")),
    ("huy.te@b.vn", sure("huy.te@b.vn")),  # the name says neither stop nor bad
    ("stop@b.vn", sure("stop@b.vn")),
    ("a@b", INVALID),
    ("a @ b.vn", INVALID),
    ("a..b@c.vn", INVALID),
    ("khongco@gmail.com", INVALID),
    ("a@b.vn c@d.vn", UNCLEAR),
    ("a@b.vn?", UNCLEAR),
    ("không phải a@b.vn", UNCLEAR),
    ("đừng gửi vào a@b.vn", UNCLEAR),
    ("b.vn", UNCLEAR),
    ("không có", UNCLEAR),
]
LABELS = [
    ("Zalo", sure(("zalo",))),
    ("dạ zalo ạ", sure(("zalo",))),
    ("Zalo và email", sure(("zalo", "mail"))),
    ("email, zalo, email", sure(("zalo", "mail"))),
    ("Zalo; email", sure(("zalo", "mail"))),
    ("zalo + fb", UNCLEAR),
    ("zalo\nfacebook", sure(("zalo", "fb"))),
    ("- Zalo\n- Facebook", sure(("zalo", "fb"))),
    ("thu dien tu va phay buc", sure(("fb", "mail"))),
    ("facebok, zalo", sure(("zalo", "fb"))),
    ("loa, đài truyền thanh", sure(("loa",))),
    ("zalo, loa, dai truyen thanh", sure(("zalo", "loa"))),
    ("bạn bè và người thân và zalo", sure(("zalo", "kin"))),
    ("zalo, friends and family", sure(("zalo", "kin"))),
    ("Không kênh nào", sure(("none",))),
    ("1,3", sure(("zalo", "mail"))),
    ("3", sure(("mail",))),
    ("zalo, tivi", UNCLEAR),
    ("loa", UNCLEAR),
    ("zalo email", UNCLEAR),
    ("zalo hoặc email", UNCLEAR),
    ("zalo không email", UNCLEAR),
    ("zalo, không email", UNCLEAR),
    ("không zalo", UNCLEAR),
    ("zalo và", UNCLEAR),
    ("zalo, email?", UNCLEAR),
    ("1, email", UNCLEAR),
    ("zalo, email, dừng", UNCLEAR),
]
ORDERS = [
    ("2 1 3", PFM),
    ("2,1,3", PFM),
    ("2-1-3", PFM),
    ("2>1>3", PFM),
    ("2 => 1 => 3", PFM),
    ("213", PFM),
    ("dạ 213 ạ", PFM),
    ("b, a, c", PFM),
    ("B A C", PFM),
    ("hai, một, ba", PFM),
    ("hai mot ba", PFM),
    ("2 rồi 1 rồi 3", PFM),
    ("Nhanh hơn, Ít giấy tờ, Thái độ", FPM),
    ("nhanh hon, it giay to, thai do", FPM),
    ("nhanh hơn > thái độ > ít giấy tờ", FMP),
    ("faster, attitude and less paper", FMP),
    ("2 1 4", INVALID),
    ("214", INVALID),
    ("0 1 2", INVALID),
    ("2 1", UNCLEAR),
    ("21", UNCLEAR),
    ("2 2 1", UNCLEAR),
    ("2 1 3 1", UNCLEAR),
    ("2, 1, 3?", UNCLEAR),
    ("không 2 1 3", UNCLEAR),
    ("2 1 3 nhưng khó", UNCLEAR),
    ("nhanh hơn", UNCLEAR),
    ("nhanh hơn, ít giấy tờ", UNCLEAR),
    ("nhanh hơn, nhanh hơn, thái độ", UNCLEAR),
    ("sao cũng được", UNCLEAR),
]
ROWS = [
    (context, text, expected)
    for context, table in (
        (DAYS, WHOLE),
        (HALVES, DECIMAL),
        (TIME, TIMES),
        (EMAIL, ADDRESSES),
        (CHANNELS, LABELS),
        (WISHES, ORDERS),
    )
    for text, expected in table
]
COMMANDS = [
    ("dừng", Command.STOP),
    ("bỏ qua", Command.SKIP),
    ("bo qua", Command.SKIP),
    ("không biết", Command.DONT_KNOW),
    ("ko bik", Command.DONT_KNOW),
    ("quay lại", Command.BACK),
    ("xóa dữ liệu của tôi", Command.ERASE),
    ("?", Command.HELP),
]
CONTEXTS = [DAYS, HALVES, TIME, EMAIL, CHANNELS, WISHES]
FULL_WIDTH = str.maketrans("0123456789:,", "０１２３４５６７８９：，")
FEW = settings(max_examples=200, deadline=None)
TYPED = st.one_of(
    st.text(max_size=60),
    st.text("0123456789 .,:-–>h@abc'?\n", max_size=14),
    st.lists(
        st.sampled_from(
            ["2", "1", "3", "12", "-", "âm", "rưỡi", "ngày", "khoảng", "giờ", "h", "kém", "chiều",
             "toi", "pm", "ba", "năm", "a", "b", "c", ",", ".", ":", ">", "và", "Nhanh hơn",
             "Thái độ", "Ít giấy tờ", "zalo", "email", "a@b.vn", "dạ", "ạ", "không", "1.000"]
        ),
        max_size=8,
    ).map(" ".join),
)  # fmt: skip


def test_the_tables_are_long_enough_to_mean_something() -> None:
    assert len(ROWS) >= 120
    assert len({(context, text) for context, text, _ in ROWS}) == len(ROWS)


@pytest.mark.parametrize(("context", "text", "expected"), ROWS)
def test_a_reply_is_read_or_asked_again(context: Context, text: str, expected: Reading) -> None:
    assert read(text, context) == expected


@pytest.mark.parametrize(("context", "text", "expected"), ROWS)
def test_other_ways_to_type_the_same_mean_the_same(
    context: Context, text: str, expected: Reading
) -> None:
    assert read(unicodedata.normalize("NFD", text), context) == expected
    assert read(text.upper(), context) == expected
    assert read(f"  {text} ", context) == expected
    assert read(text.translate(FULL_WIDTH), context) == expected


@pytest.mark.parametrize(("text", "which"), COMMANDS)
def test_a_command_comes_first_in_every_context(text: str, which: Command) -> None:
    for context in CONTEXTS:
        assert read(text, context) == Reading(Certainty.SURE, which)


@pytest.mark.parametrize(
    ("units", "text", "expected"),
    [
        (("con", "cháu"), "2 con", sure("2")),
        (("con", "cháu"), "2 em", likely("2")),
        (("năm",), "ba năm", sure("3")),
        (("tuổi",), "35 tuoi", sure("35")),
        (("%",), "50%", sure("50")),
        (("km",), "5km", sure("5")),
        (("lần đi lại",), "3 lan di lai", sure("3")),
        (("lần đi lại",), "3 lần", likely("3")),
        (("nghìn đồng",), "500 nghìn đồng", sure("500")),
        (("đồng",), "500 nghìn đồng", UNCLEAR),
        (("giờ",), "bây giờ", UNCLEAR),
        ((), "3 ngày", likely("3")),
    ],
)
def test_only_the_unit_asked_for_makes_a_number_sure(
    units: tuple[str, ...], text: str, expected: Reading
) -> None:
    assert read(text, Context("number", units=units)) == expected


def test_where_three_decimals_are_allowed_a_group_of_three_is_asked_about() -> None:
    three = Context("number", decimals=3)
    assert read("1.250", three) == UNCLEAR
    assert read("0.125", three) == sure("0.125")
    assert read("1.000", three) == likely("1000")


def test_a_label_that_looks_like_another_options_number_is_asked_about() -> None:
    options = tuple(Option(value, (value,)) for value in ("2", "1", "3"))
    assert read("1", Context("multi", options)) == UNCLEAR
    assert read("2, 3", Context("multi", options)) == UNCLEAR
    assert read("1 2 3", Context("multi", options)) == sure(("2", "1", "3"))
    assert read("2 1 3", Context("ranking", options)) == UNCLEAR
    assert read("2>1>3", Context("ranking", options)) == UNCLEAR


def test_an_order_of_ten_and_more_is_not_read_without_spaces() -> None:
    ten = Context("ranking", tuple(Option(str(n), ()) for n in range(1, 11)))
    order = ("10", "9", "8", "7", "6", "5", "4", "3", "2", "1")
    assert read(" ".join(order), ten) == sure(order)
    assert read("".join(order), ten).value is None


def test_what_a_number_may_look_like_is_part_of_the_question() -> None:
    assert len({DAYS, HALVES, Context("number"), Context("number", units=("ngày", "days"))}) == 3
    assert hash(DAYS) != hash(HALVES)
    assert hash(DAYS) != hash(Context("number"))


@FEW
@given(TYPED, st.sampled_from(CONTEXTS))
def test_nothing_is_an_error_and_no_value_is_unclear(text: str, context: Context) -> None:
    reading = read(text, context)
    assert reading.value is None or reading.certainty is not Certainty.UNCLEAR
    assert reading.value is None or not reading.invalid


@FEW
@given(TYPED)
def test_an_order_read_is_a_permutation(text: str) -> None:
    value = read(text, WISHES).value
    assert value is None or sorted(value) == ["fast", "manner", "paper"]


@FEW
@given(st.permutations(WISHES.options), st.sampled_from([",", " > ", "\n", " và ", ";"]))
def test_every_order_is_read(order: list[Option], between: str) -> None:
    expected = sure(tuple(option.value for option in order))
    numbers = [str(WISHES.options.index(option) + 1) for option in order]
    assert read(between.join(option.labels[0] for option in order), WISHES) == expected
    assert read(between.join(numbers), WISHES) == expected


@FEW
@given(TYPED, st.integers(0, 3))
def test_a_number_read_is_canonical_and_has_no_more_decimals_than_allowed(
    text: str, decimals: int
) -> None:
    value = read(text, Context("number", decimals=decimals)).value
    if value is not None:
        assert isinstance(value, str)
        assert re.fullmatch(r"0|-?[1-9]\d*|-?(0|[1-9]\d*)\.\d*[1-9]", value)
        assert len(value.partition(".")[2]) <= decimals


@FEW
@given(st.integers(-999, 999), st.integers(0, 9), st.sampled_from([".", ","]))
def test_every_number_is_read(whole: int, tenth: int, mark: str) -> None:
    typed = f"{whole}{mark}{tenth}"
    reading = read(f"{typed} ngày", HALVES)
    assert reading.certainty is Certainty.SURE
    assert isinstance(reading.value, str)
    assert float(reading.value) == float(typed.replace(",", "."))


@FEW
@given(TYPED)
def test_a_time_read_is_a_time_of_day(text: str) -> None:
    value = read(text, TIME).value
    if value is not None:
        assert isinstance(value, str)
        assert re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", value)


@FEW
@given(st.integers(0, 23), st.integers(0, 59), st.sampled_from([":", "h", " giờ ", "g"]))
def test_every_time_of_day_is_read(hour: int, minute: int, mark: str) -> None:
    reading = read(f"{hour}{mark}{minute:02}", TIME)
    assert reading.value == f"{hour:02}:{minute:02}"
    doubtful = 1 <= hour <= 6 or hour == 12
    assert reading.certainty is (Certainty.LIKELY if doubtful else Certainty.SURE)
