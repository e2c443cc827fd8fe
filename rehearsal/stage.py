"""The settings of a trial: everything on loopback, the sandbox in place of the world."""

from pathlib import Path

from rehearsal.sandbox_process import APP_ID, APP_SECRET, OA_ID, OA_SECRET, Sandbox
from settings import Settings, read


def stage_settings(
    sandbox: Sandbox, data: Path, example: Path, key: str, ports: tuple[int, int], db: str = ""
) -> Settings:
    """Settings as `settings.example.env` would have them, with the sandbox's addresses."""
    values = {
        "DB": db or f"sqlite:///{data.absolute()}/langnghe.db",
        "DATA": str(data),
        "KEY": key,
        "PUBLIC_URL": f"http://127.0.0.1:{ports[0]}",
        "BIND": f"127.0.0.1:{ports[0]}",
        "DESK_BIND": f"127.0.0.1:{ports[1]}",
        "PLANS": str(example / "plan.yaml" if example.is_dir() else example),
        "SOURCES": str(example if example.is_dir() else example.parent),
        "ZALO_APP_ID": APP_ID,
        "ZALO_APP_SECRET": APP_SECRET,
        "ZALO_OA_ID": OA_ID,
        "ZALO_OA_SECRET": OA_SECRET,
        "ZALO_OPENAPI_URL": sandbox.url,
        "ZALO_BUSINESS_URL": sandbox.url,
        "ZALO_OAUTH_URL": sandbox.url,
        "SMTP_HOST": "127.0.0.1",
        "SMTP_PORT": str(sandbox.smtp_port),
        "SMTP_TLS": "none",
        "SMTP_FROM": "khaosat@localhost",
        "CLOCK": f"{sandbox.url}/_/clock",
    }
    return read({f"LANGNGHE_{name}": value for name, value in values.items()})
