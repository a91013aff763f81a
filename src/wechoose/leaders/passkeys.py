"""Passkeys (WebAuthn): a key in a phone, computer or stick that is bound to this site and asks who holds it."""

from datetime import datetime
from ipaddress import ip_address
from urllib.parse import urlsplit

import msgspec
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.authentication.verify_authentication_response import VerifiedAuthentication
from webauthn.helpers import (
    parse_attestation_object,
    parse_authentication_credential_json,
    parse_registration_credential_json,
)
from webauthn.helpers.structs import (
    AttestationFormat,
    AuthenticationCredential,
    AuthenticatorSelectionCriteria,
    AuthenticatorTransport,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)
from webauthn.registration.verify_registration_response import VerifiedRegistration

from wechoose.base import clock
from wechoose.base.database import Connection, Row
from wechoose.base.queries import queries
from wechoose.base.sealing import keyed_hash
from wechoose.base.settings import Settings
from wechoose.base.site import Site
from wechoose.leaders.people import Leader

sql = queries("leaders/passkeys")

LONGEST_ANSWER = 20_000
LONGEST_ID = 1023
LONGEST_NAME = 60


class Refused(Exception):
    """An answer that proves nothing; why is nobody's business but the log's."""


class Passkey(msgspec.Struct, frozen=True):
    passkey_id: int
    credential_id: bytes
    name: str
    transports: tuple[str, ...]
    backed_up: bool
    created_at: datetime
    used_at: datetime | None


class Party(msgspec.Struct, frozen=True):
    """Who asks for a passkey: the host that it is bound to, and the one origin whose pages may use it."""

    host: str
    origin: str


def party_of(settings: Settings) -> Party | None:
    """None where passkeys can't exist: they are bound to a name, and browsers have them over HTTPS and on localhost."""
    address = urlsplit(settings.public_url)
    host = address.hostname or ""
    if _is_number(host) or not (address.scheme == "https" or host == "localhost"):
        return None
    # As browsers write an origin.
    port = (
        f":{address.port}" if address.port not in (None, {"https": 443, "http": 80}[address.scheme]) else ""
    )
    return Party(host, f"{address.scheme}://{host}{port}")


def options_to_make(
    site: Site, party: Party, leader: Leader, campaign: str, known: list[Passkey], challenge: bytes
) -> str:
    """What the browser is asked to make, as JSON."""
    return options_to_json(
        generate_registration_options(
            rp_id=party.host,
            rp_name=campaign,
            user_id=_user(site, leader.leader_id),
            user_name=leader.email,
            challenge=challenge,
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.REQUIRED,
                user_verification=UserVerificationRequirement.REQUIRED,
            ),
            exclude_credentials=_descriptors(known),
        )
    )


def options_to_prove(party: Party, known: list[Passkey], challenge: bytes) -> str:
    """What the browser is asked to sign, as JSON; with no `known` ones its user chooses among all for this site."""
    return options_to_json(
        generate_authentication_options(
            rp_id=party.host,
            challenge=challenge,
            allow_credentials=_descriptors(known),
            user_verification=UserVerificationRequirement.REQUIRED,
        )
    )


async def add_passkey(
    db: Connection, party: Party, leader_id: int, answer: str, challenge: bytes, name: str
) -> None:
    """Keep the passkey that the browser made; raises Refused."""
    made, transports = _verify_made(party, answer, challenge)
    is_new = await sql.add_passkey(
        db,
        credential_id=made.credential_id,
        leader_id=leader_id,
        public_key=made.credential_public_key,
        sign_count=made.sign_count,
        name=name.strip()[:LONGEST_NAME],
        transports=transports,
        backed_up=made.credential_backed_up,
        at=clock.now(),
    )
    if not is_new:
        raise Refused("known")


async def use_passkey(
    db: Connection, site: Site, party: Party, answer: str, challenge: bytes, leader_id: int | None = None
) -> int:
    """The leader who signed the challenge, with their face, finger or PIN asked for; raises Refused.

    `leader_id`: the only one whose passkeys will do.
    """
    credential = _read_used(answer)
    row = await sql.find_passkey(db, credential_id=credential.raw_id)
    if row is None or leader_id not in (None, row["leader_id"]):
        raise Refused("unknown")
    if credential.response.user_handle not in (None, b"", _user(site, row["leader_id"])):
        raise Refused("user")
    used = _verify_used(party, credential, challenge, row)
    await sql.note_use(
        db,
        credential_id=row["credential_id"],
        sign_count=used.new_sign_count,
        backed_up=used.credential_backed_up,
        at=clock.now(),
    )
    return row["leader_id"]


async def passkeys_of(db: Connection, leader_id: int) -> list[Passkey]:
    rows = await sql.passkeys_of(db, leader_id=leader_id)
    return [Passkey(**{**row, "transports": tuple(row["transports"])}) for row in rows]


async def drop_passkey(db: Connection, leader_id: int, passkey_id: int) -> str | None:
    """The name it had; None when the leader has no such passkey."""
    return await sql.drop_passkey(db, leader_id=leader_id, passkey_id=passkey_id)


async def drop_passkeys(db: Connection, leader_id: int) -> None:
    await sql.drop_passkeys(db, leader_id=leader_id)


def _verify_made(party: Party, answer: str, challenge: bytes) -> tuple[VerifiedRegistration, list[str]]:
    """What was made, and the ways in which browsers reach it."""
    try:
        credential = parse_registration_credential_json(_short(answer))
        # We asked for no word of the maker, and to read one is a lot of code that strangers could feed.
        if parse_attestation_object(credential.response.attestation_object).fmt != AttestationFormat.NONE:
            raise Refused("attestation")
        made = verify_registration_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=party.host,
            expected_origin=party.origin,
            require_user_verification=True,
        )
        if len(made.credential_id) > LONGEST_ID:
            raise Refused("long")
    # Whatever bytes of a stranger make the library raise.
    except Exception as error:
        raise Refused(type(error).__name__) from None
    return made, [each.value for each in credential.response.transports or ()]


def _read_used(answer: str) -> AuthenticationCredential:
    try:
        return parse_authentication_credential_json(_short(answer))
    except Exception as error:
        raise Refused(type(error).__name__) from None


def _verify_used(
    party: Party, credential: AuthenticationCredential, challenge: bytes, row: Row
) -> VerifiedAuthentication:
    try:
        return verify_authentication_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=party.host,
            expected_origin=party.origin,
            credential_public_key=row["public_key"],
            # It must have risen, or somebody has a copy of the key; those that never count say 0 each time.
            credential_current_sign_count=row["sign_count"],
            require_user_verification=True,
        )
    except Exception as error:
        raise Refused(type(error).__name__) from None


def _short(answer: str) -> str:
    if len(answer) > LONGEST_ANSWER:
        raise Refused("long")
    return answer


def _descriptors(known: list[Passkey]) -> list[PublicKeyCredentialDescriptor]:
    names = {each.value for each in AuthenticatorTransport}
    return [
        PublicKeyCredentialDescriptor(
            id=each.credential_id,
            transports=[AuthenticatorTransport(way) for way in each.transports if way in names],
        )
        for each in known
    ]


def _user(site: Site, leader_id: int) -> bytes:
    """What the passkey knows its owner by: it says neither who that is nor how many there are."""
    return keyed_hash(site.address_key, f"passkey user {leader_id}")


def _is_number(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
