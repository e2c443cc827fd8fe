"""The stars that people gave to rating templates. It judges none."""

from dataclasses import asdict, dataclass

from sandbox.journal import Journal
from sandbox.values import Json, text, whole


@dataclass(frozen=True, slots=True)
class Rating:
    """Stars 1-5 for one message, at epoch ms; no person inside."""

    oa: str
    template_id: str
    message_id: str
    rate: int
    note: str
    tracking_id: str
    ms: int

    def row(self) -> Json:
        """As rating/get tells it [OQ]."""
        row: Json = {
            "rating_type": "csat",
            "option": "five_emotions",
            "note": self.note,
            "rate": self.rate,
            "submitDate": str(self.ms),
            "msgId": self.message_id,
            "feedbacks": [],
        }
        if self.tracking_id:
            row["trackingId"] = self.tracking_id
        return row


class Ratings:
    """All stars, by account and template, oldest first."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._given: dict[tuple[str, str], list[Rating]] = {}

    def add(self, rating: Rating) -> None:
        """Keep one."""
        self._place(rating)
        self._journal.put("rating", asdict(rating))

    def of(self, oa_id: str, template_id: str) -> list[Rating]:
        """Those for one template of an account."""
        return self._given.get((oa_id, template_id), [])

    def restore(self, row: Json) -> None:
        """From the journal."""
        names = ("oa", "template_id", "message_id", "note", "tracking_id")
        words = {name: text(row, name) for name in names}
        self._place(Rating(**words, rate=whole(row, "rate", 0), ms=whole(row, "ms", 0)))

    def _place(self, rating: Rating) -> None:
        self._given.setdefault((rating.oa, rating.template_id), []).append(rating)
