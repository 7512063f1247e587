"""Pure rules of the account matrix: which accounts ask for attention."""

from siyu.advisors.matrix.contracts import AccountStage, Alert, NewAccount, Risk

# Of the friends an account may have (WeCom raises its own limit on request, so each account carries one).
NEARLY_FULL_SHARE = 0.8
FULL_SHARE = 0.95


def alerts(entered: NewAccount, *, friends: int | None, has_holder: bool, holder_active: bool) -> tuple[Alert, ...]:
    """This function will return what has to be done about an account, most urgent first; a retired one asks nothing."""
    if entered.stage is AccountStage.RETIRED:
        return ()
    filled = friends / entered.friends_max if friends is not None and entered.friends_max else 0.0
    found = {
        Alert.BANNED: entered.stage is AccountStage.BANNED,
        Alert.HOLDER_LEFT: has_holder and not holder_active,
        Alert.FRIENDS_FULL: filled >= FULL_SHARE,
        Alert.LIMITED: entered.stage is AccountStage.LIMITED,
        Alert.HIGH_RISK: entered.risk is Risk.HIGH,
        Alert.FRIENDS_NEARLY_FULL: NEARLY_FULL_SHARE <= filled < FULL_SHARE,
        Alert.NO_HOLDER: not has_holder,
    }
    return tuple(alert for alert, true in found.items() if true)
