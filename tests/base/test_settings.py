"""Settings are refused with a sentence when anything about them is odd, and secrets are never shown."""

import stat
from pathlib import Path

import pytest

from wechoose.base.refusals import Refusal
from wechoose.base.settings import keep_address, masked, read_settings

KEY = "k" * 40


def read(tmp_path: Path, **environ: str):
    return read_settings({"WECHOOSE_DATA_DIR": str(tmp_path)} | environ)


def test_a_site_needs_no_settings_at_all(tmp_path: Path) -> None:
    settings = read(tmp_path)
    assert settings.database_url is None
    assert settings.smtp_url is None
    assert settings.public_url == "http://127.0.0.1:8000"


def test_the_key_is_made_once_and_only_its_owner_may_read_it(tmp_path: Path) -> None:
    first, second = read(tmp_path), read(tmp_path)
    assert first.secret_keys == second.secret_keys
    assert len(first.secret_keys[0]) >= 32
    [file] = tmp_path.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("WECHOOSE_SMTP", "smtp://x", "is not a setting"),
        ("DATABASE_URL", "mysql://localhost/x", "postgresql://"),
        ("WECHOOSE_PUBLIC_URL", "petitions.example.org", "http://"),
        ("WECHOOSE_PUBLIC_URL", "http://[broken", "http://"),
        ("WECHOOSE_PUBLIC_URL", "https://a.example.org/petitions", "no path"),
        ("WECHOOSE_PUBLIC_URL", "https://a.example.org?x=1", "no path"),
        ("WECHOOSE_PUBLIC_URL", "https://me:secret@a.example.org", "no path"),
        ("WECHOOSE_PUBLIC_URL", "https://a example.org", "no path"),
        ("WECHOOSE_SMTP_URL", "mail.example.org:25", "smtp://"),
        ("WECHOOSE_SMTP_URL", "smtp://mail.example.org:high", "smtp://"),
        ("WECHOOSE_SECRET_KEYS", "short", "32 characters"),
        ("WECHOOSE_SECRET_KEYS", f"{KEY},short", "32 characters"),
        ("WECHOOSE_MAIL_FROM", "nobody", "address such as"),
        ("WECHOOSE_TRUSTED_PROXIES", "10.0.0.0/8, proxy", "proxy is no address"),
        ("WECHOOSE_LIMITS", "/nothing/here.toml", "can't be read"),
        ("WECHOOSE_SECRET_KEYS_FILE", "/nothing/here", "can't be read"),
    ],
)
def test_an_odd_value_is_refused_with_a_sentence(tmp_path: Path, name: str, value: str, words: str) -> None:
    with pytest.raises(Refusal) as refusal:
        read(tmp_path, **{name: value})
    assert words in refusal.value.sentence
    assert refusal.value.sentence.endswith(".")


def test_a_database_of_ones_own_needs_keys_of_ones_own(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="WECHOOSE_SECRET_KEYS"):
        read(tmp_path, DATABASE_URL="postgresql://db/x")
    assert read(tmp_path, DATABASE_URL="postgresql://db/x", WECHOOSE_SECRET_KEYS=KEY).secret_keys == (KEY,)


def test_a_secret_may_come_from_a_file_but_not_twice(tmp_path: Path) -> None:
    file = tmp_path / "keys"
    file.write_text(f"{KEY}\n")
    assert read(tmp_path, WECHOOSE_SECRET_KEYS_FILE=str(file)).secret_keys == (KEY,)
    file.write_bytes(b"\xff" * 40)
    with pytest.raises(Refusal, match="no text"):
        read(tmp_path, WECHOOSE_SECRET_KEYS_FILE=str(file))
    with pytest.raises(Refusal, match="keep one of them"):
        read(tmp_path, WECHOOSE_SECRET_KEYS_FILE=str(file), WECHOOSE_SECRET_KEYS=KEY)


def test_keys_are_listed_newest_first(tmp_path: Path) -> None:
    assert read(tmp_path, WECHOOSE_SECRET_KEYS=f"{KEY}1, {KEY}2").secret_keys == (f"{KEY}1", f"{KEY}2")


def test_secrets_are_masked(tmp_path: Path) -> None:
    settings = read(
        tmp_path,
        DATABASE_URL="postgresql://app:hunter2@db/x",
        WECHOOSE_SECRET_KEYS=KEY,
        WECHOOSE_SMTP_URL="smtp://me:hunter3@mail.example.org",
    )
    shown = " ".join(masked(settings).values())
    assert "hunter" not in shown
    assert KEY not in shown
    assert "db/x" in shown
    option = "postgresql://db/x?user=app&password=hunter2&application_name=site"
    settings = read(tmp_path, DATABASE_URL=option, WECHOOSE_SECRET_KEYS=KEY)
    assert masked(settings)["DATABASE_URL"] == option.replace("hunter2", "•••")


def test_limits_come_from_a_file_that_is_checked(tmp_path: Path) -> None:
    file = tmp_path / "limits.toml"
    file.write_text("mails_a_day = 5\n")
    assert read(tmp_path, WECHOOSE_LIMITS=str(file)).limits.mails_a_day == 5
    for wrong in (
        "mails_a_week = 5",
        "mails_a_day = 'many'",
        "mails_a_day",
        "mails_a_day = 0",
        "form_hours = -5",
        "confirmation_days = 999999999999",
    ):
        file.write_text(wrong)
        with pytest.raises(Refusal, match="WECHOOSE_LIMITS"):
            read(tmp_path, WECHOOSE_LIMITS=str(file))
    assert read(tmp_path, WECHOOSE_LIMITS="off").limits.mails_a_day > 1_000_000


def test_other_commands_know_where_the_site_was_last_served(tmp_path: Path) -> None:
    keep_address(read_settings({"WECHOOSE_DATA_DIR": str(tmp_path)}, "http://127.0.0.1:8123"))
    assert read(tmp_path).public_url == "http://127.0.0.1:8123"
    assert read(tmp_path, WECHOOSE_PUBLIC_URL="https://a.example.org/").public_url == "https://a.example.org"
