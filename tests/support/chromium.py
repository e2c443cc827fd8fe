"""A real, headless Chromium for the tests; it reaches this machine's loopback and nothing else."""

import ctypes
import shutil
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Browser, async_playwright

from tests.support.program import HANGS

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost",
)


class NoChromium(Exception):
    """Chromium cannot be had on this machine; the text says why."""


def find() -> str:
    """The browser's path; raises NoChromium, also where its driver cannot run."""
    if sys.platform == "linux":
        try:
            ctypes.CDLL("libatomic.so.1")
        except OSError as missing:
            raise NoChromium(f"the browser's driver cannot run: {missing}") from missing
    for name in _NAMES:
        if path := shutil.which(name):
            return path
    raise NoChromium("no Chromium on this machine")


@asynccontextmanager
async def launched() -> AsyncIterator[Browser]:
    """A running browser, closed afterwards; raises NoChromium."""
    path, patience = find(), HANGS * 1000  # a busy machine may be slow
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=path, args=list(_FLAGS), timeout=patience
        )
        browser.on("context", lambda opened: opened.set_default_timeout(patience))
        try:
            yield browser
        finally:
            await browser.close()
