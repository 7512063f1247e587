"""The demo brand: made once, kept afterwards; a start that was interrupted goes on where it stopped."""

from collections.abc import Callable
from contextlib import suppress

from siyu.entrypoints.demo import accounts, archive, codes, groups, handovers, links, mass, stories
from siyu.entrypoints.demo.library import fill_library
from siyu.entrypoints.demo.loading import load
from siyu.kit.db.scope import Scope
from siyu.kit.platform import Platform
from siyu.simulators.brand.contracts import BRAND_NAME, BrandSpec
from siyu.tenancy import operations as tenancy
from siyu.tenancy import queries
from siyu.tenancy.accounts.operations import LoginTaken, create_account
from siyu.tenancy.contracts import Brand, Role

CODE = "demo"
LOGIN = "demo"
PASSWORD = "siyu-demo"  # only ever bound to 127.0.0.1
LOADED = "demo.loaded"
Progress = Callable[..., None]


def prepare(platform: Platform, *, customers: int, seed: int, progress: Progress) -> Scope:
    """This function will make the demo brand unless it is there whole, and return its scope.

    The story ends when the brand was created, so that going on after an interruption tells the same story.
    """
    brand = _brand(platform)
    scope = Scope(brand.id)
    if not _is_loaded(platform, scope):
        spec = BrandSpec(end_ms=brand.created_at_ms, customers=customers, seed=seed)
        load(platform, scope, spec, lambda stage, rows: progress(stage, rows, _total(stage, customers)))
        stories.tell(platform, scope, progress)
        codes.tell(platform, scope)
        links.tell(platform, scope)
        fill_library(platform, scope)
        groups.tell(platform, scope)
        accounts.tell(platform, scope)
        mass.tell(platform, scope)
        archive.tell(platform, scope)
        handovers.tell(platform, scope)
        now_ms = platform.clock.now_ms()
        detail = {"customers": customers, "seed": seed}
        platform.stores.core.write(lambda conn: tenancy.record_audit(conn, scope, LOADED, CODE, detail, at_ms=now_ms))
    return scope


def _total(stage: str, customers: int) -> int | None:
    return customers if stage == "customers" else None


def _brand(platform: Platform) -> Brand:
    now_ms = platform.clock.now_ms()
    with platform.stores.core.reading() as conn:
        held = next((brand for brand in queries.brands(conn) if brand.code == CODE), None)
    brand = held or platform.stores.core.write(
        lambda conn: tenancy.create_brand(conn, name=BRAND_NAME, code=CODE, at_ms=now_ms)
    )
    with suppress(LoginTaken):  # made by an earlier start
        platform.stores.core.write(
            lambda conn: create_account(
                conn,
                Scope(brand.id),
                login=LOGIN,
                name="演示账号",
                password=PASSWORD,
                role=Role.OWNER,
                at_ms=now_ms,
            )
        )
    return brand


def _is_loaded(platform: Platform, scope: Scope) -> bool:
    with platform.stores.core.reading() as conn:
        entries = queries.audit_page(conn, scope, before_id=None, limit=1, action=LOADED)
    return bool(entries)
