"""Customers answer a hand-over."""

from siyu.simulators.wecom.acts.base import Acts
from siyu.simulators.wecom.nouns.transfers import CustomerTransfer
from siyu.simulators.wecom.people import transfers


class TransferActs(Acts):
    """These methods will let customers answer; whoever says nothing is handed over when a day has passed."""

    def accept_transfer(self, external_userid: str) -> None:
        """Let a customer accept at once (del_external_contact with DELETE_BY_TRANSFER, add_external_contact)."""
        transfers.accept(self.state, external_userid)

    def refuse_transfer(self, external_userid: str) -> None:
        """Let a customer refuse (transfer_fail, customer_refused)."""
        transfers.refuse(self.state, external_userid)

    def transfers_waiting(self) -> list[CustomerTransfer]:
        """Return the customers on their way, oldest first."""
        with self.state.lock:
            return list(self.state.transfers.waiting.values())
