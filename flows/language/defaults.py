"""Labels and words for what an author adds without words of their own. Only texts."""

from collections.abc import Mapping

from flows.model import Text

YES_NO: Mapping[str, Text] = {
    "yes": {"vi": "Có", "en": "Yes", "km": "បាទ/ចាស"},
    "no": {"vi": "Không", "en": "No", "km": "ទេ"},
}
CONSENT: Mapping[str, Text] = {
    "yes": {"vi": "Đồng ý", "en": "I agree", "km": "យល់ព្រម"},
    "no": {"vi": "Không đồng ý", "en": "I do not agree", "km": "មិនយល់ព្រម"},
}
NONE_OF_THESE: Text = {
    "vi": "Không có mục nào ở trên",
    "en": "None of these",
    "km": "គ្មានចំណុចណាមួយខាងលើ",
}
OTHER: Text = {"vi": "Khác", "en": "Other", "km": "ផ្សេងទៀត"}
SAY_WHICH: Text = {
    "vi": "Xin Ông/Bà ghi rõ.",
    "en": "Please say which.",
    "km": "សូមបញ្ជាក់ឱ្យច្បាស់។",
}


def stars(number: int) -> Text:
    """The label of so many stars."""
    return {
        "vi": f"{number} sao",
        "en": "1 star" if number == 1 else f"{number} stars",
        "km": f"ផ្កាយ {number}",
    }
