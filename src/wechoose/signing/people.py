"""People: everything that says who a signer is, sealed for the database and opened for a letter or a list."""

from unicodedata import combining

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


def shown_name(person: Person, *, initial: bool) -> str:
    """As others may see it. A family name of one character has no first letter that would not be all of it."""
    letter = _first_letter(person.family_name) if initial else ""
    return f"{person.given_name} {letter}." if letter and letter != person.family_name else person.given_name


def _first_letter(name: str) -> str:
    """With the marks above and below it, where they are characters of their own."""
    end = next((place for place in range(1, len(name)) if not combining(name[place])), len(name))
    return name[:end]
