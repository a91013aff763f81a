"""Described: what the schema tells of signing, in words and examples that a partner's developer can copy."""

from dataclasses import replace

from wechoose.signing.on_behalf import HEADER
from wechoose.signing.typed import FIELDS, FLAGS, LISTS
from wechoose.web.schema import (
    BUSY,
    DETAILS,
    FLAG,
    NOWHERE,
    TEXT,
    TEXTS,
    Refused,
    bearer,
    body_of,
    parameter,
    said,
    told,
)

API_SAYS = """\
Demands and counts may be read from any origin. Signing with a key is for partners' servers: `docs/partner-api.md` in
the source shows it step by step. `?lang=es` or `Accept-Language` choose the language of every sentence."""

KEY = "partnerKey"
KEY_SCHEME = bearer(
    "wck_…", "The key of a partner, made at the desk under Keys. For servers only; it is shown once."
)

FORM_SAYS = """\
A form token is good for one signing on this demand for 24 hours. The lines that ask for consent must be shown word for
word, each beside a box that is not ticked."""

SIGN_SAYS = """\
Every signature waits until its signer opens the link in the mail that we send. Nothing in a request changes that, and a
mailbox gets at most three mails a day. The answer is the same whether we know the address or not.

**With a key** the signature is credited to the key's partner. The key belongs on a server: a request from a browser is
refused. Send an `Idempotency-Key` with it instead of a form token; sent again within 24 hours for the same signer and
demand, the request is known as a repeat, signs nobody twice and sends no second mail.

**Without a key** a `form_token` is needed. Sent again, it is the same signing too.

**A pledge** takes `acts`, at least one of those that the demand asks for, and what is wrong with a detail is said under
`detail-` and the act's code.

In the examples `{form_token}` and `{wording_id}` stand for what the form's address answered, `{day}` for a day to come,
such as `2026-12-31`."""

SAYS = {
    "given_name": "First name, 1 to 100 characters of any script.",
    "family_name": "Last name, 1 to 100 characters of any script.",
    "email": "Where the mail goes that asks to confirm; at most 254 characters.",
    "zip": "ZIP code. The state follows from it.",
    "state": "State, as the post writes it (`NJ`). Needed when there is no ZIP code, or one from another country.",
    "demands": "Slugs of further demands that are signed at once, with one mail.",
    "acts": "Of a pledge: codes of the acts that are promised, one or more. Petitions take none.",
    "details": "By an act's code, where it asks for one and there is one: the day as `2026-12-31`, or a number.",
    "remind": "Codes of dated acts that the signer wants a mail about on the day before.",
    "consent": (
        "Codes of partners that may write to the signer, who ticked a box for each. With a key: its partner only."
    ),
    "wordings": (
        "Which line was shown: `wording_id` from the form, for each code in `consent`. Without it: the newest line."
    ),
    "news": "The campaign may write to the signer.",
    "public": "First name and state may be shown on the wall of names, once the signature counts.",
    "initial": "There, the first letter of the last name may be shown too.",
    "partner": "Code of the partner that brought the signer. With a key: its own, which can be left out.",
    "source": "Campaign code of a mailing or page, at most 80 letters, digits and signs like `-`.",
    "friend": "Code of the personal link of a supporter who brought the signer; they are told a number only.",
    "language": "Language of our mails: `en` or `es`. Without it, the request's `Accept-Language`.",
    "form_token": "From the form's address. Not needed with a key and an `Idempotency-Key`.",
}

PERSON = {"given_name": "Alma", "family_name": "Reyes", "email": "alma@example.org", "zip": "07102"}
WITH_A_KEY = PERSON | {
    "language": "en",
    "source": "fall-newsletter",
    "consent": ["j4j"],
    "wordings": ["{wording_id}"],
}
WITHOUT_A_KEY = PERSON | {"demands": ["community-schools"], "news": True, "form_token": "{form_token}"}
A_PLEDGE = PERSON | {
    "acts": ["attend-board-meeting", "bring-five-neighbors"],
    "details": {"attend-board-meeting": "{day}", "bring-five-neighbors": 5},
    "remind": ["attend-board-meeting"],
    "form_token": "{form_token}",
}

FORM = {
    "form_token": "WyJwcml2YXRpemF0aW9uIl0.c2lnbmVk",
    "consents": [
        {
            "partner": "j4j",
            "name": "Journey for Justice Alliance",
            "wording": "Journey for Justice Alliance may send me e-mail about its work.",
            "version": 1,
            "wording_id": "1",
        }
    ],
}

REFUSED = (
    Refused(400, "The body is no JSON object.", "malformed", "The body is not JSON in UTF-8."),
    Refused(
        401,
        "The key was ended or mistyped, or its partner was stopped.",
        "unauthorized",
        "This key opens nothing: it was ended, or it was not copied whole.",
        headers={"WWW-Authenticate": "Always `Bearer`."},
    ),
    Refused(
        403,
        "A browser sent the key.",
        "forbidden",
        "This came from a browser, where everybody can read the key. Keep this key on your server.",
    ),
    NOWHERE,
    Refused(409, "The demand is closed.", "closed", "This demand takes no signatures any more."),
    Refused(
        422,
        "Fields are wrong; all of them are named.",
        "invalid",
        "Something needs another look before this can be sent.",
        {
            "given_name": "Type your first name.",
            "partner": "Your key signs for j4j only. Leave this field out.",
        },
    ),
    Refused(
        422,
        "The Idempotency-Key was sent for another signer before.",
        "invalid",
        "Something needs another look before this can be sent.",
        {HEADER: "This was already sent for another signer. Give each signing one of its own."},
    ),
    Refused(
        429,
        "Too many requests. Come back after as many seconds as Retry-After says.",
        "too_many",
        "That was a lot at once. Please try again in a few seconds.",
        headers={"Retry-After": "Seconds to wait."},
    ),
    BUSY,
)


TYPES = (
    dict.fromkeys(FIELDS, TEXT)
    | dict.fromkeys(LISTS, TEXTS)
    | dict.fromkeys(FLAGS, FLAG)
    | {"details": DETAILS}
)
SIGNATURE = body_of(
    {name: said(schema, SAYS[name]) for name, schema in TYPES.items()},
    required=["given_name", "family_name", "email"],
    examples={"with_a_key": WITH_A_KEY, "without_a_key": WITHOUT_A_KEY, "a_pledge": A_PLEDGE},
)
NAME = parameter(
    HEADER,
    "header",
    replace(TEXT, min_length=1, max_length=100, pattern="^[!-~]+$"),
    "With a key: a name of your own for this signing, the same when you send it again. A UUID will do.",
    "8e03978e-40d5-43dd-bc93-6894a57f9324",
)
PARTNER = parameter(
    "partner",
    "query",
    TEXT,
    "Code of a partner, whose line is told too where it asks only those it brought.",
    "j4j",
)

GIVES_FORM = told(FORM, NOWHERE, BUSY, parameters=(PARTNER,), says="The token, and who asks for consent.")
TAKES_SIGNATURE = told(
    {"status": "check_your_mail"},
    *REFUSED,
    parameters=(NAME,),
    body=SIGNATURE,
    says="The signature waits for its signer, to whom a mail goes out.",
)
