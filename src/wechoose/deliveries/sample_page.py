"""A sample page: the letter as the PDF will have it, without anybody's name."""

from wechoose.base import templates
from wechoose.base.words import speaking
from wechoose.deliveries.drafts import Draft
from wechoose.deliveries.previews import Preview
from wechoose.lists.as_pdf import Packet
from wechoose.lists.sheet import Sheet
from wechoose.officials.addressing import address_lines


def sample_page(preview: Preview, draft: Draft) -> bytes:
    facts, letter = preview.facts, preview.letter
    with speaking(draft.language):
        sheet = Sheet(
            title=letter.subject,
            author=facts.campaign,
            language=draft.language,
            made_on=facts.day,
            sections=(),
            letterhead=(facts.campaign,),
            date_text=templates.date(facts.day),
            addressee=address_lines(preview.shown),
            subject=letter.subject,
            paragraphs=letter.paragraphs,
            closing=letter.closing,
        )
        packet = Packet(sheet)
        return packet.begin() + packet.end()
