"""Attachments written for WeCom: uploading what is missing where there is time, taking only what is ready where there is none."""

from collections.abc import Iterable, Sequence

from siyu.connectors.wecom.client.contracts import Json, WecomApp
from siyu.connectors.wecom.client.library import MediaLibrary, ready
from siyu.connectors.wecom.materials.cards import link_card, material_card, needs_media
from siyu.connectors.wecom.sidebar.media import WecomMediaStore, media_kind
from siyu.content import queries as content
from siyu.content.contracts import Material
from siyu.kit.db.scope import Scope
from siyu.kit.platform import Platform
from siyu.outreach.contracts import Attachment


def written(platform: Platform, store: WecomMediaStore, scope: Scope, attachments: Sequence[Attachment]) -> list[Json]:
    """This function will write attachments, uploading files that are not at WeCom.

    Raises UnknownMaterial, FileGone, WecomRefused and WecomUnreachable. Called outside any transaction.
    """
    found = _materials(platform, scope, [one.material_id for one in attachments if one.material_id])
    rows: list[Json] = []
    for one in attachments:
        material = found.get(one.material_id)
        if one.material_id and material is None:
            raise content.UnknownMaterial(field="material", value=one.title)
        rows.append(_written(store, scope, material) if material else link_card(one))
    return rows


def ready_cards(platform: Platform, scope: Scope, app: WecomApp, material_ids: Iterable[int]) -> dict[int, Json]:
    """This function will write the materials that can be sent this moment, by id; nothing is uploaded."""
    found = _materials(platform, scope, material_ids)
    files = [(media_kind(one), one.file.digest) for one in found.values() if one.file and needs_media(one)]
    places = ready(platform, scope, app, files)
    cards: dict[int, Json] = {}
    for one in found.values():
        if not needs_media(one) or one.file is None:
            cards[one.id] = material_card(one, "")
        elif place := places.get((media_kind(one), one.file.digest)):
            cards[one.id] = material_card(one, place)
    return cards


def lasting_cards(
    platform: Platform, library: MediaLibrary, scope: Scope, app: WecomApp, material_ids: Iterable[int]
) -> dict[int, Json]:
    """This function will write the materials that can be sent for half a day yet, by id; nothing is uploaded."""
    cards = ready_cards(platform, scope, app, material_ids)
    found = _materials(platform, scope, cards).values()
    files = {one.id: (media_kind(one), one.file.digest) for one in found if one.file and needs_media(one)}
    fresh = library.fresh(scope, app, files.values())
    return {one: card for one, card in cards.items() if one not in files or files[one] in fresh}


def _written(store: WecomMediaStore, scope: Scope, material: Material) -> Json:
    return material_card(material, store.media_id(scope, material) if needs_media(material) else "")


def _materials(platform: Platform, scope: Scope, ids: Iterable[int]) -> dict[int, Material]:
    wanted = sorted(set(ids))
    if not wanted:
        return {}
    with platform.stores.core.reading() as conn:
        return content.materials_by_id(conn, scope, wanted)
