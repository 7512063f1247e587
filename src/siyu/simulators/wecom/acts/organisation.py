"""The corp's own people: who works here, in which department, and who leaves."""

from collections.abc import Iterable

from siyu.simulators.wecom.acts.base import Acts
from siyu.simulators.wecom.entities import Department, Member
from siyu.simulators.wecom.people import organisation, seeding


class OrganisationActs(Acts):
    """These methods will change the organisation; `add_*` are quiet, the others raise `change_contact` callbacks."""

    def add_member(self, userid: str, name: str | None = None, *, departments: tuple[int, ...] = (1,)) -> Member:
        """Add an active member with 客户联系 and return the record, whose flags may be changed."""
        member = Member(userid, name or userid, departments=departments)
        seeding.add_members(self.state, [member])
        return member

    def add_members(self, members: Iterable[Member]) -> None:
        """Add many members at once."""
        seeding.add_members(self.state, members)

    def add_department(self, department_id: int, name: str, *, parent_id: int = 1, order: int = 0) -> Department:
        """Add a department below another and return it."""
        return organisation.add_department(self.state, Department(department_id, name, parent_id, order))

    def create_department(self, department_id: int, name: str, *, parent_id: int = 1) -> Department:
        """Let an administrator create a department (create_party)."""
        return organisation.create_department(self.state, Department(department_id, name, parent_id))

    def rename_department(self, department_id: int, name: str) -> None:
        """Let an administrator rename a department (update_party)."""
        organisation.rename_department(self.state, department_id, name)

    def delete_department(self, department_id: int) -> None:
        """Let an administrator delete an empty department (delete_party)."""
        organisation.delete_department(self.state, department_id)

    def member_joins(self, userid: str, name: str | None = None, *, departments: tuple[int, ...] = (1,)) -> Member:
        """Let somebody join the corp (create_user)."""
        return organisation.member_joins(self.state, Member(userid, name or userid, departments=departments))

    def member_moves(self, userid: str, departments: tuple[int, ...]) -> None:
        """Let a member change departments (update_user)."""
        organisation.member_moves(self.state, userid, departments)

    def member_resigns(self, userid: str) -> None:
        """Let a member leave the corp (delete_user); customers and groups then wait to be handed over."""
        organisation.member_resigns(self.state, userid)
