"""Group welcome templates: add, edit, get, delete; each app its own (p92366)."""

from siyu.simulators.wecom.api.call import Call, Endpoint, read_flag, read_object, read_text, require_text
from siyu.simulators.wecom.api.content import check_attachment
from siyu.simulators.wecom.entities import Json
from siyu.simulators.wecom.errors import VendorError
from siyu.simulators.wecom.nouns.groups import WelcomeTemplate
from siyu.simulators.wecom.state import State

KINDS = ("image", "link", "miniprogram", "file", "video")


def add(state: State, call: Call) -> Json:
    """Create a template; 41055 when the corp has 100."""
    if len(state.groups.templates) >= state.limits.group_templates_max:
        raise VendorError(41055)
    fields = _read(state, call)
    template = WelcomeTemplate(state.new_id("msg"), call.app.agentid, fields)
    state.groups.templates[template.template_id] = template
    return {"template_id": template.template_id}


def edit(state: State, call: Call) -> Json:
    """Overwrite a template of one's own."""
    _need_own(state, call).fields = _read(state, call)
    return {}


def get(state: State, call: Call) -> Json:
    """Return a template of one's own."""
    fields = _need_own(state, call).fields
    return {key: value for key, value in fields.items() if key != "notify"}


def delete(state: State, call: Call) -> Json:
    """Delete a template of one's own."""
    del state.groups.templates[_need_own(state, call).template_id]
    return {}


def _need_own(state: State, call: Call) -> WelcomeTemplate:
    template_id = require_text(call.body, "template_id", 40063)
    template = state.groups.templates.get(template_id)
    if template is None:
        raise VendorError(40058, "template_id")
    if template.agentid != call.app.agentid:
        raise VendorError(41058)
    return template


def _read(state: State, call: Call) -> Json:
    """Return the text and the first attachment by the vendor's order; others are left out."""
    body = call.body
    words = read_text(read_object(body, "text"), "content", bytes_max=state.limits.group_welcome_bytes_max)
    fields: Json = {"text": {"content": words}} if words else {}
    kind = next((kind for kind in KINDS if body.get(kind)), None)
    if kind:
        check_attachment(state, {"msgtype": kind, kind: body[kind]})
        fields[kind] = body[kind]
    if not fields:
        raise VendorError(40063, "text and attachment")
    return {**fields, "notify": int(read_flag(body, "notify", default=True))}


ROOT = "externalcontact/group_welcome_template/"
ENDPOINTS = (
    Endpoint(ROOT + "add", add),
    Endpoint(ROOT + "edit", edit),
    Endpoint(ROOT + "get", get),
    Endpoint(ROOT + "del", delete),
)
