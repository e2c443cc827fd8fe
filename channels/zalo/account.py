"""One Official Account, the app that it granted, and where the platform stands. Values only."""

import hashlib
import hmac
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class ZaloAccount:
    """From the settings; secrets never show in a repr."""

    openapi_url: str
    business_url: str
    oauth_url: str
    app_id: str
    oa_id: str
    app_secret: str = field(repr=False)
    oa_secrets: tuple[str, ...] = field(repr=False)  # the webhook's, one per app: new, old
    secret_proof: bool = False  # the app demands appsecret_proof
    public_url: str = ""  # where citizens' pages are

    def page(self, token: str) -> str:
        """The address of a citizen's own page."""
        return f"{self.public_url}/k/{token}"

    @property
    def kept_as(self) -> str:
        """The name under which its tokens are kept, and that of its lane in the outbox."""
        return f"zalo/{self.oa_id}"

    def headers(self, access: str) -> dict[str, str]:
        """What every call to the OA and ZBS hosts carries.

        `appsecret_proof` is hex HMAC-SHA256 of the access token under the app's secret, sent only
        where the app demands it (Zalo's SDK, AppSecretProofUtil).
        """
        if not self.secret_proof:
            return {"access_token": access}
        proof = hmac.new(self.app_secret.encode(), access.encode(), hashlib.sha256).hexdigest()
        return {"access_token": access, "appsecret_proof": proof}
