"""One event of the webhook, as it was written, and how it fared. It delivers nothing."""

from dataclasses import dataclass


@dataclass(slots=True)
class Event:
    """One webhook event. `time` is epoch ms, `due` the moment of the next retry."""

    n: int
    time: int
    name: str
    user: str
    body: str
    stamp: str  # the body's timestamp, which is signed
    server: str = ""  # X-ZEvent-Server
    tries: int = 0
    status: str = ""  # of the last try: an HTTP status, "timeout" or "refused"
    # delivered | late | held | retrying | lost | unsubscribed | muted | no webhook
    outcome: str = "pending"
    due: int = 0
