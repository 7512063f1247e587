"""Customers and administrators act on acquisition links, and administrators on corp tags."""

from siyu.simulators.wecom.acts.base import Acts
from siyu.simulators.wecom.api.tags import create_group, create_tag
from siyu.simulators.wecom.people import console, links
from siyu.simulators.wecom.people.friends import Meeting


class LinkActs(Acts):
    """These methods will bring customers through links (`customer_acquisition` callbacks)."""

    def click_link(self, link_id: str, *, channel: str = "", told: bool = False) -> None:
        """Let somebody open a link; `told`: with an open_profile event, as some categories get it."""
        links.click(self.state, link_id, channel=channel, told=told)

    def scan_link(self, link_id: str, *, channel: str = "", external_userid: str | None = None) -> Meeting:
        """Let a customer come through a link with a `customer_channel` (friend_request, add_external_contact)."""
        return links.come(self.state, link_id, channel=channel, external_userid=external_userid)

    def customer_says(self, userid: str, external_userid: str) -> None:
        """Let a customer write to a member (customer_start_chat, message_from_customer at 3, 5 and 10)."""
        links.say(self.state, userid, external_userid)

    def buy_link_quota(self, amount: int, *, days: int = 365) -> None:
        """Let the corp buy quota (balance_increased after none was left)."""
        links.buy_quota(self.state, amount, days=days)

    def warn_of_link_quota(self) -> int:
        """Let the vendor warn of quota that expires in 14, 7, 3, 2 or 1 days (quota_expire_soon)."""
        return links.warn_of_expiry(self.state)

    def delete_link_in_console(self, link_id: str) -> None:
        """Let an administrator delete a link (delete_link)."""
        links.delete_in_console(self.state, link_id)


class ConsoleActs(Acts):
    """These methods will let administrators change corp tags in WeCom's console (`change_external_tag` callbacks)."""

    def create_tag_in_console(self, group_name: str, name: str) -> str:
        """Create a tag, and its group when it is new (create), and return the tag id."""
        with self.state.lock:
            groups = self.state.tag_groups.values()
            group = next((g for g in groups if g.name == group_name and not g.deleted), None)
            if group is None:
                group = create_group(self.state, group_name, order=0, agentid=None)
                console.tag_created(self.state, group)
            tag = create_tag(self.state, group, name, order=0, agentid=None)
            console.tag_created(self.state, tag)
            return tag.tag_id

    def rename_tag_in_console(self, ident: str, name: str) -> None:
        """Rename a tag or a group (update)."""
        console.rename_tag(self.state, ident, name)

    def delete_tag_in_console(self, ident: str) -> None:
        """Delete a tag or a whole group (one delete, none for the group's tags)."""
        console.delete_tag(self.state, ident)

    def shuffle_tags_in_console(self, group_id: str | None = None) -> None:
        """Put a group's tags, or all groups, into another order (shuffle)."""
        console.shuffle_tags(self.state, group_id)
