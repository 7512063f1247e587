"""The simulated corp of mass messages."""

from tests.outreach.mass.conftest import corp, limits

__all__ = ["corp", "limits"]
