from wechoose.leaders.roles import MAY, may


def test_what_the_table_does_not_say_nobody_may() -> None:
    assert may("owner", "see demands")
    assert not may("owner", "fly")
    assert not may("owner", None)
    assert not may("stranger", "see demands")


def test_everybody_with_a_role_may_sign_out() -> None:
    assert all(may(role, "sign out") for role in MAY)
