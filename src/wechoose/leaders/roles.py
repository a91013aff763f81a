"""Roles: the one table of who may do what at the desk; what is not written here is not there for anybody."""

MAY = {
    "owner": frozenset(
        {
            "see demands",
            "download lists",
            "see mail",
            "retry mail",
            "read the audit trail",
            "sign out",
        }
    ),
}


def may(role: str, right: str | None) -> bool:
    return right in MAY.get(role, frozenset())
