"""WCAG by axe-core of every screen of every shipped survey in each of its languages.

The suite judges every state of a survey of all question kinds (tests/channels/test_web_access.py);
this walks the shipped ones, from the link to the thanks, and prints what is wrong. It needs the
development's environment and Chromium, and takes some minutes.
"""

import asyncio
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parents[1]))

from flows.model import Flow, Kind
from tests.channels.test_web_access import judged
from tests.support.chromium import launched
from tests.support.pagehost import MOST_SCREENS, fill, hosted, press

if TYPE_CHECKING:
    from playwright.async_api import Browser

FLOWS = Path(__file__).parents[1] / "flows"
WRITTEN = {Kind.NUMBER: "1", Kind.DATE: "2026-11-01", Kind.TIME: "09:30", Kind.PHONE: "0912345678"}


def given(flow: Flow) -> dict[str, str]:
    """Something for each question: its first choice, an order, or words."""
    found: dict[str, str] = {}
    for one in flow.questions:
        if not one.asked or one.other_of is not None:
            continue
        if one.kind is Kind.RANKING:
            found |= {f"q.{one.id}.{c.value}": str(n) for n, c in enumerate(one.choices, 1)}
        else:
            words = WRITTEN.get(one.kind, "Tốt")
            found[f"q.{one.id}"] = one.choices[0].value if one.choices else words
    return found


async def walked(browser: "Browser", name: str) -> tuple[int, list[str]]:
    """The screens of one survey in all its languages, and what is wrong with them."""
    screens = 0
    wrong: list[str] = []
    with tempfile.TemporaryDirectory() as place:
        async with hosted(Path(place), name) as host:
            flow = host.stage.flow
            for language in flow.languages:
                tab = await browser.new_page(viewport={"width": 390, "height": 844})
                await tab.goto(host.link(await host.invite(), f"?lang={language}"))
                for number in range(MOST_SCREENS):
                    screens += 1
                    found = await judged(tab)
                    wrong += [f"{name} {language} {number}: {each}" for each in found]
                    button = tab.locator("main button:is([value=next], [value=send])")
                    if not await button.count():
                        break
                    await fill(tab, given(flow))
                    await press(tab, await button.first.get_attribute("value") or "")
                if not await tab.locator(".done").count():
                    wrong.append(f"{name} {language}: it did not come to its end")
                await tab.close()
    return screens, wrong


async def main() -> int:
    """0 = nothing is wrong."""
    names = sorted(path.stem for path in FLOWS.glob("*.yaml") if path.name.count(".") == 1)
    screens = 0
    wrong: list[str] = []
    async with launched() as browser:
        for name in names:
            count, found = await walked(browser, name)
            screens, wrong = screens + count, wrong + found
            print(f"{name}: {count} screens, {len(found)} faults", flush=True)
    print("\n".join([*wrong, f"{len(names)} surveys, {screens} screens, {len(wrong)} faults"]))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
