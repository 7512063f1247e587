"""Shapes of the sidebar's vendor API."""

from pydantic import BaseModel


class SignatureOut(BaseModel):
    """A JS-SDK signature."""

    timestamp: int
    nonce: str
    signature: str


class PageOut(BaseModel):
    """What a page hands to the JS-SDK: who the app is, and the signatures for `config` and `agentConfig`."""

    corpid: str
    agentid: str
    config: SignatureOut
    agent_config: SignatureOut
