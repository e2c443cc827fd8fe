"""The peers' figures for the pure step: other frameworks with the same survey, in processes of
their own. Where a peer cannot be had or fails, it says why instead.
"""

import subprocess
from collections.abc import Mapping, Sequence
from typing import Protocol

import orjson

from bench.peers.order import Order, Question
from bench.rows import Peer
from bench.world import FACTS, ROOT
from bot.cards import card_of
from bot.conversation import Conversation
from bot.prompts import filled
from bot.walk import path_of
from flows.model import Flow

PYTHON = ROOT / ".venv-peers" / "bin" / "python"
PEERS = {
    "python-telegram-bot": "bench.peers.telegram_bot",
    "aiogram": "bench.peers.aiogram_fsm",
}
LONGEST = 120  # seconds


class Written(Protocol):
    """What a peer is asked to do."""

    def written(self) -> bytes:
        """As it reads it from its standard input."""
        ...


def peers(order: Order) -> tuple[Mapping[str, Peer], str]:
    """Each peer's figures, and why one is missing ("" = none is)."""
    if not PYTHON.exists():
        return {}, f"peers left out: {PYTHON.parts[-3]} is not there, `make bench` installs it"
    found: dict[str, Peer] = {}
    missing = []
    for name, module in PEERS.items():
        answer = run([str(PYTHON), "-m", module], order)
        if isinstance(answer, Peer):
            found[name] = answer
        else:
            missing.append(f"{name} left out: {answer}")
    return found, "; ".join(missing)


def run(command: Sequence[str], order: Written) -> Peer | str:
    """What a command measured, or why it did not."""
    try:
        done = subprocess.run(
            command,
            input=order.written(),
            capture_output=True,
            cwd=ROOT,
            timeout=LONGEST,
            check=True,
        )
        figures = orjson.loads(done.stdout)
        return Peer(float(figures["value"]), float(figures["cpu_ms"]))
    except subprocess.CalledProcessError as error:
        lines = error.stderr.decode(errors="replace").strip().splitlines()
        return lines[-1] if lines else f"it ended with {error.returncode}"
    except subprocess.TimeoutExpired:
        return f"it took more than {LONGEST} s"
    except (OSError, ValueError, KeyError, TypeError) as error:
        return f"{type(error).__name__}: {error}"


def order_of(flow: Flow, people: int, steps: int, rounds: int) -> Order:
    """The questions as the short survey puts them to somebody who filed at the counter."""
    conv = Conversation(id=1, flow_hash=flow.hash, facts=FACTS)
    asked = [question for question in path_of(flow, conv).asked if question.choices]
    questions = []
    for question in asked:
        card = card_of(question, "vi")
        choices = tuple((option.value, option.label) for option in card.options)
        questions.append(Question(question.id, filled(conv, card.text), choices))
    return Order(tuple(questions), people, steps, rounds)
