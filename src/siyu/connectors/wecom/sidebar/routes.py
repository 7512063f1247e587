"""HTTP for pages inside WeCom: signatures for the JS-SDK."""

from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends, Query, Request

from siyu.connectors.wecom.credentials import corp_of
from siyu.connectors.wecom.sidebar.places import places_of
from siyu.connectors.wecom.sidebar.schemas import PageOut, SignatureOut
from siyu.connectors.wecom.sidebar.signature import Signature, Tickets
from siyu.kit.errors import Forbidden
from siyu.kit.http import Access, allow

router = APIRouter(tags=["sidebar"])
Serve = Annotated[Access, Depends(allow("advisors.use"))]


class ForeignPage(Forbidden):
    """A signature is asked for a page that is not ours."""

    zh = "这个页面不是本系统的:{value}"
    en = "This page is not one of ours: {value}"
    fix_zh = "请在「设置 › 渠道 › 企业微信」中填写可信域名,并用它打开侧边栏"
    fix_en = "Set the trusted domain under Settings › Channels › WeCom and open the sidebar with it"


@router.get("/brands/{brand}/wecom-page")
def wecom_page(request: Request, access: Serve, url: Annotated[str, Query(max_length=2048)]) -> PageOut:
    """Signatures for the page at `url`, the address the JS-SDK reports."""
    ours = {str(request.base_url), places_of(access.platform, access.scope).public_url}
    if _host(url) not in {_host(one) for one in ours if one}:
        raise ForeignPage(field="url", value=url)
    corp = corp_of(access.platform, access.scope)
    tickets: Tickets = request.app.state.wecom_tickets
    config, agent = tickets.for_corp(corp, url), tickets.for_app(corp, url)
    return PageOut(corpid=corp.corpid, agentid=corp.agentid, config=_out(config), agent_config=_out(agent))


def _host(url: str) -> str:
    try:
        return urlsplit(url).netloc.lower()
    except ValueError:
        return ""


def _out(one: Signature) -> SignatureOut:
    return SignatureOut(timestamp=one.timestamp, nonce=one.nonce, signature=one.signature)
