from wechoose.leaders.roles import MAY, may


def test_what_the_table_does_not_say_nobody_may() -> None:
    assert may("owner", "see partners")
    assert not may("owner", "fly")
    assert not may("owner", None)
    assert not may("stranger", "see partners")
    assert not may("partner", "see partners")


def test_everybody_with_a_role_may_sign_out() -> None:
    assert all(may(role, "sign out") for role in MAY)


def test_a_partner_may_at_its_own_addresses_only() -> None:
    assert may("partner", "see partner", "j4j", {"code": "j4j"})
    assert not may("partner", "see partner", "j4j", {"code": "npe"})
    assert not may("partner", "see partner", "j4j", {"slug": "j4j"})
    assert not may("partner", "see partner", "", {"code": ""})
    assert not may("partner", "change partners", "j4j", {"code": "j4j"})
