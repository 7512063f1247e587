"""Every number the vendor documents (or leaves open), as one record of settings with the documented default."""

from dataclasses import dataclass
from typing import Literal

QuotaMode = Literal["day", "week", "month"]


@dataclass(frozen=True, slots=True)
class Limits:
    """This record will hold the thresholds of the simulated corp; units are in the names.

    `*_bytes_max` counts UTF-8 bytes and `*_chars_max` characters, as the vendor's pages distinguish them.
    `frequency_scale` 1.0 keeps the vendor's whole table of calls per minute, hour, day and month (`frequency.py`), 0.01
    a hundredth of it; `calls_per_*_max` replace the rule for every endpoint. The vendor publishes no limit of concurrent
    calls and none of wrong secrets. All of these are None (not kept) unless asked for, because tests squeeze days into
    seconds.
    """

    token_life_s: int = 7200
    body_bytes_max: int = 32 * 1024 * 1024
    concurrent_per_api_max: int | None = None
    wrong_secrets_per_hour_max: int | None = None
    frequency_scale: float | None = None
    calls_per_minute_max: int | None = None
    calls_per_hour_max: int | None = None
    refuse_unicode_escapes: bool = True
    short_page_every: int = 0

    list_id_page_max: int = 10_000
    login_code_life_s: int = 300
    user_ticket_life_s: int = 1_800
    js_ticket_life_s: int = 7_200

    followers_per_page: int = 500
    batch_users_max: int = 100
    batch_page_default: int = 50
    batch_page_max: int = 100
    remark_chars_max: int = 20
    description_chars_max: int = 150
    company_chars_max: int = 20

    tags_per_corp_max: int = 10_000
    tags_per_pair_max: int = 3_000
    tag_name_chars_max: int = 30
    tag_order_end: int = 2**32

    way_users_max: int = 100
    ways_per_corp_max: int = 500_000
    way_text_chars_max: int = 30
    way_temp_life_s_max: int = 14 * 86_400
    way_conclusion_bytes_max: int = 4_000
    way_list_days: int = 90
    way_page_default: int = 100
    way_page_max: int = 1_000

    welcome_window_ms: int = 20_000
    message_text_bytes_max: int = 4_000
    attachments_max: int = 9
    link_title_bytes_max: int = 128
    link_desc_bytes_max: int = 512
    url_bytes_max: int = 2_048
    miniprogram_title_bytes_max: int = 64

    mass_customers_max: int = 10_000
    mass_groups_max: int = 2_000
    mass_filter_tags_max: int = 100
    mass_dispatch_ms: int = 2_000
    mass_span_s_max: int = 31 * 86_400
    mass_list_default: int = 50
    mass_list_max: int = 100
    mass_result_default: int = 500
    mass_result_max: int = 1_000
    mass_reminds_max: int = 3
    mass_remind_window_ms: int = 24 * 3_600_000
    mass_quota_mode: QuotaMode = "day"
    mass_quota_per_week: int = 7
    mass_quota_per_member: bool = False

    group_page_max: int = 1_000
    group_owners_max: int = 100
    group_range_members_max: int = 1_000
    group_members_max: int = 500
    group_templates_max: int = 100
    group_welcome_bytes_max: int = 3_000
    join_way_chats_max: int = 5
    room_name_chars_max: int = 40
    statistic_page_default: int = 500
    statistic_back_days: int = 180
    statistic_span_days: int = 30

    transfer_batch_max: int = 100
    transfer_page_max: int = 1_000
    transfer_wait_ms: int = 24 * 3_600_000
    transfer_message_chars_max: int = 200
    transfer_window_days: int = 90
    transfers_per_window_max: int = 2
    group_transfers_per_day_max: int = 300

    links_max: int = 1_000
    link_page_max: int = 100
    link_customer_page_max: int = 1_000
    link_members_max: int = 500
    link_priority_max: int = 1_000
    chat_key_life_ms: int = 30 * 60_000

    moment_text_chars_max: int = 2_000
    moment_title_chars_max: int = 64
    moment_dispatch_ms: int = 2_000
    moment_span_s_max: int = 30 * 86_400
    moment_page: int = 20
    moment_send_default: int = 3_000
    moment_send_max: int = 5_000
    moment_jobs_max: int = 100
    moments_per_month: int = 100_000

    notice_users_max: int = 1_000
    notice_parties_max: int = 100
    notice_text_bytes_max: int = 2_048
    notice_articles_max: int = 8
    notices_per_minute_max: int = 30
    notices_per_hour_max: int = 1_000

    archive_pairs_max: int = 100
    archive_pull_max: int = 1_000
    archive_piece_bytes_max: int = 512 * 1024
    archive_keep_ms: int = 5 * 86_400_000
    archive_notify_every_ms: int = 15_000

    media_life_ms: int = 3 * 86_400_000
    media_bytes_min: int = 6
    moment_picture_long_px_max: int = 10_800
    moment_picture_short_px_max: int = 1_080
    moment_video_s_max: int = 30

    callback_timeout_s: float = 5.0
    callback_attempts_max: int = 3
    callback_retry_after_s: float = 1.0
    callback_retries_bad_status: bool = True
    callback_queue_max: int = 200_000
    callbacks_at_once: int = 4
    verification_timeout_s: float = 1.0

    sent_log_max: int = 2_000_000
    delivery_log_max: int = 20_000


MEDIA_BYTES_MAX = {"image": 10 << 20, "voice": 2 << 20, "video": 10 << 20, "file": 20 << 20}
"""Largest file by media type, in bytes."""

ATTACHMENT_BYTES_MAX = 10 << 20
"""Largest file of media/upload_attachment, in bytes."""
