"""Joins Zalo's parts: an account and a keeper of tokens for each Official Account. No logic."""

from collections.abc import Callable, Mapping

import aiohttp

from channels.zalo.account import ZaloAccount
from channels.zalo.consent import Consent
from channels.zalo.send import ZaloSender
from channels.zalo.token_ports import TokenPort
from channels.zalo.tokens import TokenKeeper
from channels.zalo.uploads import Uploader
from clock import Clock
from ground.doors import Door
from ground.seal import Keyring
from post.templates.book import TemplateBook
from settings import Settings, ZaloSettings


def zalo_accounts(settings: Settings) -> dict[str, ZaloAccount]:
    """Every Official Account by its id, the default one first; empty where Zalo is not set."""
    zalo = settings.zalo
    if zalo is None:
        return {}
    return {
        oa_id: ZaloAccount(
            openapi_url=zalo.openapi_url,
            business_url=zalo.business_url,
            oauth_url=zalo.oauth_url,
            app_id=zalo.app_id,
            oa_id=oa_id,
            app_secret=zalo.app_secret,
            oa_secrets=zalo.oa_secrets,
            secret_proof=zalo.secret_proof,
            public_url=settings.public_url,
        )
        for oa_id in zalo.oa_ids
    }


def zalo_consent(zalo: ZaloSettings, keyring: Keyring) -> Consent:
    """How the app asks for an account's consent."""
    return Consent(zalo.oauth_url, zalo.app_id, zalo.callback_url, zalo.code_verifier, keyring.mac)


def token_keepers(
    accounts: Mapping[str, ZaloAccount],
    door: Door[TokenPort],
    http: aiohttp.ClientSession,
    clock: Clock,
) -> dict[str, TokenKeeper]:
    """One keeper for each account, by the account's id."""
    return {id_: TokenKeeper(account, door, http, clock) for id_, account in accounts.items()}


def zalo_sender(  # noqa: PLR0913, PLR0917  the parts of one way out
    accounts: Mapping[str, ZaloAccount],
    tokens: Mapping[str, TokenKeeper],
    http: aiohttp.ClientSession,
    templates: TemplateBook,
    billed: Callable[[], int],
    uploader: Uploader,
) -> ZaloSender | None:
    """The way out of every account; None where Zalo is not set."""
    if not accounts:
        return None
    return ZaloSender(accounts, tokens, http, templates, billed, uploader)
