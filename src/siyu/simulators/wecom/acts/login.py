"""Who holds the phone: signing in, and checking JS signatures as WeCom's browser does."""

from siyu.simulators.wecom.acts.base import Acts
from siyu.simulators.wecom.people import login
from siyu.simulators.wecom.people.login import Signature, SignInRequest


class LoginActs(Acts):
    """These methods will sign people in."""

    def hold_phone(self, person: str | None) -> None:
        """Answer authorize pages for this member or customer at once from now on; None asks on a page again."""
        with self.state.lock:
            self.state.login.signed_in = person

    def sign_in(
        self, person: str, redirect_uri: str, *, state: str = "", agentid: int | None = None, private: bool = False
    ) -> str:
        """Sign a member or customer in and return the address to go back to, with code and state."""
        request = SignInRequest(self.state.corpid, redirect_uri, state, agentid, private)
        return login.sign_in(self.state, request, person)

    def check_js_signature(
        self, signature: str, *, noncestr: str, timestamp: str, url: str, agentid: int | None = None
    ) -> bool:
        """Return whether a page's JS signature holds: the app's for an agentid, else the corp's."""
        return login.check_signature(self.state, agentid, Signature(noncestr, timestamp, url, signature))
