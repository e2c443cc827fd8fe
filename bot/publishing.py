"""Publishing a survey: from a draft in a file to what the next invitation gets.

A file by itself changes nothing, except that a survey which was never published begins with
it. Nothing here touches a conversation: it stays on the version that it began with.
"""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeAlias

from bot.publications import FlowPort, Publication
from bot.shelf import Shelf
from flows.language.compile import compile_text
from flows.language.files import flow_files
from flows.language.versions.compare import Change, changed_meaning, compare, only_wording
from flows.model import Flow
from ground.doors import Door
from ground.faults import Fault, Faulty

MAX_NOTE, MAX_BY = 500, 80  # characters, as the columns that keep them
FIRST_NOTE = "Bản đầu, lấy từ tệp khi hệ thống khởi động. / The first, from the file at start."

Judge: TypeAlias = Callable[[Path], Sequence[str] | None]
"""Runs the tests beside a survey: a sentence for each that fails, None where there are none."""


class Refused(Exception):
    """A survey was not published; the message is for the officer, in both languages."""


@dataclass(frozen=True, slots=True)
class Order:
    """What an officer orders: publish the file's survey, or an older number again."""

    name: str
    by: str
    note: str = ""
    number: int | None = None  # to roll back to; None = the file
    seen: str = ""  # the hash that the officer's own copy has; "" = not compared
    meaning: tuple[str, ...] = ()  # questions that the officer says mean something else now


@dataclass(frozen=True, slots=True)
class Publisher:
    """Publishes and rolls back. `misfits` are faults of a survey beside the plans that use it."""

    door: Door[FlowPort]
    shelf: Shelf
    folder: Path
    load: Callable[[Path], Flow]  # compiles a draft as strictly as authors are checked
    judge: Judge
    misfits: Callable[[Flow], list[Fault]]

    async def carry_out(self, order: Order, now: datetime) -> Publication:
        """Publish; in use here at once, in other processes within seconds.

        Raises Refused, and Faulty for a file that cannot be used.
        """
        if len(order.note) > MAX_NOTE:
            raise Refused(
                f"Ghi chú dài {len(order.note)} chữ cái, quá {MAX_NOTE}. / The note is too long."
            )
        history = await self.door.read(lambda port: port.history(order.name))
        before = await self._version(history[-1]) if history else None
        if order.number is None:
            flow, changes = await self._draft(order, before)
        else:
            flow, changes = await self._older(order, order.number, history, before)
        faults = self.misfits(flow)
        if faults:
            raise Faulty(faults)
        meaning = tuple(dict.fromkeys((*changed_meaning(changes), *_declared(order, flow))))
        made = Publication(
            order.name, len(history) + 1, flow.hash, now, order.by[:MAX_BY], order.note, meaning
        )
        await self.door.run(lambda port: _append(port, flow, made))
        self.shelf.put(flow)
        return made

    async def _version(self, publication: Publication) -> Flow:
        return await self.door.read(lambda port: self.shelf.get(publication.hash, port))

    async def _draft(self, order: Order, before: Flow | None) -> tuple[Flow, tuple[Change, ...]]:
        """The file's survey, tested unless only words changed."""
        path = draft_path(self.folder, order.name)
        flow = await asyncio.to_thread(self.load, path)
        if order.seen and order.seen != flow.hash:
            raise Refused(
                f"Tệp {path} của hệ thống khác với tệp mà Ông/Bà vừa xem. Hãy sửa đúng tệp đó. / "
                f"The system's own {path} is not the file that you looked at: edit that one."
            )
        if before is not None and before.hash == flow.hash:
            raise Refused(
                f"Phiếu {order.name} không khác bản đang dùng, không có gì để công bố. / "
                f"{order.name} is the same as the version in use: there is nothing to publish."
            )
        await asyncio.to_thread(_refuse_unkeepable, flow)
        changes = compare(before, flow) if before else ()
        if before is None or not only_wording(changes):
            _refuse_untested(order.name, await asyncio.to_thread(self.judge, path))
        return flow, changes

    async def _older(
        self, order: Order, number: int, history: Sequence[Publication], before: Flow | None
    ) -> tuple[Flow, tuple[Change, ...]]:
        """A form that was published before; it was tested then."""
        found = next((each for each in history if each.number == number), None)
        if found is None or before is None:
            known = ", ".join(str(each.number) for each in history) or "–"
            raise Refused(
                f"Phiếu {order.name} không có bản {number}; các bản: {known}. / "
                f"{order.name} has no version {number}; there are: {known}."
            )
        if found.hash == before.hash:
            raise Refused(
                f"Bản {number} của phiếu {order.name} đang được dùng rồi. / "
                f"Version {number} of {order.name} is in use already."
            )
        flow = await self._version(found)
        return flow, compare(before, flow)


def draft_path(folder: Path, name: str) -> Path:
    """The file of a survey; raises Refused where the folder has none of that name."""
    files = {file.stem: file for file in flow_files(folder)}
    if name not in files:
        known = ", ".join(files) or "–"
        raise Refused(
            f"Không có tệp phiếu “{name}” trong {folder}; hiện có: {known}. / "
            f"There is no survey file “{name}” in {folder}; there are: {known}."
        )
    return files[name]


def _declared(order: Order, flow: Flow) -> tuple[str, ...]:
    unknown = [id_ for id_ in order.meaning if id_ not in flow.by_id]
    if unknown:
        raise Refused(
            f"Phiếu {order.name} không có câu {', '.join(unknown)}. / "
            f"{order.name} has no question {', '.join(unknown)}."
        )
    return order.meaning


def _refuse_unkeepable(flow: Flow) -> None:
    """People will be pinned to the text that is kept: it must give this very form again."""
    try:
        kept = compile_text(flow.source, flow.name).hash
    except Faulty:
        kept = ""
    if kept != flow.hash:
        raise Refused(
            f"Bản lưu của phiếu {flow.name} không đọc lại được đúng như tệp; chưa công bố. Hãy báo "
            f"người phụ trách hệ thống. / The kept text of {flow.name} does not read back as its "
            "files do; it was not published. Tell those who keep the system."
        )


def _refuse_untested(name: str, failures: Sequence[str] | None) -> None:
    if failures is None:
        raise Refused(
            f"Phiếu {name} chưa có bài thử {name}.test.yaml, mà không chỉ đổi lời. Hãy viết bài "
            f"thử (langnghe flows chat --keep {name}). / {name} has no tests in {name}.test.yaml "
            "and more than its wording changed: write some first."
        )
    if failures:
        raise Refused(
            "\n".join(
                [
                    f"Bài thử của phiếu {name} không đạt; chưa công bố. / "
                    f"Tests of {name} fail; it was not published.",
                    *failures,
                ]
            )
        )


def _append(port: FlowPort, flow: Flow, made: Publication) -> None:
    port.keep(flow, made.at)
    if not port.append(made):
        raise Refused(
            f"Vừa có người khác công bố phiếu {made.name}. Hãy xem lại rồi làm lại. / "
            f"Somebody else has just published {made.name}: look again, and repeat."
        )


async def begin(door: Door[FlowPort], flows: Iterable[Flow], by: str, now: datetime) -> None:
    """Publish as number 1 each survey that never was published; the others stay drafts."""

    def unit(port: FlowPort) -> None:
        present = port.present()
        for flow in flows:
            if flow.name not in present:
                port.keep(flow, now)
                # Where two processes start together the first one's row stands.
                port.append(Publication(flow.name, 1, flow.hash, now, by, FIRST_NOTE))

    await door.run(unit)


class Follower:
    """Puts on the shelf what was published, here or by another process."""

    def __init__(self, door: Door[FlowPort], shelf: Shelf) -> None:
        self._door = door
        self._shelf = shelf
        self._unusable: set[str] = set()  # hashes, so that each is told once

    async def look(self) -> list[Fault]:
        """Look once. Faults of a version that this release cannot read; the last one stays."""
        return await self._door.read(self._follow)

    def _follow(self, port: FlowPort) -> list[Fault]:
        faults: list[Fault] = []
        for name, flow_hash in port.present().items():
            if flow_hash in self._unusable or self._shelf.shows(name, flow_hash):
                continue
            try:
                self._shelf.put(self._shelf.get(flow_hash, port))
            except Faulty as broken:
                self._unusable.add(flow_hash)
                faults += broken.faults
        return faults
