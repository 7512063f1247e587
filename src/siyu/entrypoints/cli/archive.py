"""`siyu archive`: pull the message archive, see how it is, search it."""

from typing import Annotated

import typer
from rich.table import Table

from siyu.advisors.archive.consents.queries import counts
from siyu.advisors.archive.keys.queries import public_keys
from siyu.advisors.archive.naming.queries import Names
from siyu.advisors.archive.pulling.operations import open_sealed
from siyu.advisors.archive.pulling.operations import pull as pull_all
from siyu.advisors.archive.pulling.queries import message_count, position, sealed_count
from siyu.advisors.archive.talks.operations import log_search
from siyu.advisors.archive.talks.queries import SearchLook, talks_by_id
from siyu.advisors.archive.talks.queries import search as search_messages
from siyu.connectors.wecom.archive.archive import WecomArchive
from siyu.connectors.wecom.client.calls import WecomClient
from siyu.entrypoints.cli.terminal import opened_brand, out, print_json, say, shown_time

app = typer.Typer(no_args_is_help=True, help="The message archive: conversations of staff and customers.")
BrandCode = Annotated[str, typer.Option(help="Code of the brand.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for scripts.")]
PAGES_MAX = 1_000
FOUND_MAX = 200


@app.command()
def pull(brand: BrandCode, as_json: Json = False) -> None:
    """Pull new messages until there are none, and open those that waited for a key; a worker does so by itself."""
    with opened_brand(brand) as (platform, scope, _):
        archive = WecomArchive(platform, WecomClient(platform.clock))
        try:
            done = pull_all(platform, scope, archive, pages_max=PAGES_MAX)
            opened = open_sealed(platform, scope, archive)
        finally:
            archive.close()
    if as_json:
        return print_json(
            {"messages": done.messages + opened, "repeated": done.repeated, "unopened": done.unopened, "seq": done.seq}
        )
    say(
        f"新拉取 {done.messages + opened} 条,{done.unopened} 条等待密钥,位置 {done.seq}",
        f"Messages pulled: {done.messages + opened}, waiting for a key: {done.unopened}, position {done.seq}",
    )


@app.command()
def status(brand: BrandCode, as_json: Json = False) -> None:
    """Say where messages come from, how far the pull has come, and what is wrong with it."""
    with opened_brand(brand) as (platform, scope, held):
        archive = WecomArchive(platform, WecomClient(platform.clock))
        source = archive.source(scope)
        with platform.stores.core.reading() as conn:
            at, consents = position(conn, scope), counts(conn, scope)
            told: dict[str, object] = {
                "source": source.value,
                "seq": at.seq,
                "pulled_at": shown_time(at.pulled_at_ms, held.zone) if at.pulled_at_ms else "",
                "problem": at.problem.split("\n")[-1],
                "missing": at.missing,
                "messages": message_count(conn, scope),
                "waiting_for_key": sum(sealed_count(conn, scope).values()),
                "keys": [one.version for one in public_keys(conn, scope)],
                "members": consents.members,
                "agreed": consents.agreed,
                "refused": consents.refused,
            }
    if as_json:
        return print_json(told)
    for name, value in told.items():
        out.print(f"{name:16} {value}")


@app.command()
def search(
    words: Annotated[str, typer.Argument(help="Two letters at least; two Chinese characters are enough.")],
    brand: BrandCode,
    limit: Annotated[int, typer.Option(min=1, max=FOUND_MAX, help="How many messages at most.")] = 20,
    as_json: Json = False,
) -> None:
    """Find messages, newest first. What is searched for is written into the audit log."""
    with opened_brand(brand) as (platform, scope, held):
        at_ms = platform.clock.now_ms()
        names = Names(platform, scope)
        with platform.stores.core.reading() as conn:
            found = search_messages(conn, scope, SearchLook(words, limit=limit))
            talks = names.talks(conn, list(talks_by_id(conn, scope, [one.talk_id for one in found]).values()))
            people = names.people(conn, [one.sender for one in found])
        platform.stores.core.write(lambda conn: log_search(conn, scope, words, at_ms=at_ms))
    whose = {one.id: " · ".join([*one.staff, one.customer or one.room_id]) for one in talks}
    rows = [
        {
            "at": shown_time(one.at_ms, held.zone),
            "talk": whose.get(one.talk_id, ""),
            "sender": people.get(one.sender, one.sender),
            "text": one.text,
        }
        for one in found
    ]
    if as_json:
        return print_json({"messages": rows})
    table = Table("at", "talk", "sender", "text")
    for row in rows:
        table.add_row(*row.values())
    out.print(table)
