"""Somebody guesses links: at random, and near real ones. What they learn must be nothing (E1)."""

import asyncio
import hashlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from statistics import fmean
from time import perf_counter

from tests.support.town import Town

SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
AT_ONCE = 8


@dataclass(slots=True)
class Guessed:
    """What was seen: answers by (status, size, hash of the body), seconds by the kind of guess."""

    seen: dict[tuple[int, int, str], int] = field(default_factory=lambda: defaultdict(int))
    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    @property
    def hits(self) -> int:
        """Guesses that opened something."""
        return sum(count for (status, *_), count in self.seen.items() if status < 400)

    @property
    def throttled(self) -> int:
        """Guesses that were told to wait."""
        return sum(count for (status, *_), count in self.seen.items() if status == 429)

    @property
    def difference(self) -> float:
        """Between the mean times of near and far guesses, as a share of their mean; of each the
        slowest 1 % are left out, in which the machine was busy with something else.
        """
        near, far = (fmean(sorted(took)[: len(took) * 99 // 100]) for took in self.seconds.values())
        return abs(near - far) / ((near + far) / 2)


async def guess(place: Town, token: str, count: int, seed: int = 1) -> Guessed:
    """`count` guesses, by turns at random and with all signs but the last of a real token."""
    found, work = Guessed(), _guesses(token, count, Random(seed))

    async def guesser() -> None:
        for kind, guessed in work:
            started = perf_counter()
            async with place.web.get(place.page(guessed)) as answer:
                body = await answer.read()
            found.seconds[kind].append(perf_counter() - started)
            name = (answer.status, len(body), hashlib.sha256(body).hexdigest())
            found.seen[name] += 1

    await asyncio.gather(*(guesser() for _ in range(AT_ONCE)))
    return found


def _guesses(token: str, count: int, rng: Random) -> Iterator[tuple[str, str]]:
    near = [token[:-1] + sign for sign in SIGNS if sign != token[-1]]
    for number in range(count):
        if number % 2:
            yield "near", rng.choice(near)
        else:
            yield "far", "".join(rng.choice(SIGNS) for _ in token)


def opens_nothing(place_rows: dict[str, list[dict[str, object]]], tokens: list[str]) -> bool:
    """Whether no value of any table holds a token in clear."""
    secrets = [token.encode() for token in tokens]
    for rows in place_rows.values():
        for value in (value for row in rows for value in row.values()):
            raw = value if isinstance(value, bytes) else str(value).encode()
            if any(secret in raw for secret in secrets):
                return False
    return True
