"""langnghe zalo: keep the pair of tokens that an admin made, and see how the account stands."""

import argparse
import getpass

from commands import zalo_inbox, zalo_sweep
from commands.common import DONE, Told, group, reading, show, system_of


def define(parser: argparse.ArgumentParser, _name: str) -> None:
    """Arguments of the group."""
    made = group(
        parser,
        {
            "connect": ("paste a pair of tokens from Zalo's API Explorer", _connect),
            "status": ("whether the account is connected", _status),
            "sweep": ("take in what the webhook missed, once each", zalo_sweep.sweep),
            "inbox": ("events that were kept or could not be read, by kind", zalo_inbox.inbox),
        },
    )
    zalo_inbox.arguments(made["inbox"])
    zalo_sweep.arguments(made["sweep"])


async def _connect(arguments: argparse.Namespace) -> int:
    async with system_of(arguments) as system:
        keeper = next(iter(system.tokens.values()), None)
        if keeper is None:
            raise Told("Chưa đặt Zalo trong cấu hình. / Zalo is not set.")
        access = getpass.getpass("access_token: ").strip()
        refresh = getpass.getpass("refresh_token: ").strip()
        if not access or not refresh:
            raise Told("Cần cả hai mã. / Both tokens are needed.")
        await keeper.adopt(access, refresh)
        print("Đã kết nối. / Connected.")
    return DONE


async def _status(arguments: argparse.Namespace) -> int:
    async with reading(arguments) as system:
        account = next(iter(system.accounts.values()), None)
        if account is None:
            raise Told("Chưa đặt Zalo trong cấu hình. / Zalo is not set.")
        door = system.store.door(lambda unit: unit.keep)
        pair = await door.read(lambda keep: keep.get(account.kept_as))
        data = {
            "oa_id": account.oa_id,
            "connected": pair is not None,
            "expires_at": pair["expires_at"] if pair else None,
        }
        show(arguments, data, lambda: "\n".join(f"{k}: {v}" for k, v in data.items()))
    return DONE
