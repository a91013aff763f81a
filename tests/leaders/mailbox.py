"""What leaders find in their mailboxes, on a site that captures its mail."""

import re

from wechoose.base.site import Site
from wechoose.leaders.post import LeaderPost
from wechoose.mail.capture import Captured, CaptureFolder, folder_in, newest


class Letter(Captured, frozen=True):
    def link(self) -> str:
        found = re.search(r"http\S+/desk\S*", self.text)
        assert found, self.text
        return found[0]


async def send_letters(site: Site) -> int:
    """What is due now, some of it; how many letters that were."""
    return await LeaderPost(site, CaptureFolder(folder_in(site.settings.data_dir))).round()


def mailbox(site: Site, address: str) -> list[Letter]:
    """The letters to an address, the oldest first."""
    letters = newest(folder_in(site.settings.data_dir))
    return [
        Letter(**{name: getattr(each, name) for name in Captured.__struct_fields__})
        for each in reversed(letters)
        if each.to == address
    ]
