"""Who is one person, and who must never become one."""

from ground.seal import Keyring
from people.keys import Marks, PersonKey, address_hash, person_hash, person_key

ONE, OTHER = Keyring(b"1" * 32), Keyring(b"2" * 32)


def test_the_strongest_mark_is_the_key() -> None:
    assert person_key(Marks("089090001234", "84912345678", "a@example.com"), "K") == PersonKey(
        "identity", "089090001234"
    )
    assert person_key(Marks(None, "84912345678", "a@example.com"), "K") == PersonKey(
        "phone", "84912345678"
    )
    assert person_key(Marks(None, None, "a@example.com"), "K") == PersonKey(
        "email", "a@example.com"
    )
    assert person_key(Marks(None, None, None), "K") == PersonKey("case", "K")


def test_a_shared_contact_is_no_key() -> None:
    marks = Marks(None, "84909000777", "a@example.com")
    assert person_key(marks, "K", {"84909000777"}) == PersonKey("email", "a@example.com")
    assert person_key(marks, "K", {"84909000777", "a@example.com"}) == PersonKey("case", "K")


def test_hashes_keep_kinds_and_keys_apart() -> None:
    same_digits = {
        person_hash(ONE, PersonKey("identity", "351234567")),
        person_hash(ONE, PersonKey("phone", "351234567")),
        person_hash(OTHER, PersonKey("phone", "351234567")),
        address_hash(ONE, "phone", "351234567"),
        address_hash(ONE, "landline", "351234567"),
    }
    assert len(same_digits) == 5
    assert address_hash(ONE, "phone", "84912345678") == ONE.mac("address", "phone:84912345678")
