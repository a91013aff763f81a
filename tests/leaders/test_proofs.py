from wechoose.leaders.proofs import csrf_of, fresh_token, is_csrf_right

OLD, NEW = "an old key that is long enough to be one", "a new key that is long enough to be one"


def test_a_proof_is_good_for_its_own_session_only() -> None:
    mine, theirs = fresh_token(), fresh_token()
    proof = csrf_of((NEW,), mine)
    assert is_csrf_right((NEW,), mine, proof)
    assert not is_csrf_right((NEW,), theirs, proof)
    assert not is_csrf_right((NEW,), mine, "")
    assert not is_csrf_right((NEW,), mine, "é")


def test_a_form_opened_before_the_keys_changed_can_still_be_sent() -> None:
    session = fresh_token()
    assert is_csrf_right((NEW, OLD), session, csrf_of((OLD,), session))
    assert not is_csrf_right((NEW,), session, csrf_of((OLD,), session))
