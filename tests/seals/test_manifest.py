"""A manifest says what is in a packet in bytes that never change, under a signature that anybody can check."""

import json

import msgspec

from tests.seals.sealing import a_key, facts, file_of
from wechoose.seals.manifest import Manifest, encode, make_manifest, sign, signature_file
from wechoose.seals.public_keys import SIGNATURE_BYTES, fingerprint, from_text, is_signed
from wechoose.seals.readme import make_readme


def test_the_same_facts_give_the_same_bytes_and_the_same_signature() -> None:
    first, second = (make_manifest(facts(), a_key()) for _each in range(2))
    assert first == second
    assert sign(a_key(), first) == sign(a_key(), second)


def test_the_bytes_are_in_one_form_only() -> None:
    made = make_manifest(facts(title="Escuelas públicas · 公立學校"), a_key())
    assert "公立學校".encode() in made
    assert list(json.loads(made)) == sorted(json.loads(made))
    assert encode(json.loads(made)) == made


def test_nothing_in_it_comes_from_the_clock() -> None:
    said = json.loads(make_manifest(facts(), a_key()))
    assert {name for name, value in said.items() if "T" in str(value) and str(value).endswith("Z")} == {
        "cutoff"
    }
    assert said["cutoff"] == "2026-11-20T12:00:00Z"


def test_it_names_the_key_that_signs_it() -> None:
    said = msgspec.json.decode(make_manifest(facts(), a_key()), type=Manifest)
    assert said.key == a_key().text
    assert said.fingerprint == a_key().fingerprint == fingerprint(a_key().public)
    assert [len(group) for group in said.fingerprint.split()] == [4] * 8


def test_the_signature_is_of_exactly_these_bytes() -> None:
    made = make_manifest(facts(), a_key())
    signature = from_text(signature_file(sign(a_key(), made)), SIGNATURE_BYTES)
    assert signature
    assert is_signed(a_key().public, signature, made)
    assert not is_signed(a_key().public, signature, made + b" ")
    assert not is_signed(a_key(2).public, signature, made)
    assert not is_signed(b"short", signature, made)


def test_the_readme_says_what_it_proves_and_what_not() -> None:
    files = [file_of("letter.pdf", b"%PDF"), file_of("signers.csv", b""), file_of("signers.xlsx", b"")]
    text = make_readme(facts(files=files), a_key()).decode()
    for words in (
        "letter.pdf\r\n",
        a_key().fingerprint,
        "does not prove identity",
        "manifest.sig",
        "/verify",
    ):
        assert words in text
    assert text == make_readme(facts(files=files), a_key()).decode()
