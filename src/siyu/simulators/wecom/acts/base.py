"""What every family of acts holds on to: the corp's state."""

from siyu.simulators.wecom.state import State


class Acts:
    """This base will give a family of methods the corp they act in; `World` sets it."""

    state: State
