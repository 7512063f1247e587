"""What content needs from the outside: a place at the vendor where files of materials are ready to be sent."""

from typing import Protocol

from siyu.content.contracts import Material
from siyu.kit.db.scope import Scope


class MediaStore(Protocol):
    """Keeps a vendor's id for each material with a file; implemented by a connector, bound in bootstrap."""

    def media_id(self, scope: Scope, material: Material) -> str:
        """This function will return an id that is good now, uploading the file when there is none.

        Called outside any transaction. Raises Unavailable when the vendor refuses or cannot be reached.
        """
        ...
