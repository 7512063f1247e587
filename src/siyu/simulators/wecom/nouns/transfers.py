"""Hand-overs of customers and groups, on the job and after resigning, with their history."""

from dataclasses import dataclass, field
from enum import IntEnum


class TransferStatus(IntEnum):
    """Where the hand-over of a customer stands, in the vendor's numbers."""

    DONE = 1
    WAITING = 2
    REFUSED = 3
    TAKEOVER_FULL = 4


@dataclass(slots=True)
class CustomerTransfer:
    """This record is one customer on the way from one member to another; it completes at `due_at_ms`."""

    serial: int
    handover: str
    takeover: str
    external_userid: str
    started_at_ms: int
    due_at_ms: int
    resigned: bool
    message: str = ""
    status: TransferStatus = TransferStatus.WAITING


@dataclass(slots=True)
class GroupTransfer:
    """This record is one group on the way from one owner to another."""

    chat_id: str
    handover: str
    takeover: str
    started_at_ms: int
    due_at_ms: int
    resigned: bool
    done: bool = False


@dataclass(slots=True)
class TransferBook:
    """This record holds all hand-overs, oldest first, and what is still on its way."""

    customers: list[CustomerTransfer] = field(default_factory=list)
    groups: list[GroupTransfer] = field(default_factory=list)
    waiting: dict[str, CustomerTransfer] = field(default_factory=dict)
    waiting_groups: dict[str, GroupTransfer] = field(default_factory=dict)
    of_customer: dict[str, list[CustomerTransfer]] = field(default_factory=dict)

    def put(self, transfer: CustomerTransfer) -> None:
        """Add a hand-over that has just begun."""
        self.customers.append(transfer)
        self.waiting[transfer.external_userid] = transfer
        self.of_customer.setdefault(transfer.external_userid, []).append(transfer)
