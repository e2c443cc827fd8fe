"""People with a link and a survey of nine questions that none has begun, and their installation."""

from pathlib import Path
from typing import Any

from bench.world import ROOT, World
from bot.conversation import Conversation
from settings import PREFIX, Settings, read

FLOW = ROOT / "bench" / "flows" / "chin-cau.yaml"
KEY = "a2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2s="


def tokens(people: int) -> list[str]:
    """The tokens of their links; `World.token` gives them so."""
    return [f"link-of-person-{number:08d}" for number in range(1, people + 1)]


class Answerers(World):
    """The people of the page: invited by mail, in no chat, nothing begun."""

    def begun(self, number: int) -> Conversation:
        """Nothing is."""
        return self.born(number)

    def _invitation(self, number: int) -> dict[str, Any]:
        row = super()._invitation(number)
        return {**row, "state": "open", "code_used": False, "started_at": None}

    def _conversation(self, number: int) -> dict[str, Any]:
        return {**super()._conversation(number), "chat_hash": None}


def settings_in(folder: Path, screen: str) -> Settings:
    """An installation of its own: no plan, no channel, an empty database."""
    flows = folder / "flows"
    flows.mkdir()
    text = FLOW.read_text(encoding="utf-8").replace("screen: question", f"screen: {screen}")
    (flows / FLOW.name).write_text(text, encoding="utf-8")
    given = {
        "DB": f"sqlite:///{folder}/bench.db",
        "DATA": str(folder),
        "KEY": KEY,
        "FLOWS": str(flows),
        "PLANS": f"{folder}/plans",
        "SOURCES": f"{folder}/sources",
    }
    return read({PREFIX + name: value for name, value in given.items()})
