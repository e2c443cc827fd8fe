"""Pictures of every state of the survey page, to be looked at: `scripts/page_gallery.py OUT`.

Each question type, errors, review, thanks and kind pages, at the width of a phone and of a screen,
by day and by night. It needs the development's environment and Chromium.
"""

import argparse
import asyncio
import sys
import tempfile
from pathlib import Path
from typing import Literal

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.support.chromium import launched
from tests.support.pagehost import BY_QUESTION, BY_SECTION, hosted, walk

WIDTHS = (390, 1280)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


async def main(out: Path, language: str) -> None:
    """Write NAME-WIDTH-SCHEME.png of each state into OUT/section and OUT/question."""
    async with launched() as browser:
        for name, flow in (("section", BY_SECTION), ("question", BY_QUESTION)):
            folder = out / name
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory() as place:
                async with hosted(Path(place), flow) as host:
                    tab = await browser.new_page(viewport={"width": WIDTHS[0], "height": 844})
                    async for state in walk(tab, host, language):
                        for width in WIDTHS:
                            await tab.set_viewport_size({"width": width, "height": 844})
                            for scheme in SCHEMES:
                                await tab.emulate_media(color_scheme=scheme)
                                picture = folder / f"{state}-{width}-{scheme}.png"
                                await tab.screenshot(path=picture, full_page=True)
                    await tab.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--language", default="vi")
    arguments = parser.parse_args()
    asyncio.run(main(arguments.out, arguments.language))
