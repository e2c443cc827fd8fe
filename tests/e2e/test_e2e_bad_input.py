"""Bad input stops with one clear sentence that says where it is and what to do."""

import shutil
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import structlog

import cli
from tests.support.program import ROOT, Ended
from tests.support.program import run as run_apart
from tests.support.town import KEY, Case, write_cases, write_plan


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    """Settings without a fault, on an empty folder."""
    write_plan(tmp_path / "config", {"A.01": 1})
    shutil.copytree(ROOT / "flows", tmp_path / "flows", ignore=shutil.ignore_patterns("*.py"))
    return {
        "LANGNGHE_KEY": KEY,
        "LANGNGHE_DB": f"sqlite:///{tmp_path}/langnghe.db",
        "LANGNGHE_DATA": str(tmp_path / "data"),
        "LANGNGHE_FLOWS": str(tmp_path / "flows"),
        "LANGNGHE_PLANS": str(tmp_path / "config"),
        "LANGNGHE_SOURCES": str(tmp_path / "config"),
    }


Run = Callable[..., Ended]


@pytest.fixture
def run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Iterator[Run]:
    """`langnghe …` in this process: the same code, without the seconds of a start."""

    def run(*arguments: str, env: dict[str, str]) -> Ended:
        monkeypatch.chdir(tmp_path)
        for name, value in env.items():
            monkeypatch.setenv(name, value)
        code = cli.main(list(arguments))
        out, err = capsys.readouterr()
        return Ended(code, out, err)

    yield run
    structlog.reset_defaults()  # the command had the logs written to this test's standard error


def told(ended: Ended, *needed: str) -> None:
    """It ended with 1, without a trace of the program, and its words say what they must."""
    assert ended.code == 1, ended
    assert "Traceback" not in ended.err + ended.out
    assert 0 < len(ended.err.strip().splitlines()) <= 4, ended.err
    for word in needed:
        assert word in ended.err, ended.err


async def test_all_well_is_said_too(env: dict[str, str]) -> None:
    ended = await run_apart("check", env=env)
    assert (ended.code, ended.err) == (0, "")


@pytest.mark.parametrize(
    ("setting", "value", "needed"),
    [
        ("KEY", "", "langnghe key"),
        ("KEY", "ngan", "langnghe key"),
        ("DB", "mysql://x/y", "sqlite:///"),
        ("BIND", "8080", "127.0.0.1:8080"),
        ("DESK_BIND", "0.0.0.0:8081", "127.0.0.1"),
        ("PUBLIC_URL", "http://khaosat.angiang.gov.vn", "https://"),
        ("ZALO_APP_SECRET", "", "LANGNGHE_ZALO_APP_SECRET"),
        ("PUBLIC_ULR", "https://x.vn", "LANGNGHE_PUBLIC_URL"),
    ],
)
def test_a_missing_or_wrong_setting(
    run: Run, env: dict[str, str], setting: str, value: str, needed: str
) -> None:
    given = {"LANGNGHE_ZALO_APP_ID": "360846524940903967"} if "ZALO" in setting else {}
    ended = run("serve", env={**env, **given, f"LANGNGHE_{setting}": value})
    assert ended.code == 1
    assert "Traceback" not in ended.err
    assert f"LANGNGHE_{setting}" in ended.err
    assert needed in ended.err


async def test_a_broken_plan(env: dict[str, str], tmp_path: Path) -> None:
    plan = tmp_path / "config" / "plan.yaml"
    plan.write_text(plan.read_text().replace("hotline:", "hotlne:"), "utf-8")
    ended = await run_apart("check", env=env)
    told(ended, "plan.yaml:4:", "hotlne", "hotline")


def test_a_plan_whose_sum_is_wrong(run: Run, env: dict[str, str], tmp_path: Path) -> None:
    plan = tmp_path / "config" / "plan.yaml"
    plan.write_text(plan.read_text().replace("total: 1", "total: 780"), "utf-8")
    told(run("check", env=env), "plan.yaml:", "780")


def test_broken_yaml(run: Run, env: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "config" / "plan.yaml").write_text("plan: [a\ntitle: b\n", "utf-8")
    told(run("check", env=env), "plan.yaml:")


def test_a_broken_flow(run: Run, env: dict[str, str], tmp_path: Path) -> None:
    flow = tmp_path / "flows" / "hai-long-tthc.yaml"
    flow.write_text(flow.read_text().replace("scale: hai_long", "scale: hai_lon", 1), "utf-8")
    ended = run("check", env=env)
    assert ended.code == 1
    assert "Traceback" not in ended.err
    assert "hai-long-tthc.yaml:" in ended.err
    assert "hai_long" in ended.err, "the near name is offered"


def test_a_broken_source(run: Run, env: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "config" / "source.yaml").write_text("name: thu\nkind: ftp\n", "utf-8")
    ended = run("check", env=env)
    assert ended.code == 1
    assert "Traceback" not in ended.err
    assert "source.yaml" in ended.err


def test_a_number_of_ones_own_that_is_wrong(run: Run, env: dict[str, str], tmp_path: Path) -> None:
    rules = tmp_path / "rules.yaml"
    rules.write_text("consultation_prise: [{from: 2026-01-01, value: 55, source: x}]\n", "utf-8")
    env |= {"LANGNGHE_RULES": str(rules)}
    told(run("check", env=env), "rules.yaml:1:", "R001", "consultation_price")


def test_a_plan_without_its_flow(run: Run, env: dict[str, str], tmp_path: Path) -> None:
    plan = tmp_path / "config" / "plan.yaml"
    plan.write_text(plan.read_text().replace("hai-long-tthc", "hai-long"), "utf-8")
    told(run("check", env=env), "hai-long", "hai-long-tthc")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("khong-co.csv", None),
        ("rong.csv", b""),
        ("anh.csv", b"\x89PNG\r\n\x1a\n\x00\x00\x00"),
        ("khong-phai.xlsx", b"PK\x03\x04 not a workbook"),
        ("cut.json", b'{"data": [{"MaHoSo": "1"'),
        ("khac.csv", "Món ăn,Giá\nPhở,40000\n".encode()),
        ("ho-so.docx", b"PK\x03\x04"),
    ],
)
def test_an_unreadable_case_file(
    run: Run, env: dict[str, str], tmp_path: Path, name: str, content: bytes | None
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    ended = run("cases", "import", str(path), env=env)
    assert ended.code == 1, ended
    assert "Traceback" not in ended.err
    assert name in ended.err or "dòng tiêu đề" in ended.err
    assert len(ended.err.strip().splitlines()) <= 3, ended.err


def test_a_good_file_is_told_in_a_sentence(run: Run, env: dict[str, str], tmp_path: Path) -> None:
    path = tmp_path / "ho-so.csv"
    write_cases(path, [Case("HS-1", phone="0900000001"), Case("HS-2", unit="A.99")])
    ended = run("cases", "import", str(path), env=env)
    assert ended.code == 0, ended
    assert "2 dòng" in ended.out
    assert "1 hồ sơ mới" in ended.out


@pytest.fixture
def busy_port() -> Iterator[int]:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        yield int(taken.getsockname()[1])


async def test_a_busy_port(
    env: dict[str, str], tmp_path: Path, busy_port: int, free_port: int
) -> None:
    data = str(tmp_path / "thu")
    told(await run_apart("try", "--data", data, "--port", str(busy_port)), str(busy_port), "--port")
    desk = f"127.0.0.1:{free_port}"
    serve = {**env, "LANGNGHE_BIND": f"127.0.0.1:{busy_port}", "LANGNGHE_DESK_BIND": desk}
    told(await run_apart("serve", env=serve), str(busy_port))


def test_a_second_process_on_one_sqlite_file(run: Run, env: dict[str, str], tmp_path: Path) -> None:
    told(run("work", env=env), "langnghe serve")


def test_an_unknown_command_is_wrong_usage(run: Run) -> None:
    ended = run("sevre", env={})
    assert ended.code == 2
    assert "serve" in ended.err
