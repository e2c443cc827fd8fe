"""Citizens of a stage who were invited by mail, for tests of mail that comes back."""

from dataclasses import dataclass

from people.keys import address_hash
from post.ports import NewMessage
from tests.support.stage import Applicant, Invited, Stage

ADDRESS = "an@citizen.example"
HEADING = "Sở Tư pháp"
"""Whom its subject names."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail of ours that was sent, and whom it invites."""

    of: Invited
    tracking: str


async def letter(s: Stage, name: str = "An", state: str = "sent", mail: str = ADDRESS) -> Letter:
    """Somebody invited by mail."""
    of = await s.invite(name, Applicant(email=mail))
    return await another(s, Letter(of, f"{of.ref}.i1e"), "invite/1", state, mail)


async def another(
    s: Stage, of: Letter, key: str = "", state: str = "sent", mail: str = ADDRESS
) -> Letter:
    """One more mail to the same person, such as a reminder; with `key` the letter itself."""
    number = next(s.numbers)
    tracking = of.tracking if key else f"{of.of.ref}.r{number}e"
    message = NewMessage(
        f"{of.of.id}/{key or f'remind/{number}'}/email", of.of.id, "invite", "email",
        hashed(s, mail), of.of.person_hash, {"to": mail, "heading": HEADING}, s.clock.now(),
        tracking=tracking,
    )  # fmt: skip
    await s.store.run(lambda unit: unit.turns.enqueue([message], s.clock.now()))
    await s.sql(f"UPDATE message SET state = '{state}' WHERE tracking = '{tracking}'")
    return Letter(of.of, tracking)


def hashed(s: Stage, mail: str = ADDRESS) -> str:
    return address_hash(s.keyring, "email", mail)
