"""The webhook's signature (facts of Zalo's SDK: a plain SHA-256), and every way to forge it."""

import ast
import gzip
import hashlib
import hmac
import json
from collections.abc import Callable
from pathlib import Path

import pytest

import channels.zalo.signature as module
from channels.zalo.signature import Variant, Verified, mac, verify

APP, SECRET = "360846524940903967", "test-oa-secret"
BODY = (
    '{"app_id":"360846524940903967","sender":{"id":"2512523625412515"},'
    '"user_id_by_app":"552177279717587730","recipient":{"id":"388613280878808645"},'
    '"event_name":"user_send_text","message":{"text":"Xin chào","msg_id":"96d3cdf3af150460909"},'
    '"timestamp":"1785672000000"}'
).encode()
STAMP = "1785672000000"
MAC = "77c550b3e95afc6bf2efdc851ddb2b051197dc9840afa5d1285ecb35a76f8e59"

PRODUCT = Path(module.__file__).parents[2]
ROOMS = ("bot", "channels", "commands", "desk", "people", "post", "storage")
SOURCES = [path for room in ROOMS for path in (PRODUCT / room).rglob("*.py")]

Forged = tuple[bytes, dict[str, str]]


def headers(signature: str, **more: str) -> dict[str, str]:
    return {"X-ZEvent-Signature": signature} | {k.replace("_", "-"): v for k, v in more.items()}


def verified(raw: bytes, given: dict[str, str], app: str, *secrets: str) -> bool:
    return verify(raw, given, app, secrets) is not None


def sha(*parts: str | bytes) -> str:
    joined = b"".join(part if isinstance(part, bytes) else part.encode() for part in parts)
    return hashlib.sha256(joined).hexdigest()


def test_the_known_vector() -> None:
    assert mac(APP, BODY, STAMP, SECRET) == MAC
    assert verified(BODY, headers(f"mac={MAC}"), APP, SECRET)


def test_bare_hex_is_accepted() -> None:
    assert verified(BODY, headers(MAC), APP, SECRET)


def test_a_number_timestamp_with_white_space_is_found() -> None:
    body = b'{ "timestamp" : 1785672000000 , "a":1}'
    assert verified(body, headers("mac=" + sha(APP, body, STAMP, SECRET)), APP, SECRET)


def test_the_header_timestamp_is_tried_second() -> None:
    signed = "mac=" + sha(APP, BODY, "1785672000999", SECRET)
    assert not verified(BODY, headers(signed), APP, SECRET)
    assert verified(BODY, headers(signed, X_ZEvent_Timestamp="1785672000999"), APP, SECRET)
    assert verified(BODY, headers(MAC, X_ZEvent_Timestamp="5"), APP, SECRET)


def test_a_body_without_timestamp_is_signed_by_the_header_alone() -> None:
    signed = headers(sha(APP, b"[]", "7", SECRET), X_ZEvent_Timestamp="7")
    assert verified(b"[]", signed, APP, SECRET)


def test_a_timestamp_in_a_citizens_text_does_not_confuse() -> None:
    body = BODY.replace("Xin chào".encode(), b'\\"timestamp\\":\\"1\\" \\"timestamp\\":\\"2\\"')
    assert verified(body, headers("mac=" + sha(APP, body, STAMP, SECRET)), APP, SECRET)


def variant(given: dict[str, str], *secrets: str) -> Variant:
    found = verify(BODY, given, APP, secrets)
    assert found is not None
    assert found.raw is BODY
    return found.variant


def test_while_the_secret_is_changed_both_hold_and_it_is_told_which() -> None:
    old, new = headers(f"mac={MAC}"), headers(sha(APP, BODY, STAMP, "new"))
    assert variant(old, "new", SECRET) == Variant(True, "body", 1)
    assert variant(new, "new", SECRET) == Variant(False, "body", 0)
    stamped = headers(sha(APP, BODY, "7", SECRET), X_ZEvent_Timestamp="7")
    assert str(variant(stamped, SECRET)) == "bare/header/0"
    assert not verified(BODY, old, APP, "new"), "the retired one no longer"
    assert not verified(BODY, headers(sha(APP, BODY, STAMP)), APP, ""), "an empty secret signs none"
    assert not verified(BODY, old, APP), "without a secret nothing is verified"


def reserialised(**options: object) -> bytes:
    return json.dumps(json.loads(BODY), **options).encode()  # type: ignore[arg-type]


def other(old: str, new: str) -> bytes:
    changed = BODY.replace(old.encode(), new.encode())
    assert changed != BODY
    return changed


HMAC = hmac.new(SECRET.encode(), BODY, hashlib.sha256).hexdigest()
HMAC_ALL = hmac.new(SECRET.encode(), APP.encode() + BODY + STAMP.encode(), "sha256").hexdigest()
FORGERIES: dict[str, Callable[[], Forged]] = {
    "no header": lambda: (BODY, {}),
    "empty": lambda: (BODY, headers("")),
    "prefix alone": lambda: (BODY, headers("mac=")),
    "upper case": lambda: (BODY, headers(f"mac={MAC.upper()}")),
    "prefix in upper case": lambda: (BODY, headers(f"MAC={MAC}")),
    "prefix twice": lambda: (BODY, headers(f"mac=mac={MAC}")),
    "sha256 prefix": lambda: (BODY, headers(f"sha256={MAC}")),
    "one sign short": lambda: (BODY, headers(f"mac={MAC[:-1]}")),
    "app secret": lambda: (BODY, headers("mac=" + sha(APP, BODY, STAMP, "test-app-secret"))),
    "NUL after": lambda: (BODY, headers(f"mac={MAC}\0")),
    "NUL inside": lambda: (BODY, headers(f"mac={MAC[:32]}\0{MAC[33:]}")),
    "NUL after the body": lambda: (BODY + b"\0", headers(f"mac={MAC}")),
    "a header injected": lambda: (BODY, headers(f"mac={MAC}\r\nX-ZEvent-Timestamp: {STAMP}")),
    "a false timestamp in the text signed": lambda: (
        other("Xin chào", '\\"timestamp\\":\\"1\\"'),
        headers("mac=" + sha(APP, BODY, "1", SECRET)),
    ),
    "UTF-16": lambda: (BODY.decode().encode("utf-16"), headers(f"mac={MAC}")),
    "both secrets as one": lambda: (
        BODY,
        headers("mac=" + sha(APP, BODY, STAMP, f"{SECRET},new")),
    ),
    "half": lambda: (BODY, headers(f"mac={MAC[:32]}")),
    "one sign more": lambda: (BODY, headers(f"mac={MAC}0")),
    "one sign changed": lambda: (BODY, headers(f"mac={MAC[:-1]}0")),
    "space before": lambda: (BODY, headers(f"mac= {MAC}")),
    "space after": lambda: (BODY, headers(f"mac={MAC} ")),
    "line break after": lambda: (BODY, headers(f"mac={MAC}\n")),
    "quoted": lambda: (BODY, headers(f'mac="{MAC}"')),
    "two signatures": lambda: (BODY, headers(f"mac={'0' * 64}, mac={MAC}")),
    "not hex": lambda: (BODY, headers("mac=" + "z" * 64)),
    "full-width digits": lambda: (BODY, headers("mac=" + "７" * 64)),
    "lone surrogates": lambda: (BODY, headers("mac=" + "\udcff" * 64)),
    "base64": lambda: (BODY, headers("mac=d8VQs+la/Gvy79yFHdsrBRGX3JhAr6XRKF7LNadvjlk=")),
    "zeros": lambda: (BODY, headers("mac=" + "0" * 64)),
    "spaced body": lambda: (reserialised(ensure_ascii=False), headers(f"mac={MAC}")),
    "escaped body": lambda: (reserialised(separators=(",", ":")), headers(f"mac={MAC}")),
    "sorted body": lambda: (
        reserialised(separators=(",", ":"), ensure_ascii=False, sort_keys=True),
        headers(f"mac={MAC}"),
    ),
    "line break at the end": lambda: (BODY + b"\n", headers(f"mac={MAC}")),
    "byte order mark": lambda: (b"\xef\xbb\xbf" + BODY, headers(f"mac={MAC}")),
    "other text": lambda: (other("Xin chào", "Xin chao"), headers(f"mac={MAC}")),
    "decomposed text": lambda: (other("chào", "cha\u0300o"), headers(f"mac={MAC}")),
    "other sender": lambda: (other("2512523625412515", "2512523625412516"), headers(f"mac={MAC}")),
    "other account": lambda: (other("388613280878808645", "1"), headers(f"mac={MAC}")),
    "edited timestamp": lambda: (other(STAMP, "1785672000001"), headers(f"mac={MAC}")),
    "edited timestamp, the old one in the header": lambda: (
        other(STAMP, "1785672000001"),
        headers(f"mac={MAC}", X_ZEvent_Timestamp=STAMP),
    ),
    "a second timestamp added": lambda: (
        BODY[:-1] + b',"timestamp":"1"}',
        headers(f"mac={MAC}", X_ZEvent_Timestamp=STAMP),
    ),
    "empty body": lambda: (b"", headers(f"mac={MAC}")),
    "empty body signed by nobody": lambda: (b"", headers("mac=" + sha(APP, SECRET))),
    "compressed body": lambda: (gzip.compress(BODY), headers(f"mac={MAC}")),
    "without the secret": lambda: (BODY, headers("mac=" + sha(APP, BODY, STAMP))),
    "without the app": lambda: (BODY, headers("mac=" + sha(BODY, STAMP, SECRET))),
    "without the timestamp": lambda: (BODY, headers("mac=" + sha(APP, BODY, SECRET))),
    "of another app": lambda: (BODY, headers("mac=" + sha("1" + APP[1:], BODY, STAMP, SECRET))),
    "of another account's secret": lambda: (
        BODY,
        headers("mac=" + sha(APP, BODY, STAMP, "other-oa-secret")),
    ),
    "of a retired secret": lambda: (
        BODY,
        headers("mac=" + sha(APP, BODY, STAMP, "test-oa-secret-of-last-year")),
    ),
    "account id before all": lambda: (
        BODY,
        headers("mac=" + sha("388613280878808645", APP, BODY, STAMP, SECRET)),
    ),
    "HMAC of the body": lambda: (BODY, headers(f"mac={HMAC}")),
    "HMAC of all": lambda: (BODY, headers(f"mac={HMAC_ALL}")),
    "SHA-1 filled up": lambda: (
        BODY,
        headers("mac=" + hashlib.sha1(BODY).hexdigest().ljust(64, "0")),
    ),
    "hash of the parts in another order": lambda: (
        BODY,
        headers("mac=" + sha(BODY, APP, STAMP, SECRET)),
    ),
    "in another header": lambda: (BODY, {"X-Signature": f"mac={MAC}"}),
    "header timestamp of surrogates": lambda: (
        BODY,
        headers("mac=" + "0" * 64, X_ZEvent_Timestamp="\udcff"),
    ),
}


def test_there_are_enough_classes_of_forgery() -> None:
    assert len(FORGERIES) >= 30


@pytest.mark.parametrize("name", FORGERIES)
def test_a_forgery_is_refused(name: str) -> None:
    body, given = FORGERIES[name]()
    assert verified(body, given, APP, SECRET) is False


def test_signatures_are_compared_in_constant_time_and_nothing_is_parsed() -> None:
    """Read off the source: compare_digest alone compares, and no JSON reader is imported."""
    tree = ast.parse(Path(module.__file__).read_text())
    called = {ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    assert "hmac.compare_digest" in called
    imported = {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    assert imported == {"hashlib", "hmac", "re", "Mapping", "Sequence", "dataclass"}
    compared = [ast.unparse(n) for n in ast.walk(tree) if isinstance(n, ast.Compare)]
    assert sorted(compared) == [
        "len(given) != _HEX_SIGNS",
        "len(hexed) < len(header)",
        "mine is not _MINE",
    ]


def test_nobody_else_can_make_verified_bytes() -> None:
    with pytest.raises(TypeError):
        Verified(BODY, Variant(True, "body", 0), object())
    found = verify(BODY, headers(MAC), APP, [SECRET])
    with pytest.raises(AttributeError):
        found.raw = b"{}"  # type: ignore[misc, union-attr]
    makers = {
        path.name
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text()))
        if (isinstance(node, ast.Call) and ast.unparse(node.func).endswith("Verified"))
        or (isinstance(node, ast.Name | ast.Attribute) and ast.unparse(node).endswith("_MINE"))
    }
    assert makers == {"signature.py"}


def test_the_webhook_reaches_json_only_behind_the_signature() -> None:
    """The route calls no reader of JSON; the one that it calls takes verified bytes alone."""
    zalo = PRODUCT / "channels" / "zalo"
    route = ast.parse((zalo / "routes.py").read_text())
    names = {node.id for node in ast.walk(route) if isinstance(node, ast.Name)}
    names |= {node.attr for node in ast.walk(route) if isinstance(node, ast.Attribute)}
    assert names & {"json", "orjson", "loads", "decode", "post", "parse"} <= {"post"}
    (handler,) = [n for n in ast.walk(route) if getattr(n, "name", "") == "_webhook"]
    lines = ast.unparse(handler).splitlines()
    check, read = (
        next(n for n, line in enumerate(lines) if word in line)
        for word in ("verify(raw", "read_event(body")
    )
    assert check < read
    for file, function in (("decode.py", "decode"), ("read.py", "read_event")):
        tree = ast.parse((zalo / file).read_text())
        (made,) = [n for n in tree.body if isinstance(n, ast.FunctionDef) and n.name == function]
        first = made.args.args[0].annotation
        assert first is not None
        assert ast.unparse(first) == "Verified", file
    callers = {
        path.name
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "decode"
    }
    assert callers == {"read.py"}
