"""What accounts uploaded: kept 7 days, 5,000 of a kind a month. Facts §2.7 [OQ]."""

from dataclasses import asdict, dataclass

from sandbox.ids import Ids
from sandbox.journal import Journal
from sandbox.values import Json, local, text, whole

KEPT_MS = 7 * 86400 * 1000
MOST_A_MONTH = 5_000


@dataclass(frozen=True, slots=True)
class Asset:
    """Something uploaded; `medium` names its bytes."""

    id: str
    oa: str
    kind: str
    born_ms: int
    medium: str
    filename: str


class Uploads:
    """All assets, by id; and how many of a kind came this month."""

    def __init__(self, ids: Ids, journal: Journal) -> None:
        self._ids = ids
        self._journal = journal
        self._assets: dict[str, Asset] = {}
        self._months: dict[tuple[str, str, str], int] = {}

    def take(self, oa_id: str, kind: str, now_ms: int) -> bool:
        """Count one of this month's; whether it was still allowed."""
        key = (oa_id, kind, f"{local(now_ms):%Y-%m}")
        self._months[key] = self._months.get(key, 0) + 1
        return self._months[key] <= MOST_A_MONTH

    def add(self, oa_id: str, kind: str, now_ms: int, stored: tuple[str, str]) -> Asset:
        """Keep one; `stored` is the name of its medium and of the file."""
        n = len(self._assets) + 1
        asset = Asset(self._ids.token("ATT", n), oa_id, kind, now_ms, *stored)
        self._assets[asset.id] = asset
        self._journal.put("asset", asdict(asset))
        return asset

    def find(self, asset_id: str, oa_id: str, kind: str, now_ms: int) -> Asset | int:
        """The asset of an account, or the code: -201 for none such, -100 for one gone [OQ]."""
        asset = self._assets.get(asset_id)
        if asset is None or (asset.oa, asset.kind) != (oa_id, kind):
            return -201
        return asset if now_ms < asset.born_ms + KEPT_MS else -100

    def restore(self, row: Json) -> None:
        """From the journal."""
        words = {name: text(row, name) for name in ("id", "oa", "kind", "medium", "filename")}
        asset = Asset(born_ms=whole(row, "born_ms", 0), **words)
        self._assets[asset.id] = asset
        self.take(asset.oa, asset.kind, asset.born_ms)
