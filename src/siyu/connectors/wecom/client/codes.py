"""The vendor's error codes (p90313): what to do about each, what it means, and the page of the admin console to open.

Letters as the vendor's advice sorts them: R try again a little later, T fetch a new token and try once more, F called
too often, C too many at once, P no use trying again before somebody has changed something.
"""

from dataclasses import dataclass
from enum import Enum, StrEnum


class Remedy(StrEnum):
    """What an error code asks for."""

    RETRY = "R"
    TOKEN = "T"
    SLOW_DOWN = "F"
    ONE_BY_ONE = "C"
    NONE = "P"


class Page(Enum):
    """Where something is put right: (Chinese, English). Console pages are WeCom's own."""

    SIYU = ("思域内的数据或配置", "The data or settings in Siyu")
    SECRET = ("企业微信后台 › 应用管理 › 自建应用 › Secret", "WeCom console › Apps › your app › Secret")
    CORP = ("企业微信后台 › 我的企业 › 企业信息", "WeCom console › My Company › Company information")
    RANGE = ("企业微信后台 › 应用管理 › 自建应用 › 可见范围", "WeCom console › Apps › your app › Allowed users")
    TRUSTED_IP = ("企业微信后台 › 应用管理 › 自建应用 › 企业可信IP", "WeCom console › Apps › your app › Trusted IPs")
    DOMAIN = (
        "企业微信后台 › 应用管理 › 自建应用 › 网页授权及JS-SDK",
        "WeCom console › Apps › your app › Web auth and JS-SDK",
    )
    CALLABLE = (
        "企业微信后台 › 客户与上下游 › 客户联系 › API › 可调用接口的应用",
        "WeCom console › Customers › Customer contact › API › Apps that may call",
    )
    CONTACT = (
        "企业微信后台 › 客户与上下游 › 客户联系 › 权限配置",
        "WeCom console › Customers › Customer contact › Permissions",
    )
    PEOPLE = ("企业微信后台 › 通讯录", "WeCom console › Contacts")
    TAGS = ("企业微信后台 › 客户联系 › 客户标签", "WeCom console › Customer contact › Customer tags")
    MASS = ("企业微信后台 › 客户联系 › 群发助手", "WeCom console › Customer contact › Broadcasts")
    MOMENTS = ("企业微信后台 › 客户联系 › 客户朋友圈", "WeCom console › Customer contact › Moments")
    ACQUISITION = ("企业微信后台 › 客户联系 › 获客助手", "WeCom console › Customer contact › Acquisition links")
    TRANSFER = ("企业微信后台 › 客户联系 › 离职继承 / 在职继承", "WeCom console › Customer contact › Handover")
    WORDS = ("企业微信后台 › 安全管理 › 敏感词", "WeCom console › Security › Intercepted words")
    ALBUM = ("企业微信后台 › 客户联系 › 商品图册", "WeCom console › Customer contact › Product album")
    ARCHIVE = ("企业微信后台 › 管理工具 › 会话内容存档", "WeCom console › Tools › Message archive")
    KF = ("企业微信后台 › 应用管理 › 微信客服", "WeCom console › Apps › WeChat customer service")


@dataclass(frozen=True, slots=True)
class Code:
    """One error code: its class, its meaning in both languages, and where to put it right."""

    number: int
    remedy: Remedy
    zh: str
    en: str
    page: Page = Page.SIYU


R, T, F, C, P = Remedy.RETRY, Remedy.TOKEN, Remedy.SLOW_DOWN, Remedy.ONE_BY_ONE, Remedy.NONE

_TRYING_AGAIN = (
    Code(-1, R, "企业微信系统繁忙", "WeCom is busy"),
    Code(6000, R, "数据版本冲突,他人刚修改过", "The data was changed by somebody else just now"),
    Code(41063, R, "群发仍在分发,稍后再查结果", "The mass message is still being handed out; ask for results later"),
    Code(41078, R, "进行中的朋友圈任务过多", "Too many moment jobs are running"),
    Code(41079, R, "朋友圈仍在分发", "The moment is still being handed out"),
    Code(41096, R, "另一应用正在发送欢迎语", "Another app is sending the welcome message"),
    Code(40014, T, "access_token 无效", "The access token is not valid"),
    Code(42001, T, "access_token 已过期", "The access token has expired"),
    Code(45009, F, "接口调用超过频率限制", "The API was called more often than allowed"),
    Code(45033, C, "同一接口并发调用过多", "Too many calls of the same API at once"),
    Code(45035, C, "同一客户的数据并发冲突", "Two changes of the same customer at once"),
    Code(45036, C, "该数据调用异常,请检查是否使用了非官方客户端", "Abnormal traffic; check for unofficial clients"),
)
_CREDENTIALS = (
    Code(
        40001, P, "Secret 不正确、与企业不符,或应用已停用", "The secret is wrong, or the app is disabled", Page.SECRET
    ),
    Code(40013, P, "企业 ID 不正确", "The corp id is wrong", Page.CORP),
    Code(40056, P, "AgentId 不正确", "The agent id is wrong", Page.SECRET),
    Code(40091, P, "Secret 属于其他企业", "The secret belongs to another corp", Page.SECRET),
    Code(41001, P, "请求缺少 access_token", "The request carries no access token"),
    Code(41002, P, "缺少企业 ID", "The corp id is missing", Page.CORP),
    Code(41004, P, "缺少 Secret", "The secret is missing", Page.SECRET),
    Code(301002, P, "该凭证无权使用此 AgentId", "The token has no right on this agent id", Page.SECRET),
    Code(301007, P, "企业已解散或被封禁", "The corp was dissolved or banned", Page.CORP),
    Code(60020, P, "调用方 IP 不在企业可信 IP 中", "The caller's address is not a trusted IP", Page.TRUSTED_IP),
    Code(48001, P, "接口未授权给该应用", "The app is not authorised for this API", Page.CALLABLE),
    Code(48002, P, "应用没有调用该接口的权限", "The app may not call this API", Page.CALLABLE),
    Code(48004, P, "授权已失效", "The authorisation is no longer valid", Page.CALLABLE),
    Code(48005, P, "接口已下线", "This API was retired"),
    Code(
        48006,
        P,
        "应用长期未使用,权限已收回",
        "The app was not used for long; its permission was withdrawn",
        Page.CALLABLE,
    ),
    Code(48011, P, "成员活跃度过低", "The members are not active enough", Page.PEOPLE),
    Code(50001, P, "跳转域名不是可信域名", "The redirect address is not on a trusted domain", Page.DOMAIN),
    Code(50002, P, "成员不在应用可见范围", "The member is not among the app's allowed users", Page.RANGE),
    Code(50003, P, "应用已停用", "The app is disabled", Page.SECRET),
    Code(60011, P, "无权访问该成员、部门或标签", "No privilege on this member, department or tag", Page.RANGE),
    Code(60021, P, "成员不在可见范围", "The member is outside the visible range", Page.RANGE),
    Code(60030, P, "超出应用权限范围", "This is beyond the app's range", Page.RANGE),
    Code(610016, P, "企业未认证", "The corp is not verified", Page.CORP),
    Code(701008, P, "没有互通账号许可", "No member has an interconnection licence", Page.CORP),
)
_REQUESTS = (
    Code(40003, P, "成员账号不存在或格式不对", "The member's user id is unknown or malformed", Page.PEOPLE),
    Code(40007, P, "素材 media_id 无效,需重新上传", "The media id is not valid; upload the file again"),
    Code(40145, P, "素材 media_id 已过期,需重新上传", "The media id has expired; upload the file again"),
    Code(40029, P, "登录码无效(一次有效,5 分钟)", "The login code is not valid (used once, 5 minutes)"),
    Code(40031, P, "成员列表不正确", "The list of members is not valid"),
    Code(40032, P, "成员列表过长", "The list of members is too long (1,000 at most)"),
    Code(40033, P, "请求含有不允许的字符", "The request holds characters that are not accepted"),
    Code(40035, P, "参数不正确", "A parameter is wrong"),
    Code(40058, P, "参数不正确、过长或过多", "A parameter is wrong, too long, or has too many items"),
    Code(40063, P, "必填参数为空", "A required parameter is empty"),
    Code(40068, P, "标签或标签组不存在", "The tag or tag group is missing or unknown", Page.TAGS),
    Code(40071, P, "标签名已存在", "A tag of this name exists already", Page.TAGS),
    Code(40088, P, "任务编号不存在", "The job id is unknown"),
    Code(40093, P, "JS-SDK 签名错误", "The JS-SDK signature is wrong", Page.DOMAIN),
    Code(
        40096,
        P,
        "客户编号无效,或跟进人不在应用范围",
        "The customer id is not valid here, or its advisor is out of range",
        Page.RANGE,
    ),
    Code(40206, P, "请求内容过大", "The request is too large"),
    Code(41035, P, "缺少客户编号", "The customer id is missing"),
    Code(42012, P, "jsapi_ticket 不可用于此处", "This JS ticket cannot be used here"),
    Code(42003, P, "登录码已过期", "The login code has expired"),
    Code(91040, P, "ticket 类型不正确", "The ticket is of the wrong type"),
    Code(45029, P, "结果过大,请缩小范围", "The answer is too large; ask for less"),
    Code(50100, P, "分页游标无效,需从头读取", "The paging cursor is not valid; read from the start"),
    Code(60111, P, "成员不存在", "The member was not found", Page.PEOPLE),
    Code(60123, P, "部门不存在", "The department is not valid", Page.PEOPLE),
    Code(81013, P, "接收人全部无效或无权限", "All receivers are invalid or out of range", Page.RANGE),
    Code(81017, P, "一次请求的数量过多", "Too much is asked for at once"),
    Code(82001, P, "接收人全部为空", "There is no receiver"),
    Code(82002, P, "部门列表超过 100 个", "More than 100 departments"),
    Code(82003, P, "标签列表超过 100 个", "More than 100 tags"),
    Code(42014, P, "卡片 task_id 已被使用", "The card's task id was used already"),
    Code(42015, P, "卡片 task_id 已过期", "The card's task id has expired"),
    Code(42016, P, "卡片 response_code 已被使用", "The card's response code was used already"),
    Code(42017, P, "卡片 response_code 无效", "The card's response code is not valid"),
    Code(42018, P, "卡片回复码已过期", "The card's response code has expired"),
    Code(42019, P, "卡片任务不允许更新", "The card's task cannot be updated"),
    Code(42020, P, "卡片编码错误", "The card's code is not valid"),
    Code(42021, P, "登录码与应用不符", "The code belongs to another app"),
    Code(42022, P, "登录码已被使用", "The code was used already"),
    Code(44004, P, "文本内容为空", "The text is empty"),
    Code(45002, P, "消息内容过长", "The message is too long"),
    Code(90206, P, "小程序未关联", "The mini-program is not linked to the corp", Page.CORP),
    Code(90207, P, "小程序 appid 无效", "The mini-program's app id is not valid"),
    Code(90208, P, "小程序 appid 不匹配", "The mini-program's app id does not match", Page.CORP),
    Code(830001, P, "文件地址不支持分段下载", "The file's address does not support ranges"),
    Code(830002, P, "超过 20 MB 的文件须支持分段下载", "Files above 20 MB need an address with ranges"),
    Code(830003, P, "下载文件失败", "The file could not be downloaded"),
)
_CUSTOMERS = (
    Code(40126, P, "企业标签数已达上限(10000)", "The corp has as many tags as it may (10,000)", Page.TAGS),
    Code(40144, P, "该客户的标签数已达上限(3000)", "The customer has as many tags as it may (3,000)", Page.TAGS),
    Code(84061, P, "不是外部联系人:客户已删除或尚未通过", "No contact: deleted, or not accepted yet", Page.CONTACT),
    Code(84074, P, "成员没有客户联系权限", "The member has no customer-contact permission", Page.CONTACT),
    Code(610003, P, "场景值不正确", "The scene is not valid"),
    Code(610004, P, "该编号不是企业客户", "This id is not a customer of the corp"),
    Code(610014, P, "unionid 无效", "The unionid is not valid"),
    Code(610023, P, "企业外部联系人规模已满", "The corp has as many customers as it may", Page.CORP),
    Code(610024, P, "缺少资质材料", "Qualification documents are missing", Page.CORP),
    Code(41054, P, "成员未激活", "The member has not activated the account", Page.PEOPLE),
    Code(41037, P, "联系我:缺少 type", "Contact way: type is missing"),
    Code(41038, P, "联系我:缺少 scene", "Contact way: scene is missing"),
    Code(41039, P, "联系我:type 不正确", "Contact way: type is not valid"),
    Code(41040, P, "联系我:scene 不正确", "Contact way: scene is not valid"),
    Code(41041, P, "联系我:成员超过 100 人", "Contact way: more than 100 members"),
    Code(41042, P, "联系我:样式不正确", "Contact way: the style is not valid"),
    Code(41043, P, "联系我:缺少 config_id", "Contact way: its id is missing"),
    Code(41044, P, "联系我:config_id 不存在", "Contact way: its id is unknown"),
    Code(41045, P, "联系我数量已达上限(50 万)", "The corp has as many contact ways as it may (500,000)"),
    Code(41091, P, "群活码最多关联 5 个群", "A group code may name 5 groups at most"),
    Code(610001, P, "成员永久活码超过 5000 个", "The member has more than 5,000 permanent codes"),
    Code(41095, P, "获客链接数量已达上限", "The corp has as many acquisition links as it may", Page.ACQUISITION),
    Code(41098, P, "获客链接已授权给其他应用", "The link is managed by another app", Page.ACQUISITION),
    Code(41200, P, "企业类目不支持获客助手", "The corp's category has no acquisition links", Page.ACQUISITION),
    Code(41201, P, "获客会话 chat_key 无效", "The chat key is not valid"),
    Code(40097, P, "原跟进人尚未离职", "The former advisor has not resigned", Page.TRANSFER),
    Code(40098, P, "接替成员未实名认证", "The new advisor is not real-name verified", Page.PEOPLE),
    Code(40099, P, "接替成员客户数已满", "The new advisor has as many customers as allowed", Page.TRANSFER),
    Code(
        40100, P, "客户正在转接中,请等待结果", "The customer is being handed over; wait for the result", Page.TRANSFER
    ),
    Code(
        40129, P, "客户正在转接中,请等待结果", "The customer is being handed over; wait for the result", Page.TRANSFER
    ),
    Code(40128, P, "90 天内转接已达 2 次", "The customer was handed over twice within 90 days", Page.TRANSFER),
    Code(40130, P, "原跟进人与接替人相同", "The former and the new advisor are the same"),
    Code(40131, P, "原跟进人不是该客户的跟进人", "The former advisor is not an advisor of that customer"),
    Code(40143, P, "接替成员已被封禁", "The new advisor is banned", Page.PEOPLE),
    Code(40205, P, "成员一年未登录,微信凭证过期", "The member has not logged in for a year", Page.PEOPLE),
    Code(90500, P, "群主未离职", "The group's owner has not resigned", Page.TRANSFER),
    Code(90502, P, "群主已离职", "The group's owner has resigned", Page.TRANSFER),
    Code(90504, P, "群主没有变化", "The owner is unchanged"),
    Code(90507, P, "群正在转接", "The group is being handed over", Page.TRANSFER),
    Code(90508, P, "群已被继承", "The group was taken over already", Page.TRANSFER),
    Code(49008, P, "群已解散", "The group was dismissed"),
    Code(90501, P, "不是客户群", "This is not a customer group"),
    Code(90509, P, "不是企业微信客户群", "This is not a WeCom customer group"),
    Code(90511, P, "opengid 无效", "The opengid is not valid"),
)
_MESSAGES = (
    Code(40201, P, "内容被反垃圾系统拦截", "The content was blocked by the anti-spam system"),
    Code(40204, P, "内容被微信反垃圾系统拦截", "The content was blocked by WeChat's anti-spam system"),
    Code(41046, P, "缺少群发编号", "The mass message's id is missing"),
    Code(41047, P, "群发编号不存在", "The mass message's id is unknown"),
    Code(41048, P, "没有可发送的客户", "There is nobody to send to"),
    Code(41049, P, "缺少欢迎语 welcome_code", "The welcome code is missing"),
    Code(41050, P, "welcome_code 无效或超过 20 秒", "The welcome code is not valid, or older than 20 seconds"),
    Code(41051, P, "客户已开始聊天或已收到欢迎语", "The customer is chatting already or was welcomed"),
    Code(
        41053,
        P,
        "客户未同意会话存档,不能发送欢迎语",
        "The customer has not agreed to the archive; no welcome",
        Page.ARCHIVE,
    ),
    Code(41055, P, "群欢迎语素材已达上限(100)", "The corp has 100 group welcome templates, the most allowed"),
    Code(41058, P, "群欢迎语素材不属于该应用", "The group welcome template is not this app's"),
    Code(41064, P, "附件超过 9 个", "More than 9 attachments"),
    Code(41065, P, "附件类型不正确", "The attachment's type is not valid"),
    Code(41093, P, "群发已被取消", "The mass message was cancelled", Page.MASS),
    Code(41094, P, "24 小时内提醒已达 3 次", "Advisors were reminded 3 times within 24 hours"),
    Code(41059, P, "缺少朋友圈编号", "The moment's id is missing"),
    Code(41060, P, "朋友圈编号无效", "The moment's id is not valid"),
    Code(41061, P, "发表成员不正确", "The member is not the moment's publisher"),
    Code(41062, P, "该成员尚未发表", "The member has not published it yet"),
    Code(41067, P, "朋友圈类型不正确", "The moment is of the wrong kind"),
    Code(41089, P, "朋友圈文字与附件均为空", "The moment has neither text nor attachment"),
    Code(41210, P, "企业朋友圈本月超过 10 万条", "More than 100,000 corp moments this month", Page.MOMENTS),
    Code(41211, P, "未开通客户朋友圈", "Moments have not been opened", Page.MOMENTS),
    Code(41072, P, "附件场景不正确", "The attachment's scene is wrong"),
    Code(41080, P, "附件大小不正确", "The attachment's size is wrong"),
    Code(41081, P, "图片尺寸不正确", "The picture's size in pixels is wrong"),
    Code(41082, P, "视频时长不正确", "The video is too long"),
    Code(41068, P, "敏感词数量超限", "Too many intercepted words", Page.WORDS),
    Code(41069, P, "敏感词规则数量超限", "Too many intercept rules", Page.WORDS),
    Code(41070, P, "敏感词规则不存在", "The intercept rule is unknown", Page.WORDS),
    Code(41071, P, "敏感词规则已删除", "The intercept rule was deleted", Page.WORDS),
    Code(41076, P, "敏感词适用范围超限", "The intercept rule's range is too large", Page.WORDS),
    Code(41077, P, "敏感词规则名重复", "An intercept rule of this name exists", Page.WORDS),
    Code(41083, P, "敏感词不正确", "An intercepted word is not valid", Page.WORDS),
    Code(41084, P, "敏感语义不正确", "An intercepted meaning is not valid", Page.WORDS),
    Code(41073, P, "商品图册:缺少商品编号", "Product album: the product id is missing", Page.ALBUM),
    Code(41074, P, "商品图册:商品编号无效", "Product album: the product id is not valid", Page.ALBUM),
    Code(41075, P, "商品图册:商品数量已达上限", "Product album: as many products as allowed", Page.ALBUM),
    Code(41085, P, "商品图册:价格不正确", "Product album: the price is not valid", Page.ALBUM),
    Code(41086, P, "商品图册:描述不正确", "Product album: the description is not valid", Page.ALBUM),
    Code(41087, P, "商品图册:编码不正确", "Product album: the product code is not valid", Page.ALBUM),
    Code(41088, P, "商品图册:附件不正确", "Product album: the attachment is not valid", Page.ALBUM),
    Code(41202, P, "商品图册:不能修改该商品", "Product album: the product cannot be changed", Page.ALBUM),
)
_ARCHIVE = (
    Code(
        301042,
        P,
        "调用方 IP 不在会话存档可信 IP 中",
        "The caller's address is not trusted by the archive",
        Page.ARCHIVE,
    ),
    Code(301048, P, "存档文件已过期", "The archived file has expired"),
    Code(301052, P, "会话存档服务已过期", "The archive service has expired", Page.ARCHIVE),
    Code(301053, P, "未开通会话存档", "The archive has not been opened", Page.ARCHIVE),
    Code(301058, P, "一次拉取的数量过多", "Too much of the archive is asked for at once"),
    Code(301059, P, "不是内部群", "This is not an internal group"),
    Code(301060, P, "同意情况一次超过 100 对", "More than 100 pairs of consent at once"),
    Code(301061, P, "存档成员不存在", "The archived user is unknown", Page.ARCHIVE),
    Code(301111, P, "会话存档组件版本过低", "The archive library is too old"),
)
_KF_NAMED = {
    95000: ("客服账号不正确", "the account is not valid"),
    95001: ("消息条数超过限制(5 条)", "more messages than allowed (5)"),
    95002: ("超过 48 小时会话时限", "48 hours have passed"),
    95004: ("客服账号不存在", "the account is unknown"),
    95005: ("客服账号数量超限", "too many accounts"),
    95006: ("客服名称不正确", "the account's name is not valid"),
    95007: ("消息 token 无效", "the message token is not valid"),
    95008: ("菜单超过 10 项", "more than 10 menu items"),
    95011: ("接入方式不允许", "the mode does not allow it"),
    95012: ("接入方式不允许", "the mode does not allow it"),
    95013: ("会话已结束", "the session has ended"),
    95014: ("不是接待人员或未激活", "not a servicer, or not active"),
    95016: ("会话状态不能这样变更", "this change of state is not possible"),
    95017: ("API 功能已关闭", "the API is switched off"),
    95018: ("会话状态不允许发送", "the session's state does not allow sending"),
    95019: ("接待人员已停止接待", "the servicer has stopped"),
    95021: ("未配置升级服务", "the upgrade service is not set up"),
    95026: ("账号数量或权限受限", "accounts or rights are limited"),
    95027: ("未认证企业最多 10 个账号", "an unverified corp has 10 accounts at most"),
    95031: ("48 小时内没有咨询", "no enquiry within 48 hours"),
    95033: ("消息编号重复", "the message id was used already"),
}
_OTHER = ("请求被拒绝", "the request was refused")
_KF = tuple(
    Code(number, P, f"微信客服:{named[0]}", f"Customer service: {named[1]}", Page.KF)
    for number, named in ((number, _KF_NAMED.get(number, _OTHER)) for number in range(95000, 95034))
)
CODES = {
    code.number: code for code in (*_TRYING_AGAIN, *_CREDENTIALS, *_REQUESTS, *_CUSTOMERS, *_MESSAGES, *_ARCHIVE, *_KF)
}
"""Every code by its number."""

BUSY = -1
BAD_SECRETS = frozenset({40001, 40013, 40091})
NO_TRUSTED_IP = 60020
NO_PERMISSION = 48002
MEDIA_GONE = frozenset({40007, 40145})
STILL_DISPATCHING = 41063
NO_SUCH_TASK = 41047
NOBODY_TO_SEND_TO = 41048
WELCOME_EXPIRED = 41050
WELCOME_DELIVERED = 41051
WELCOME_CONTENDED = 41096
TOO_OFTEN = 45009
BAD_CURSOR = 50100
NO_RELATION = 84061
NO_CONTACT_PERMISSION = 84074
ARCHIVE_NOT_OPENED = frozenset({301052, 301053})


def code_of(number: int) -> Code:
    """This function will return what is known about an error code; an unknown one is permanent."""
    unknown = Code(number, P, f"企业微信返回错误 {number}", f"WeCom answered error {number}")
    return CODES.get(number, unknown)
