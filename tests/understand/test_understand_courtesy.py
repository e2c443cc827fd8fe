"""A greeting or thanks and nothing else."""

import pytest

from bot.understand.courtesy import Courtesy, courtesy


@pytest.mark.parametrize(
    ("said", "what"),
    [
        ("xin chào", Courtesy.GREETING),
        ("Chào anh!", Courtesy.GREETING),
        ("chao ban nhe", Courtesy.GREETING),
        ("alo", Courtesy.GREETING),
        ("hi", Courtesy.GREETING),
        ("សួស្តី", Courtesy.GREETING),
        ("cảm ơn", Courtesy.THANKS),
        ("dạ cám ơn anh chị nhiều ạ", Courtesy.THANKS),
        ("thank you very much", Courtesy.THANKS),
        ("dạ", None),
        ("anh", None),
        ("chào thua", None),
        ("cảm ơn, rất hài lòng", None),
        ("hi vọng nhanh hơn", None),
        ("", None),
        ("!!!", None),
    ],
)
def test_courtesy(said: str, what: Courtesy | None) -> None:
    assert courtesy(said) is what
