"""langnghe flows schema, graph, preview: what helps an author to write and to see a survey."""

import argparse
import re
import subprocess
import tempfile
from pathlib import Path
from shutil import which

from clock import SystemClock
from commands.common import DONE, Command, Told, show
from desk.preview import preview
from flows.language.compile import load_flow
from flows.language.drawing.graph import mermaid
from flows.language.drawing.svg import svg
from flows.language.schema import schema_text
from flows.model import Flow

_BROWSERS = ("chromium", "chromium-browser", "google-chrome")
_HEIGHT = re.compile(r'data-height="(\d+)"')
_TALLEST = 16_000  # pixels; Chromium draws no taller picture
_SECONDS = 60


def tools() -> dict[str, tuple[str, Command]]:
    """The sub-commands of this file, for `commands.common.group`."""
    return {
        "schema": ("print the JSON Schema of a survey file", _schema),
        "graph": ("draw a survey as a Mermaid flowchart or SVG", _graph),
        "preview": ("show a survey as chat and page in one HTML file", _preview),
    }


def arguments_of(made: dict[str, argparse.ArgumentParser]) -> None:
    """Their own arguments."""
    made["schema"].add_argument("--out", type=Path, help="write it to this file")
    for name in ("graph", "preview"):
        made[name].add_argument("name", help="a survey's file or name")
        made[name].add_argument("--folder", type=Path, default=Path("flows"))
        made[name].add_argument("--out", type=Path, help="write it to this file")
    made["graph"].add_argument("--svg", action="store_true", help="an SVG picture instead")
    made["preview"].add_argument("--png", action="store_true", help="a picture a language as well")
    made["preview"].add_argument("--width", type=int, default=1660, help="of the picture, pixels")


async def _schema(arguments: argparse.Namespace) -> int:
    return _put(arguments.out, schema_text())


async def _graph(arguments: argparse.Namespace) -> int:
    drawn = svg if arguments.svg else mermaid
    return _put(arguments.out, drawn(_flow(arguments), arguments.lang))


async def _preview(arguments: argparse.Namespace) -> int:
    flow = _flow(arguments)
    now = SystemClock().now()
    out: Path = arguments.out or Path(f"{flow.name}.html")
    out.write_text(preview(flow, now), "utf-8")
    written = [out]
    for language in flow.languages if arguments.png else ():
        picture = out.with_name(f"{out.stem}.{language}.png")
        written += draw(preview(flow, now, (language,)), picture, arguments.width)
    files = [str(path) for path in written]
    show(arguments, {"flow": flow.name, "files": files}, lambda: "\n".join(files))
    return DONE


def draw(html: str, picture: Path, width: int) -> list[Path]:
    """Take a picture of a page in Chromium; raises Told where there is none or it fails.

    A page that is too tall for one is drawn in several: NAME.png, NAME.2.png, …
    """
    browser = next((found for name in _BROWSERS if (found := which(name))), None)
    if browser is None:
        raise Told("Không thấy Chromium để chụp ảnh. / There is no Chromium to draw with.")
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "preview.html"
        page.write_text(html, "utf-8")
        shown = _browse(browser, folder, page, width, 1000, "--dump-dom")
        tall = _HEIGHT.search(shown)
        height = int(tall[1]) if tall else _TALLEST
        drawn = []
        for n, above in enumerate(range(0, height, _TALLEST), 1):
            part = picture if n == 1 else picture.with_name(f"{picture.stem}.{n}.png")
            page.write_text(_moved_up(html, above), "utf-8")
            shown_height = min(height - above, _TALLEST)
            _browse(browser, folder, page, width, shown_height, f"--screenshot={part.absolute()}")
            drawn.append(part)
    if not all(part.exists() for part in drawn):
        raise Told("Chromium không chụp được ảnh. / Chromium could not draw it.")
    return drawn


def _moved_up(html: str, pixels: int) -> str:
    """The page without what stands above, which another picture shows."""
    return html.replace("<body>", f'<body style="margin-top:-{pixels}px">', 1)


def _browse(  # noqa: PLR0913, PLR0917
    browser: str, folder: str, page: Path, width: int, height: int, act: str
) -> str:
    command = [browser, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
               f"--user-data-dir={folder}/profile", f"--window-size={width},{height}",
               "--virtual-time-budget=3000", act, page.as_uri()]  # fmt: skip
    try:
        done = subprocess.run(command, capture_output=True, timeout=_SECONDS, check=False)
    except subprocess.TimeoutExpired as error:
        raise Told("Chromium không trả lời. / Chromium did not answer.") from error
    return done.stdout.decode("utf-8", "replace")


def _flow(arguments: argparse.Namespace) -> Flow:
    name: str = arguments.name
    path = Path(name) if name.endswith(".yaml") else arguments.folder / f"{name}.yaml"
    return load_flow(path)


def _put(out: Path | None, text: str) -> int:
    if out is None:
        print(text, end="")
    else:
        out.write_text(text, "utf-8")
        print(out)
    return DONE
