"""Every table. Lock order: inbox, address, person, conversation, invitation, outbox.

`docs/data.md` names for each its owner room, class of personal data and retention.
Columns ending in `_sealed` are AES-GCM, those ending in `_hash` keyed hashes (ground/seal.py).
"""

from storage.tables.asking import draw, invitation, invitation_contact, sample
from storage.tables.cases import agency, case, rejected_row
from storage.tables.meta import meta
from storage.tables.people import address, code_try, door, door_claim, person, refusal
from storage.tables.post import (
    allowance,
    channel_state,
    lane,
    mail_return,
    message,
    outgoing,
    pace,
    upload,
)
from storage.tables.talk import (
    alert,
    answer,
    answer_secret,
    conversation,
    early_receipt,
    flow_publication,
    flow_version,
    inbox,
    ledger,
    media,
    thread,
    thread_line,
    wake_up,
)

__all__ = [
    "address",
    "agency",
    "alert",
    "allowance",
    "answer",
    "answer_secret",
    "case",
    "channel_state",
    "code_try",
    "conversation",
    "door",
    "door_claim",
    "draw",
    "early_receipt",
    "flow_publication",
    "flow_version",
    "inbox",
    "invitation",
    "invitation_contact",
    "lane",
    "ledger",
    "mail_return",
    "media",
    "message",
    "meta",
    "outgoing",
    "pace",
    "person",
    "refusal",
    "rejected_row",
    "sample",
    "thread",
    "thread_line",
    "upload",
    "wake_up",
]
