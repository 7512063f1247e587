"""What greets those who come into a group."""

from dataclasses import dataclass

from siyu.communities.writing.contracts import WriteState

TEXT_BYTES_MAX = 3_000
TITLE_BYTES_MAX = 128
DESCRIPTION_BYTES_MAX = 512
ADDRESS_BYTES_MAX = 2_048
# WeCom holds 100 texts a corp, whatever app made them.
TEXTS_MAX = 100


@dataclass(frozen=True, slots=True)
class WelcomeLink:
    """A link under the text."""

    title: str
    url: str
    description: str = ""
    picture_url: str = ""


@dataclass(frozen=True, slots=True)
class GroupWelcomeText:
    """The words, in which %NICKNAME% stands for the newcomer, and a link, if any. `notify`: tell owners of it."""

    text: str
    link: WelcomeLink | None = None
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
