"""Why a case file cannot be read at all. Rows that cannot be used are in reasons.py."""


class CaseFileError(Exception):
    """The file cannot be read; the message is one sentence for an officer, with what to do."""

    def __init__(self, code: str, vi: str, en: str) -> None:
        self.code, self.vi, self.en = code, vi, en
        super().__init__(f"{code}: {vi}")

    def told(self, lang: str = "vi") -> str:
        """The sentence in `lang` ("vi" or "en"), after its code."""
        return f"{self.code}: {self.en if lang == 'en' else self.vi}"
