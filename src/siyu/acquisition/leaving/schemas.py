"""Shape of somebody who left again."""

from pydantic import BaseModel


class LostPersonOut(BaseModel):
    """Somebody who came and left again."""

    customer_id: int
    name: str
    staff: str
    at_ms: int
    lost_at_ms: int
