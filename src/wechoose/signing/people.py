"""People: everything that says who a signer is, sealed for the database and opened for a letter or a list."""

import msgspec

from wechoose.base.sealing import Seals


class Person(msgspec.Struct, frozen=True, array_like=True):
    """Kept as an array, so that a sealed row holds no field names; new fields go to the end, with defaults."""

    given_name: str
    family_name: str
    email: str


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(Person)


def seal_person(seals: Seals, signer_key: bytes, person: Person) -> bytes:
    return seals.seal(signer_key, _encoder.encode(person))


def open_person(seals: Seals, signer_key: bytes, sealed: bytes) -> Person:
    return _decoder.decode(seals.open(signer_key, sealed))
