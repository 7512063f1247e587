"""What repeating a call does, by path: nothing (reads), nothing more (settled writes), or the same thing once more."""

from enum import Enum, auto

CUSTOMER = "externalcontact/"
GROUP = "externalcontact/groupchat/"
LINK = "externalcontact/customer_acquisition/"
WELCOME = "externalcontact/send_welcome_msg"
TOKEN = "gettoken"


class Effect(Enum):
    """What a call does to the corp."""

    READ = auto()
    SETTLE = auto()
    CREATE = auto()


# POST all the same. Uploading a temporary file again harms nobody either.
READS = frozenset(
    {
        "auth/getuserdetail",
        "user/list_id",
        "user/getuserid",
        "user/convert_to_openid",
        f"{CUSTOMER}batch/get_by_user",
        f"{CUSTOMER}contact_list",
        f"{CUSTOMER}convert_to_openid",
        f"{CUSTOMER}get_corp_tag_list",
        f"{CUSTOMER}get_strategy_tag_list",
        f"{CUSTOMER}get_contact_way",
        f"{CUSTOMER}list_contact_way",
        f"{CUSTOMER}opengid_to_chatid",
        f"{CUSTOMER}get_groupmsg_list_v2",
        f"{CUSTOMER}get_groupmsg_task",
        f"{CUSTOMER}get_groupmsg_send_result",
        f"{CUSTOMER}group_welcome_template/get",
        f"{CUSTOMER}get_moment_list",
        f"{CUSTOMER}get_moment_task",
        f"{CUSTOMER}get_moment_customer_list",
        f"{CUSTOMER}get_moment_send_result",
        f"{CUSTOMER}get_moment_comments",
        f"{CUSTOMER}get_user_behavior_data",
        f"{CUSTOMER}get_unassigned_list",
        f"{CUSTOMER}transfer_result",
        f"{CUSTOMER}resigned/transfer_result",
        f"{CUSTOMER}get_intercept_rule",
        f"{GROUP}list",
        f"{GROUP}get",
        f"{GROUP}get_join_way",
        f"{GROUP}statistic",
        f"{GROUP}statistic_group_by_day",
        f"{LINK}list_link",
        f"{LINK}get",
        f"{LINK}customer",
        f"{LINK}statistic",
        f"{LINK}get_chat_info",
        "msgaudit/get_permit_user_list",
        "msgaudit/check_single_agree",
        "msgaudit/check_room_agree",
        "msgaudit/groupchat/get",
        "kf/account/list",
        "media/upload",
        "media/upload_attachment",
    }
)
# The state after two of them is the state after one.
SETTLED = frozenset(
    {
        f"{CUSTOMER}remark",
        f"{CUSTOMER}mark_tag",
        f"{CUSTOMER}edit_corp_tag",
        f"{CUSTOMER}del_corp_tag",
        f"{CUSTOMER}update_contact_way",
        f"{CUSTOMER}del_contact_way",
        WELCOME,
        f"{CUSTOMER}cancel_groupmsg_send",
        f"{CUSTOMER}cancel_moment_task",
        f"{CUSTOMER}group_welcome_template/edit",
        f"{CUSTOMER}group_welcome_template/del",
        f"{GROUP}update_join_way",
        f"{GROUP}del_join_way",
        f"{LINK}update_link",
        f"{LINK}delete_link",
    }
)
# GET all the same, but the code is used up.
USED_UP = frozenset({"auth/getuserinfo", "user/getuserinfo"})


def effect_of(method: str, path: str) -> Effect:
    """This function will say what repeating a call does; a path nobody has listed is taken to create something."""
    if path in READS or (method == "GET" and path not in USED_UP):
        return Effect.READ
    return Effect.SETTLE if path in SETTLED else Effect.CREATE
