"""oauth.zaloapp.com: tokens of the OAs. Facts §1.1-1.4. It sends no message."""

from urllib.parse import parse_qsl, urlencode

from sandbox.log import Call
from sandbox.platform.answers import Answer, oauth_error
from sandbox.platform.tokens import Pair
from sandbox.world import World


def permission(world: World, call: Call) -> Answer:
    """GET /v4/oa/permission: the admin consents at once; back with code and oa_id [OSDK, OQ].

    `oa` in the query says which OA's admin opened the link (the sandbox's own; the first).
    """
    query, knobs = call.query, world.dials.now
    if query.get("app_id") != world.options.app_id or not knobs.app_active:
        return oauth_error(-14002)
    if knobs.callback_url and query.get("redirect_uri") != knobs.callback_url:
        return oauth_error(-14003)
    try:
        oa = world.oas.find(query.get("oa", ""))
    except ValueError:
        return oauth_error(-14012)
    # what the console holds wins over the request's own, which then fails at the exchange
    challenge = knobs.console_challenge or query.get("code_challenge", "")
    code = world.tokens.new_code(challenge, call.now_ms, oa.oa)
    back = {"code": code, "oa_id": oa.oa}
    if "state" in query:
        back["state"] = query["state"]
    return Answer({}, location=f"{query.get('redirect_uri', '/')}?{urlencode(back)}")


def access_token(world: World, call: Call) -> Answer:
    """POST /v4/oa/access_token: a form, with the app secret in the header `secret_key`.

    The order of the checks is ASSUMED. Success is the pair alone, without `error` [OQ].
    """
    options, now_ms = world.options, call.now_ms
    form = dict(parse_qsl(call.body.decode("utf-8", "replace")))
    if form.get("app_id") != options.app_id:
        return oauth_error(-14002)
    if call.headers.get("secret_key") != options.app_secret:
        return oauth_error(-14004)
    match form.get("grant_type"):
        case "refresh_token":
            rotates = world.dials.now.rotates
            pair = world.tokens.refresh(form.get("refresh_token", ""), now_ms, not rotates)
            return _pair(world, pair, rotates) if pair else oauth_error(-14014)
        case "authorization_code":
            verifier = form.get("code_verifier", "")
            pair = world.tokens.exchange(form.get("code", ""), verifier, now_ms)
            return _pair(world, pair, True) if pair else oauth_error(-14005)
        case _:
            return oauth_error(-14018)


def _pair(world: World, pair: Pair, rotated: bool) -> Answer:
    """The pair alone; without a refresh token where none was made."""
    body = pair.answer()
    if world.dials.now.numeric_expires:
        body["expires_in"] = int(str(body["expires_in"]))
    if not rotated:
        body.pop("refresh_token")
        body.pop("refresh_token_expires_in")
    return Answer(body)
