"""Customers and members meet, chat, change notes and part."""

from collections.abc import Iterable, Mapping, Sequence

from siyu.simulators.wecom.acts.base import Acts
from siyu.simulators.wecom.api.tags import create_group, create_tag
from siyu.simulators.wecom.crowds import Crowd
from siyu.simulators.wecom.people import friends, seeding
from siyu.simulators.wecom.people.friends import Meeting


class FriendActs(Acts):
    """These methods will let customers and members act on each other; `seed_*` are quiet, the others call back."""

    def seed_friends(
        self,
        userid: str,
        external_userids: Iterable[str],
        *,
        names: Mapping[str, str] | None = None,
        created_at_ms: int | None = None,
    ) -> int:
        """Make customers friends of a member, now or at a given time, without callbacks; return how many are new."""
        return seeding.seed_friends(self.state, userid, external_userids, names=names, created_at_ms=created_at_ms)

    def seed_crowd(
        self, userids: Sequence[str], per_member: int, *, prefix: str = "wmCrowd", created_at_ms: int | None = None
    ) -> Crowd:
        """Give each member that many customers of their own, quietly; a million take no memory until looked at.

        Customers are `prefix` and a number of 24 digits, in the order of the members (`Crowd.ident`).
        """
        return seeding.seed_crowd(self.state, userids, per_member, prefix=prefix, created_at_ms=created_at_ms)

    def seed_corp(self, *, members: int, friends: int) -> Crowd | None:
        """Hire members staff00001… and give them about that many friends together, quietly."""
        return seeding.seed_corp(self.state, members=members, friends=friends)

    def seed_tags(self, group_name: str, names: Iterable[str], *, agentid: int | None = None) -> dict[str, str]:
        """Create corp tags as the console would (or as an app), and return tag name to tag id."""
        with self.state.lock:
            group = create_group(self.state, group_name, order=0, agentid=agentid)
            return {name: create_tag(self.state, group, name, order=0, agentid=agentid).tag_id for name in names}

    def scan(self, config_id: str, *, external_userid: str | None = None, name: str | None = None) -> Meeting:
        """Let a customer scan a contact way: they become friends, the callback is queued."""
        return friends.scan_contact_way(self.state, config_id, external_userid=external_userid, name=name)

    def add_friend(self, userid: str, external_userid: str, *, channel: str = "") -> Meeting:
        """Let a customer add a member directly, as by a card or a search."""
        with self.state.lock:
            friends.meet_customer(self.state, external_userid)
            return friends.add_friend(self.state, userid, external_userid, channel=channel, add_way=3)

    def add_half_friend(self, userid: str, external_userid: str, *, channel: str = "") -> Meeting:
        """Let a customer add a member who has not confirmed yet (add_half_external_contact); 84061 until confirmed."""
        with self.state.lock:
            friends.meet_customer(self.state, external_userid)
            return friends.add_friend(self.state, userid, external_userid, channel=channel, half=True)

    def confirm_friend(self, userid: str, external_userid: str) -> Meeting:
        """Let the member confirm a half friend (add_external_contact)."""
        return friends.add_friend(self.state, userid, external_userid)

    def customer_deletes(self, external_userid: str, userid: str) -> None:
        """Let a customer delete a member (del_follow_user)."""
        friends.customer_deletes(self.state, external_userid, userid)

    def member_deletes(self, userid: str, external_userid: str) -> None:
        """Let a member delete a customer (del_external_contact)."""
        friends.member_deletes(self.state, userid, external_userid)

    def member_edits(
        self,
        userid: str,
        external_userid: str,
        *,
        remark: str | None = None,
        mobiles: list[str] | None = None,
        personal_tags: list[str] | None = None,
        tag_ids: list[str] | None = None,
    ) -> None:
        """Let a member edit notes, personal or corp tags (`tag_ids`) on a customer (edit_external_contact)."""
        notes = {"mobiles": mobiles, "personal_tags": personal_tags, "tag_ids": tag_ids}
        friends.member_edits(self.state, userid, external_userid, remark=remark, **notes)

    def chat(self, userid: str, external_userid: str) -> None:
        """Let the two exchange a message: the welcome is lost, and this member chatted last."""
        friends.chat(self.state, userid, external_userid)

    def contend_welcome(self, welcome_code: str, *, times: int = 1) -> None:
        """Make the next sends of a welcome meet another sending app (41096)."""
        friends.contend_welcome(self.state, welcome_code, times=times)
