"""Stored live codes in words."""

from collections.abc import Sequence

from sqlalchemy import Connection

from siyu.acquisition.live_codes.contracts import LiveCode
from siyu.acquisition.live_codes.queries import staff_of
from siyu.acquisition.wording.domain import sentence
from siyu.customers.queries import tags
from siyu.kit.db.scope import Scope


def rules_in_words(conn: Connection, scope: Scope, codes: Sequence[LiveCode], lang: str) -> dict[int, str]:
    """This function will say the rules of each code in a sentence, by id."""
    names = {one.id: one.name for one in staff_of(conn, scope, codes).values()}
    words = {tag.id: tag.name for tag in tags(conn, scope)}
    return {one.id: sentence(one.settings, names, words, lang) for one in codes}
