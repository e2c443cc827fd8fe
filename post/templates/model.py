"""A template of a message as officers keep it: its wording, parameters, buttons, price and tag.

Pure data; post/templates/compile.py makes it from YAML. The limits are Zalo's (docs/zalo.md).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum

TYPES: Mapping[int, tuple[str, int]] = {
    1: ("tên người nhận", 30),
    2: ("số điện thoại", 15),
    3: ("địa chỉ", 200),
    4: ("mã số", 30),
    5: ("nhãn", 30),
    6: ("trạng thái", 30),
    7: ("thông tin liên hệ", 50),
    8: ("danh xưng", 5),
    9: ("tên sản phẩm, dịch vụ", 200),
    10: ("số lượng", 20),
    11: ("thời gian", 20),
    12: ("mã OTP", 10),
    13: ("liên kết", 200),
    14: ("tiền tệ", 12),
    15: ("ghi chú chuyển khoản", 90),
}
"""What a type of parameter is called, and the most signs that it takes, counted after NFC."""

TITLE = (9, 65)
PARAGRAPH = (9, 400)
BUTTON = (5, 30)
ROWS = (2, 8)
MAX_BUTTONS = 2
STARS = 5


class Kind(StrEnum):
    """Custom: words and buttons. Rating: five stars to press as well."""

    CUSTOM = "custom"
    RATING = "rating"


class Tag(IntEnum):
    """What the message is for: it decides about hours and limits."""

    TRANSACTION = 1
    CUSTOMER_CARE = 2
    PROMOTION = 3


class By(StrEnum):
    """How the recipient is named."""

    PHONE = "phone"
    USER = "user"


@dataclass(frozen=True, slots=True)
class Param:
    """A blank of the wording, `<name>`; `source` is the fact that fills it."""

    name: str
    type: int
    source: str
    sample: str

    @property
    def most(self) -> int:
        """Signs that it takes."""
        return TYPES[self.type][1]


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table below the paragraphs."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Button:
    """`kind` is url or chat; a url without a `link` leads to the citizen's own page."""

    kind: str
    title: str
    link: str = ""


@dataclass(frozen=True, slots=True)
class Star:
    """What is shown once so many stars are pressed."""

    title: str
    question: str
    answers: tuple[str, ...]
    thanks: str
    description: str


@dataclass(frozen=True, slots=True)
class Wording:
    """A title and paragraphs; a template may have a second one for when the first is refused."""

    title: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Template:
    """A template without faults. `id` is empty until it is approved. Prices are in đồng."""

    file: str  # its name without the suffix; commands take it
    id: str
    name: str
    kind: Kind
    tag: Tag
    first: Wording
    second: Wording | None
    rows: tuple[Row, ...]
    params: tuple[Param, ...]
    buttons: tuple[Button, ...]
    stars: tuple[Star, ...]  # of a rating: from one star to five
    price_sdt: int
    price_uid: int  # 0 where it cannot leave by user id
    by_uid: bool
    night: bool  # may be sent between 22:00 and 06:00
    note: str  # to the reviewer: why the message is sent

    def price(self, by: By) -> int:
        """What one message costs, in đồng."""
        return self.price_uid if by is By.USER else self.price_sdt

    def param_of(self, source: str) -> Param | None:
        """The parameter that this fact fills."""
        return next((param for param in self.params if param.source == source), None)
