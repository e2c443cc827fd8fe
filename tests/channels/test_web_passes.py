"""The cookie of an invitation, and the throttle: both without a network."""

from http.cookies import SimpleCookie

import pytest
from aiohttp import web

from channels.web.passes import MOST_COOKIES, PREFIX, Passes
from channels.web.throttle import MOST_KNOWN, Rate, Throttle
from ground.seal import Keyring, new_token

PASSES = Passes(Keyring(b"k" * 32))
TOKENS = [new_token() for _ in range(MOST_COOKIES + 3)]


def given(token: str, brought: dict[str, str]) -> tuple[dict[str, str], str]:
    """What a browser holds afterwards, and the header's flags."""
    answer = web.Response()
    PASSES.give(answer, brought, token)
    kept = dict(brought)
    cookies = SimpleCookie()
    for header in answer.cookies.values():
        cookies.load(header.OutputString())
    for name, morsel in cookies.items():
        if morsel["max-age"] == "0":
            kept.pop(name, None)
        else:
            kept[name] = morsel.value
    return kept, answer.cookies[PREFIX + PASSES.ref(token)].OutputString()


def test_a_cookie_opens_its_own_reference_alone() -> None:
    first, second = TOKENS[:2]
    kept, flags = given(first, {})
    (name, value), ref = *kept.items(), PASSES.ref(first)
    assert name == PREFIX + ref
    assert PASSES.token(kept, ref) == first
    assert first not in flags
    for flag in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
        assert f"; {flag}" in flags
    assert "Max-Age" not in flags
    assert "Domain" not in flags
    assert PASSES.token({PREFIX + PASSES.ref(second): value}, PASSES.ref(second)) is None
    other = Passes(Keyring(b"j" * 32))
    assert other.token({PREFIX + other.ref(first): value}, other.ref(first)) is None


@pytest.mark.parametrize("forged", ["", "x", "A" * 68, "=" * 68, "ế" * 40, "A" * 5000])
def test_a_forged_cookie_is_none(forged: str) -> None:
    ref = PASSES.ref(TOKENS[0])
    assert PASSES.token({PREFIX + ref: forged}, ref) is None
    kept, _ = given(TOKENS[0], {})
    value = kept[PREFIX + ref]
    assert PASSES.token({PREFIX + ref: forged + value[len(forged) :]}, ref) in (None, TOKENS[0])
    assert PASSES.token({PREFIX + ref: value[:-6] + "AAAAA="}, ref) is None


def test_a_browser_remembers_few_and_forgets_the_first() -> None:
    kept: dict[str, str] = {"__Host-chu": "to", "__Host-k-x": "not ours"}
    for token in TOKENS:
        kept, _ = given(token, kept)
    refs = [PASSES.ref(token) for token in TOKENS]
    assert [ref for ref in refs if PASSES.token(kept, ref)] == refs[-MOST_COOKIES:]
    assert {"__Host-chu", "__Host-k-x"} <= set(kept)
    assert len("; ".join(f"{name}={value}" for name, value in kept.items())) < 2_000


def test_a_secret_that_asks_for_the_link_does_nothing_else() -> None:
    ref = PASSES.ref(TOKENS[0])
    asking = PASSES.asking(ref)
    assert PASSES.asks(asking, ref)
    assert not PASSES.asks(asking, PASSES.ref(TOKENS[1]))
    assert not PASSES.asks(TOKENS[0], ref)
    assert PASSES.ref(asking) != ref


class Clock:
    """Seconds that a test moves."""

    def __init__(self) -> None:
        self.at = 1000.0

    def __call__(self) -> float:
        return self.at


def test_what_may_be_posted_flows_back_and_is_counted_apart() -> None:
    clock = Clock()
    throttle = Throttle(clock, each=Rate(3, 0.5), all=Rate(100, 10), guesses=Rate(2, 1))
    assert [throttle.may_post("a") for _ in range(5)] == [True, True, True, False, False]
    assert throttle.may_post("b"), "another's are another's"
    clock.at += 2
    assert [throttle.may_post("a") for _ in range(2)] == [True, False]
    clock.at += 1e9
    assert [throttle.may_post("a") for _ in range(4)] == [True, True, True, False], (
        "no more than full"
    )
    clock.at -= 5e8  # a clock that goes back makes nobody wait for ever
    clock.at += 10
    assert [throttle.may_guess() for _ in range(3)] == [True, True, False]
    assert throttle.may_post("c"), "who guesses does not slow who answers"


def test_everybody_together_is_bounded_and_so_is_the_memory() -> None:
    clock = Clock()
    throttle = Throttle(clock, all=Rate(MOST_KNOWN + 5, 0))
    assert all(throttle.may_post(str(number)) for number in range(MOST_KNOWN + 5))
    assert not throttle.may_post("one more")
    assert len(throttle._known) == MOST_KNOWN
