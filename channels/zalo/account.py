"""One Official Account and where its platform stands. Values only."""

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
    oa_secret: str = field(repr=False)
    public_url: str = ""  # where citizens' pages are

    def page(self, token: str) -> str:
        """The address of a citizen's own page."""
        return f"{self.public_url}/k/{token}"

    @property
    def kept_as(self) -> str:
        """The name under which its tokens are kept."""
        return f"zalo/{self.oa_id}"
