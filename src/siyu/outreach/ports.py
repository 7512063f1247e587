"""What a channel to the outside world must be able to do."""

from collections.abc import Sequence
from typing import Protocol

from siyu.kit.db.scope import Scope
from siyu.kit.errors import Unavailable
from siyu.outreach.contracts import Message, OpenTask, Outcome, TaskReport


class Uncertain(Unavailable):
    """The vendor gave no answer to a request that makes something: it may have been made or not."""

    zh = "企业微信没有回应，任务可能已经创建:{value}"
    en = "The vendor gave no answer; the task may have been made: {value}"
    fix_zh = "无需处理，系统会自己查清"
    fix_en = "Nothing to do: it will be looked up"


class Channel(Protocol):
    """A way to reach people; implemented by a connector, bound in bootstrap. Called outside any transaction."""

    name: str
    identity_kind: str | None
    """The kind of identity a person needs to be reached, None when everybody can be."""
    batch_max: int

    def send(self, scope: Scope, messages: Sequence[Message]) -> list[Outcome]:
        """This function will hand over at most `batch_max` messages and return one outcome for each.

        May raise Unavailable: then nothing is known of any of them and all are reconciled later.
        """
        ...

    def reconcile(self, scope: Scope, messages: Sequence[Message]) -> list[Outcome]:
        """This function will find out what became of messages whose handing over was interrupted.

        RETRY only when the message was surely not sent, or sending it again cannot reach the person twice.
        """
        ...

    def collect(self, scope: Scope, tasks: Sequence[OpenTask]) -> list[TaskReport]:
        """This function will ask the vendor for news of open tasks; channels without tasks return nothing."""
        ...
