"""Who opens what is sealed about signers, and how each look by a leader comes to the trail."""

from pathlib import Path

import wechoose
from wechoose.audit import acts

# For signers themselves, for all with the signer's leave, or for what a leader gets by the acts that stand here.
OPENERS: dict[str, tuple[str, ...]] = {
    "signing/people.py": (),
    "signing/letters.py": (),
    "signing/verification.py": (),
    "mine/correct.py": (),
    "mine/own.py": (),
    "campaign/wall.py": (),
    "lists/signers.py": (acts.DOWNLOADED_LIST, acts.EXPORTED_LIST),
    "reach/listed.py": (acts.TOOK_PARTNER_LIST,),
    "deliveries/spooling.py": (acts.ORDERED_DELIVERY, acts.MADE_FILE_LINK, acts.USED_FILE_LINK),
}


def test_whatever_opens_a_signers_data_is_known_with_the_acts_that_tell_of_it() -> None:
    root = Path(wechoose.__file__).parent
    found = {
        path.relative_to(root).as_posix()
        for path in root.rglob("*.py")
        if "open_person(" in path.read_text() and "bench" not in path.parts
    }
    assert found == set(OPENERS)
    known = acts.all_in_words()
    assert all(act in known for told in OPENERS.values() for act in told)
