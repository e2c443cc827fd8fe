"""What every call carries, and what an account never shows."""

from channels.zalo.account import ZaloAccount

ACCOUNT = ZaloAccount("o", "b", "a", "9", "8812", "app-secret", ("new", "old"))
PROVING = ZaloAccount("o", "b", "a", "9", "8812", "app-secret", ("new",), secret_proof=True)


def test_the_proof_of_the_apps_secret_goes_along_where_it_is_demanded() -> None:
    assert ACCOUNT.headers("AT1") == {"access_token": "AT1"}
    assert PROVING.headers("AT1") == {  # printf AT1 | openssl dgst -sha256 -hmac app-secret
        "access_token": "AT1",
        "appsecret_proof": "7299d632f59cc2f194770ed6d4e677a1d9a4c847200029692f57f0576adb4b12",
    }


def test_secrets_do_not_show() -> None:
    assert not any(word in repr(ACCOUNT) for word in ("app-secret", "new", "old"))
