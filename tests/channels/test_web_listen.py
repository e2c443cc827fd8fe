"""“Nghe câu hỏi”: a recording beside its question, served by its content and checked before."""

from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from channels.web.recordings import Recordings
from channels.web.render import words
from flows.language.compile import compile_text, load_flow
from flows.language.recordings import MAX_BYTES
from flows.language.sound.findings import Limits
from ground.faults import Faulty
from tests.channels.webpage import SOURCE
from tests.support.pagehost import Host, hosted

LIMITS = Limits("Zalo", text=2000, buttons=5, title=100)
HEARD = SOURCE.replace(
    "kind: stars}", "kind: stars, audio: {vi: sao.mp3, en: sao-en.ogg}}"
).replace("hint: Mỗi dòng một mức., ", "hint: Mỗi dòng một mức., audio: bang.m4a, ")
MP3, OGG, M4A = b"ID3\x04" + bytes(400), b"OggS" + bytes(300), bytes(4) + b"ftypM4A " + bytes(90)
FOUND = {"sao.mp3": MP3, "sao-en.ogg": OGG, "bang.m4a": M4A}


@pytest.fixture
async def host(tmp_path: Path) -> AsyncIterator[Host]:
    keep(tmp_path, FOUND)
    async with hosted(tmp_path, compile_text(HEARD, "du-loai")) as opened:
        yield opened


def keep(folder: Path, files: dict[str, bytes]) -> None:
    (folder / "audio").mkdir(exist_ok=True)
    for name, content in files.items():
        (folder / "audio" / name).write_bytes(content)


async def seen(host: Host, query: str = "") -> str:
    link = host.link(await host.invite(), query)
    async with aiohttp.ClientSession() as web, web.get(link) as page:
        return await page.text()


async def test_a_question_is_heard_in_the_languages_that_have_a_recording(host: Host) -> None:
    sound = Recordings(host.folder).address
    vi, en = await seen(host), await seen(host, "?lang=en")
    assert vi.count("<audio") == 2
    assert en.count("<audio") == 1, "the matrix has none in English"
    for page, name in ((vi, "sao.mp3"), (vi, "bang.m4a"), (en, "sao-en.ogg")):
        assert f'<audio controls preload="none" src="{sound(name)}" aria-labelledby="n.' in page
    assert f'<span id="n.sao">{words("vi")["listen"]}</span>' in vi
    assert 'aria-labelledby="n.bang m.bang"' in vi


async def test_it_is_served_whole_and_in_parts_and_kept_for_ever(host: Host) -> None:
    sound = Recordings(host.folder)
    async with aiohttp.ClientSession(host.url) as web:
        for name, content, kind in (("sao.mp3", MP3, "audio/mpeg"), ("bang.m4a", M4A, "audio/mp4")):
            address = sound.address(name)
            assert address
            async with web.get(address) as whole:
                assert (await whole.read(), whole.content_type) == (content, kind)
                assert "immutable" in whole.headers["Cache-Control"]
            async with web.get(address, headers={"Range": "bytes=0-9"}) as part:
                assert (part.status, await part.read()) == (206, content[:10])
        for nowhere in ("/nghe/0123456789abcdef.mp3", "/nghe/../audio/sao.mp3", "/nghe/x.wav"):
            async with web.get(nowhere) as lost:
                assert lost.status == 404


def test_a_file_that_changes_gets_another_address_and_one_that_is_gone_none(tmp_path: Path) -> None:
    keep(tmp_path, FOUND)
    sound = Recordings(tmp_path)
    before = sound.address("sao.mp3")
    keep(tmp_path, {"sao.mp3": MP3 + b"more"})
    after = sound.address("sao.mp3")
    assert before != after
    assert before
    assert sound.find(before.removeprefix("/nghe/").partition(".")[0], ".mp3") is None
    (tmp_path / "audio" / "sao.mp3").unlink()
    assert sound.address("sao.mp3") is None
    assert Recordings(tmp_path / "nowhere").find("0" * 16, ".mp3") is None


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (MP3, ""),
        (None, "không có tệp này"),
        (b"RIFF" + bytes(60), "bên trong không phải loại tệp như đuôi tên"),
        (b"ID3\x04" + bytes(MAX_BYTES), "tệp quá lớn"),
    ],
    ids=["well", "missing", "kind", "size"],
)
def test_an_author_is_told_what_a_recording_lacks(
    tmp_path: Path, content: bytes | None, why: str
) -> None:
    broken = Path("tests/flows/broken/101-ghi-am.yaml").read_text("utf-8")
    survey = tmp_path / "thu.yaml"
    survey.write_text(broken.replace("khong-co.mp3", "sao.mp3").replace(", audio: hong.mp3", ""))
    keep(tmp_path, {"sao.mp3": content} if content else {})
    if not why:
        assert load_flow(survey, LIMITS).by_id["tong_the"].audio == {"vi": "sao.mp3"}
        return
    with pytest.raises(Faulty) as caught:
        load_flow(survey, LIMITS)
    assert [(f.code, why in f.what) for f in caught.value.faults] == [("F087", True)]
    assert load_flow(survey).by_id["tong_the"].audio, "a talk that goes on is not stopped by it"
