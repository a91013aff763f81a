"""Asking for a sign-in letter: anybody may, for any address, and learns nothing; only a leader's mailbox gets one."""

from datetime import timedelta
from ipaddress import ip_address, ip_network

from wechoose.base import clock
from wechoose.base.database import Connection
from wechoose.base.queries import queries
from wechoose.base.sealing import keyed_hash
from wechoose.base.site import Site
from wechoose.leaders import letters
from wechoose.leaders.letters import link_life
from wechoose.leaders.people import email_key

sql = queries("leaders/asking")

HOUR = timedelta(hours=1)
# What one household or office has for itself.
PREFIX = {4: 24, 6: 48}


async def ask_for_link(db: Connection, site: Site, address: str, visitor: str) -> None:
    """A letter to the leader with this (clean) address; `visitor` is the network address of whoever asks.

    The same statements and one row for everybody: where no letter is due, it is one to nobody. Nothing that was sent
    before ends by it, and an hour's letters are good for an hour: who keeps asking shuts nobody out. Neither do
    strangers who use up what one network may ask for: a leader's first letter of an hour goes out all the same.
    """
    limits = site.settings.limits
    network, key = network_key(site, visitor), email_key(site, address)
    # Not by the leader's row: that only leaders have one would show in how long a crowd of askers takes.
    await sql.wait_for_turn(db, lock=int.from_bytes(key[:8], signed=True))
    now = clock.now()
    invited_since = now - link_life(limits)["invitation"]
    leader_id = await sql.find_leader(db, email_key=key, invited_since=invited_since)
    so_far = await sql.count_asked(db, leader_id=leader_id, network=network, since=now - HOUR)
    is_due = so_far["letters"] < limits.sign_in_mails_an_hour and (
        so_far["asked"] < limits.sign_in_asks_an_hour or so_far["letters"] == 0
    )
    await letters.add(db, leader_id if is_due else None, "sign_in", network=network)


def network_key(site: Site, visitor: str) -> bytes:
    """The visitor's network as a keyed hash, which nobody without the key can try out."""
    return keyed_hash(site.address_key, f"network {_network(visitor)}")


def _network(visitor: str) -> str:
    if not visitor:
        return ""
    return str(ip_network(f"{visitor}/{PREFIX[ip_address(visitor).version]}", strict=False))
