"""A page made once with holes is, for each visitor, the page with their own words and nobody else's."""

from tests.signing.conftest import Supporter
from wechoose.web.frames import Frames
from wechoose.web.rendering import Page


def page_of(**words: str) -> Page:
    return Page(f"<p nonce={words['nonce']}>{words['name']} of {words['place']}, {words['name']}", {}, ())


def test_the_frame_is_made_once_and_filled_for_each() -> None:
    frames, made = Frames(), []

    def make(holes):
        made.append(1)
        return page_of(**holes)

    texts = [frames.fill("key", make, {"name": name, "place": "Newark"}).text for name in ("Ana", "Bo")]
    assert [text.partition(">")[2] for text in texts] == ["Ana of Newark, Ana", "Bo of Newark, Bo"]
    assert len(made) == 1


def test_another_key_is_another_frame() -> None:
    frames = Frames()
    for place in ("Newark", "Detroit"):
        page = frames.fill(place, lambda holes: page_of(**{**holes, "place": place}), {"name": "Ana"})  # noqa: B023
        assert page.text.endswith(f"Ana of {place}, Ana")


def test_words_are_only_text_also_when_they_look_like_a_hole() -> None:
    frames = Frames()
    words = {"name": "<b>\ue000place\ue001", "place": "Newark"}
    text = frames.fill("key", lambda holes: page_of(**holes), words).text
    assert "&lt;b&gt;\ue000place\ue001 of Newark" in text


def test_every_filling_has_a_nonce_of_its_own_and_its_policy_knows_it() -> None:
    frames = Frames()
    pages = [
        frames.fill("key", lambda holes: page_of(**holes), {"name": "A", "place": "B"}) for _ in range(2)
    ]
    nonces = [page.text.partition("nonce=")[2].partition(">")[0] for page in pages]
    assert nonces[0] != nonces[1]
    assert all(
        f"'nonce-{nonce}'" in page.headers["Content-Security-Policy"]
        for nonce, page in zip(nonces, pages, strict=True)
    )


async def test_two_supporters_see_their_own_names_and_links(supporter: Supporter) -> None:
    texts = {}
    for name in ("Zora", "O'Neil"):
        email = f"{len(name)}@example.org"
        await supporter.sign(email=email, given_name=name)
        token = await supporter.token(email=email)
        texts[name] = (await supporter.client.get(f"/confirmations/{token}")).text
        assert f'action="/confirmations/{token}"' in texts[name]
    assert "Zora, shall we count you?" in texts["Zora"]
    assert "O&#39;Neil, shall we count you?" in texts["O'Neil"]
    assert "Zora" not in texts["O'Neil"]
