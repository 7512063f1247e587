"""What greets those who come into a group."""

from dataclasses import dataclass

from siyu.communities.writing.contracts import WriteState
from siyu.outreach.contracts import Attachment

TEXT_BYTES_MAX = 3_000
TITLE_BYTES_MAX = 128
DESCRIPTION_BYTES_MAX = 512
ADDRESS_BYTES_MAX = 2_048
# WeCom holds 100 texts a corp, whatever app made them.
TEXTS_MAX = 100
# A template holds words and one more thing (p92366).
ATTACHMENTS_MAX = 1


@dataclass(frozen=True, slots=True)
class GroupWelcomeText:
    """The words, in which %NICKNAME% stands for the newcomer, and what follows them: one thing, if any.

    That is a link typed by hand or a material of the library, which goes as it is there now. `notify`: tell owners of it.
    """

    text: str
    attachments: tuple[Attachment, ...] = ()
    notify: bool = True


@dataclass(frozen=True, slots=True)
class GroupWelcome:
    """A stored welcome text and where it stands with the vendor."""

    id: int
    content: GroupWelcomeText
    sync: WriteState
    error: str
    error_en: str
    version: int
    created_by: str
    updated_at_ms: int
