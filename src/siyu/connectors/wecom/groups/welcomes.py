"""Implements communities' GroupWelcomes with group welcome templates (p92366)."""

from siyu.communities.welcomes.contracts import GroupWelcomeText
from siyu.communities.writing.contracts import Ended, Outcome
from siyu.connectors.wecom.client.calls import WecomClient
from siyu.connectors.wecom.client.contracts import Json
from siyu.connectors.wecom.client.endpoints import groups as api
from siyu.connectors.wecom.credentials import Corp
from siyu.connectors.wecom.groups.asking import DONE, ask
from siyu.kit.db.scope import Scope
from siyu.kit.platform import Platform

# Says of a template that the corp does not have it.
NO_SUCH_TEMPLATE = frozenset({40058})


class WecomGroupWelcomes:
    """The group welcome templates of every brand's corp; one for a process."""

    def __init__(self, platform: Platform, client: WecomClient) -> None:
        self._platform = platform
        self._client = client

    def create(self, scope: Scope, content: GroupWelcomeText) -> Outcome:
        """This function will make a template; owners put it on their groups by hand."""

        def call(corp: Corp) -> Outcome:
            made = api.add_welcome(self._client, corp, content.text, notify=content.notify, **_link(content))
            return Outcome(Ended.DONE, vendor_id=made)

        return ask(self._platform, scope, call)

    def update(self, scope: Scope, vendor_id: str, content: GroupWelcomeText) -> Outcome:
        """This function will overwrite a template; groups that carry it greet with the new words."""

        def call(corp: Corp) -> Outcome:
            api.edit_welcome(self._client, corp, vendor_id, content.text, **_link(content))
            return DONE

        return ask(self._platform, scope, call)

    def remove(self, scope: Scope, vendor_id: str) -> Outcome:
        """This function will delete a template."""

        def call(corp: Corp) -> Outcome:
            api.delete_welcome(self._client, corp, vendor_id)
            return DONE

        return ask(self._platform, scope, call, gone=NO_SUCH_TEMPLATE)


def _link(content: GroupWelcomeText) -> dict[str, Json]:
    link = content.link
    if link is None:
        return {}
    said = {"title": link.title, "url": link.url, "desc": link.description, "picurl": link.picture_url}
    return {"link": {name: value for name, value in said.items() if value}}
