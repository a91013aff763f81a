"""Settings from the environment: read once, checked as a whole, refused with a sentence when odd."""

import os
import re
import secrets
from collections.abc import Mapping
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import urlsplit

import msgspec
from platformdirs import user_data_path

from wechoose.base.limits import Limits, read_limits
from wechoose.base.refusals import Refusal

SECRET = ("DATABASE_URL", "WECHOOSE_SECRET_KEYS", "WECHOOSE_SMTP_URL")
NAMES = (
    *SECRET,
    "WECHOOSE_DATA_DIR",
    "WECHOOSE_PUBLIC_URL",
    "WECHOOSE_MAIL_FROM",
    "WECHOOSE_TRUSTED_PROXIES",
    "WECHOOSE_LIMITS",
)
# Read by the tests alone, but a server that they start inherits it.
TEST_NAMES = ("WECHOOSE_REQUIRE_BROWSER",)
SHORTEST_KEY = 32
# Every link of every letter begins with it.
PUBLIC_URL = re.compile(r"https?://[\w.:\[\]-]+/?", re.IGNORECASE)
# PostgreSQL's other way to name one.
PASSWORD_OPTION = re.compile(r"([?&](?:ssl)?password=)[^&]*")
ADDRESS_FILE = "address"


class Settings(msgspec.Struct, frozen=True):
    database_url: str | None
    data_dir: Path
    public_url: str
    secret_keys: tuple[str, ...]
    smtp_url: str | None
    mail_from: str
    trusted_proxies: tuple[str, ...]
    limits: Limits


def read_settings(environ: Mapping[str, str] = os.environ, public_url: str | None = None) -> Settings:
    """The effective settings; `public_url` is where the site is when the environment does not say it."""
    given = _given(environ)
    data_dir = Path(given.get("WECHOOSE_DATA_DIR") or _default_data_dir()).absolute()
    database_url = given.get("DATABASE_URL")
    return Settings(
        database_url=_url("DATABASE_URL", database_url, ("postgresql", "postgres")),
        data_dir=data_dir,
        public_url=_public_url(given.get("WECHOOSE_PUBLIC_URL"), public_url, data_dir),
        secret_keys=_secret_keys(given.get("WECHOOSE_SECRET_KEYS"), database_url, data_dir),
        smtp_url=_url("WECHOOSE_SMTP_URL", given.get("WECHOOSE_SMTP_URL"), ("smtp", "smtps")),
        mail_from=_mail_from(given.get("WECHOOSE_MAIL_FROM", "We Choose <wechoose@example.org>")),
        trusted_proxies=_proxies(given.get("WECHOOSE_TRUSTED_PROXIES", "")),
        limits=read_limits(given.get("WECHOOSE_LIMITS")),
    )


def masked(settings: Settings) -> dict[str, str]:
    """The effective values as an operator may see them, secrets masked."""
    shown = {name.upper(): str(value) for name, value in msgspec.structs.asdict(settings).items()}
    shown["DATABASE_URL"] = _hide(settings.database_url) or "embedded PostgreSQL in the data folder"
    shown["SMTP_URL"] = _hide(settings.smtp_url) or "mail is captured in the data folder"
    shown["SECRET_KEYS"] = f"{len(settings.secret_keys)} set"
    shown["TRUSTED_PROXIES"] = ", ".join(settings.trusted_proxies) or "none"
    shown["LIMITS"] = str(msgspec.structs.asdict(settings.limits))
    return {name if name == "DATABASE_URL" else f"WECHOOSE_{name}": value for name, value in shown.items()}


def _given(environ: Mapping[str, str]) -> dict[str, str]:
    known = {*NAMES, *(f"{name}_FILE" for name in SECRET), *TEST_NAMES}
    unknown = sorted(name for name in environ if name.startswith("WECHOOSE_") and name not in known)
    if unknown:
        raise Refusal(f"{unknown[0]} is not a setting of We Choose; the settings are {', '.join(NAMES)}.")
    given = {name: environ[name].strip() for name in NAMES if environ.get(name, "").strip()}
    for name in SECRET:
        if file := environ.get(f"{name}_FILE"):
            given[name] = _from_file(f"{name}_FILE", file, name in given)
    return given


def _from_file(name: str, file: str, twice: bool) -> str:
    if twice:
        raise Refusal(f"Both {name.removesuffix('_FILE')} and {name} are set; keep one of them.")
    try:
        return Path(file).read_text().strip()
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is no text"
        raise Refusal(f"{name} names a file that can't be read ({why}).") from None


def _public_url(value: str | None, serving: str | None, data_dir: Path) -> str:
    """What is set, else where this process serves, else where `serve` last did from this data folder."""
    kept = data_dir / ADDRESS_FILE
    known = _url("WECHOOSE_PUBLIC_URL", value, ("http", "https")) or serving
    if value and not PUBLIC_URL.fullmatch(value):
        raise Refusal(
            "WECHOOSE_PUBLIC_URL is a host alone, such as https://petitions.example.org, with no path or name."
        )
    return (known or (kept.read_text() if kept.is_file() else "http://127.0.0.1:8000")).rstrip("/")


def keep_address(settings: Settings) -> None:
    """So that a sign-in link made by another command leads to the port that was chosen here."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    (settings.data_dir / ADDRESS_FILE).write_text(settings.public_url)


def _default_data_dir() -> Path:
    # PostgreSQL won't run as root, and the user it runs as can't look into root's home: root's data live in /var/lib.
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    return Path("/var/lib/wechoose") if root else user_data_path("wechoose", appauthor=False)


def _url(name: str, value: str | None, schemes: tuple[str, ...]) -> str | None:
    if value is None:
        return None
    try:
        parts = urlsplit(value)
        good = parts.scheme in schemes and (parts.hostname or parts.scheme.startswith("postgres"))
        _port = parts.port
    except ValueError:
        good = False
    if not good:
        raise Refusal(f"{name} is not an address that begins with {schemes[0]}:// and names a host.")
    return value


def _secret_keys(value: str | None, database_url: str | None, data_dir: Path) -> tuple[str, ...]:
    if value is None and database_url is not None:
        raise Refusal(
            "DATABASE_URL is set, so WECHOOSE_SECRET_KEYS must be too: every machine needs the same keys."
        )
    text = _kept_key(data_dir / "secret_keys") if value is None else value
    keys = tuple(key.strip() for key in text.split(",") if key.strip())
    if not keys or min(map(len, keys)) < SHORTEST_KEY:
        raise Refusal(f"WECHOOSE_SECRET_KEYS needs keys of at least {SHORTEST_KEY} characters, newest first.")
    return keys


def _kept_key(path: Path) -> str:
    """The key that this data folder was given at its first start."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _make_key(path)
        return path.read_text()
    except OSError as error:
        raise Refusal(
            f"The data folder {path.parent} can't be used ({error.strerror}); set WECHOOSE_DATA_DIR."
        ) from None


def _make_key(path: Path) -> None:
    """Write a fresh key unless there is one: complete before it has its name, so that two starts at once agree."""
    if path.exists():
        return
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(secrets.token_urlsafe(48))
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _mail_from(value: str) -> str:
    if "@" not in value or any(ord(character) < 32 for character in value):
        raise Refusal("WECHOOSE_MAIL_FROM needs an address such as We Choose <hello@example.org>.")
    return value


def _proxies(value: str) -> tuple[str, ...]:
    proxies = tuple(part.strip() for part in value.split(",") if part.strip())
    for proxy in proxies:
        try:
            ip_network(proxy)
        except ValueError:
            raise Refusal(
                f"WECHOOSE_TRUSTED_PROXIES: {proxy} is no address or network such as 10.0.0.0/8."
            ) from None
    return proxies


def _hide(url: str | None) -> str | None:
    if url is None:
        return None
    password = urlsplit(url).password
    shown = url.replace(f":{password}@", ":•••@") if password else url
    return PASSWORD_OPTION.sub(r"\1•••", shown)
