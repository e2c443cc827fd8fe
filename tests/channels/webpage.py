"""A page's form as a browser without scripts holds and sends it, and a survey of every kind."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html.parser import HTMLParser

from multidict import MultiDict

from bot.conversation import Conversation
from bot.events import Effect
from bot.form import misfits
from bot.step import step
from bot.view import Told, view
from channels.web.read import read_fields, read_form, read_sent, sends
from channels.web.render import survey
from channels.web.routes import missing
from flows.language.compile import compile_text
from flows.model import Flow
from tests.support.transcripts import FACTS

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
TOKEN = "t" * 22
SOURCE = """\
title: Đủ loại câu hỏi
minutes: 5
notice: Xin hỏi Ông/Bà.
thanks: {complete: Cảm ơn, refused: Đã ghi nhận, expired: Đã hết hạn, quota_full: Đã đủ}
scales: {muc: [Tệ, {label: Vừa, icon: 😐}, Tốt]}
questions:
  m1: {section: Chọn một}
  loi: {text: Các câu sau hỏi về lần nhận kết quả., kind: note}
  thang: {text: Nhìn chung thế nào?, scale: muc, descending: true, required: true}
  bang: {text: "Thế nào về:", hint: Mỗi dòng một mức., scale: muc,
    statements: {bang_mot: thái độ, bang_hai: chỗ ngồi}}
  sao: {text: Mấy sao?, kind: stars}
  gioi_thieu: {text: Giới thiệu không?, kind: recommend}
  kenh: {text: Qua đâu?, choices: {bao: Báo <chí>, quen: Người quen}, other: true}
  mang: {text: Nộp qua mạng không?, kind: yes_no, dont_know: Không muốn nói}
  dong_y: {text: Đồng ý không?, kind: consent, consents_to: share_case}
  m2: {section: Chọn nhiều}
  da_dung: {text: Đã dùng gì?, kind: multi, choices: {zalo: Zalo, thu: Thư, goi: Gọi}, most: 2,
    other: true, none_of_these: true}
  uu_tien: {text: Điều gì trước?, kind: ranking, choices: {nhanh: Nhanh, gon: Gọn, ro: Rõ}}
  m3: {section: Viết}
  so_lan: {text: Mấy lần?, kind: number, low: 0, high: 50, unit: lần}
  gio_cho: {text: Chờ mấy giờ?, kind: number, low: 0, decimals: 1}
  ngay: {text: Ngày nào?, kind: date, low: "2026-01-01", high: "2026-12-31"}
  luc: {text: Mấy giờ?, kind: time}
  y_kien: {text: Góp ý gì?, kind: text, hint: Xin đừng ghi tên.}
  quay: {text: Quầy nào?, kind: text, short: true, max_length: 40}
  goi_lai: {text: Số điện thoại?, kind: phone}
  thu_dien_tu: {text: Địa chỉ thư?, kind: email}
  linh_vuc: {kind: hidden, value: case.field}
  diem: {kind: computed, value: thang * 2}
---
language: en
title: Every kind of question
notice: May we ask?
thanks: {complete: Thank you, refused: Noted, expired: Closed, quota_full: Full}
scales: {muc: [Bad, Fair, Good]}
questions:
  m1: Choose one
  loi: The next questions are about the day you got the result.
  thang: How was it?
  bang: {text: "How about:", hint: One for each line., statements: {bang_mot: manners,
    bang_hai: seats}}
  sao: How many stars?
  gioi_thieu: Would you recommend it?
  kenh: {text: Through what?, choices: {bao: Papers, quen: Friends}}
  mang: {text: Filed online?, dont_know: I prefer not to say}
  dong_y: Do you agree?
  m2: Choose several
  da_dung: {text: What did you use?, choices: {zalo: Zalo, thu: Letters, goi: Calls}}
  uu_tien: {text: What first?, choices: {nhanh: Faster, gon: Leaner, ro: Clearer}}
  m3: Write
  so_lan: {text: How often?, unit: times}
  gio_cho: How many hours?
  ngay: Which day?
  luc: What time?
  y_kien: {text: Anything to say?, hint: Please give no names.}
  quay: Which desk?
  goi_lai: Telephone?
  thu_dien_tu: Mail?
"""
FLOW = compile_text(SOURCE, "du-loai")

Attributes = Mapping[str, str | None]


@dataclass(slots=True)
class Form(HTMLParser):
    """The controls of a page by name, and what the page holds by id."""

    page: str
    hidden: list[tuple[str, str]] = field(default_factory=list)
    options: dict[str, list[str]] = field(default_factory=dict)  # of radios, boxes and lists
    filled: dict[str, list[str]] = field(default_factory=dict)  # what would be sent as it stands
    written: dict[str, Attributes] = field(default_factory=dict)  # fields to write in, by name
    by_id: dict[str, str] = field(default_factory=dict)  # the text in it
    used: set[str] = field(default_factory=set)  # ids that for= and aria- attributes name

    def __post_init__(self) -> None:
        HTMLParser.__init__(self)
        self._open: list[tuple[str, str]] = []  # tag and id
        self._list = ""
        self.feed(self.page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        name, value = found.get("name") or "", found.get("value") or ""
        for key in ("for", "aria-describedby", "aria-labelledby"):
            self.used |= set((found.get(key) or "").split())
        id_ = found.get("id") or ""
        if id_:
            assert id_ not in self.by_id, f"{id_} stands twice"
            self.by_id[id_] = ""
        if tag not in ("input", "meta", "link", "br"):
            self._open.append((tag, id_))
        match tag, found.get("type"):
            case "input", "hidden":
                self.hidden.append((name, value))
            case "input", "radio" | "checkbox":
                self._option(name, value, "checked" in found)
            case ("input", _) | ("textarea", _):
                self.written[name] = {**found, "tag": tag}
                self.filled.setdefault(name, []).append(value)
            case "select", _:
                self._list = name
            case "option", _:
                self._option(self._list, value, "selected" in found)
            case _:
                pass

    def _option(self, name: str, value: str, chosen: bool) -> None:
        self.options.setdefault(name, []).append(value)
        if chosen:
            self.filled.setdefault(name, []).append(value)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop()[0] == tag, f"</{tag}> closes nothing"

    def handle_data(self, data: str) -> None:
        for _, id_ in self._open:
            if id_:
                self.by_id[id_] += data

    def sent(self, given: Mapping[str, str | list[str]], act: str = "next") -> MultiDict[object]:
        """The form with `given` put over what stands in it, as it is sent."""
        fields = dict(self.filled)
        for name, value in given.items():
            values = [value] if isinstance(value, str) else value
            offered = name in self.written or set(values) <= set(self.options.get(name, ()))
            assert offered, f"{name} does not offer {value}"
            fields[name] = values
        pairs = [(name, value) for name, values in fields.items() for value in values]
        return MultiDict[object]([*self.hidden, *pairs, ("act", act)])


@dataclass(slots=True)
class Visitor:
    """Someone at the page, from screen to screen, without a network."""

    flow: Flow = FLOW
    language: str | None = None
    conv: Conversation = field(default_factory=lambda: Conversation(7, FLOW.hash, FACTS))
    effects: list[Effect] = field(default_factory=list)
    taken: set[str] = field(default_factory=set)  # the keys of its turns
    page: str = ""

    def __post_init__(self) -> None:
        self.page = survey(view(self.flow, self.conv, self.language), TOKEN, missing=False)

    @property
    def form(self) -> Form:
        """The form that stands open."""
        return Form(self.page)

    def post(self, given: Mapping[str, str | list[str]], act: str = "next") -> str:
        """Send the form, keep what follows, and see the page that answers."""
        return self.send(self.form.sent(given, act))

    def send(self, sent: MultiDict[object]) -> str:
        """Send a form as it is."""
        fields = read_fields(sent)
        turn = read_form(sent, fields, self.conv, NOW)
        if sends(sent):
            turn = read_sent(sent, self.conv, NOW)
        if turn.event_key not in self.taken:  # the store takes no event twice
            self.taken.add(turn.event_key)
            self.conv, effects = step(self.flow, self.conv, turn.event, NOW)
            self.effects += effects
        problems = misfits(self.flow, self.conv, fields)
        told = {id_: Told(fields[id_], why) for id_, why in problems.items()}
        screen = view(self.flow, self.conv, self.language, told)
        self.page = survey(screen, TOKEN, missing(screen, fields))
        return self.page
