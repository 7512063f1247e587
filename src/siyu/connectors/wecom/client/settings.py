"""Settings of the client, prefix `SIYU_WECOM_`: the vendor's published limits, and how close we go to them.

The vendor says that it may change its thresholds at any time (p90312); every one of them is a setting for that reason.
"""

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class WecomClientSettings(BaseSettings):
    """How often, how many at once, how patiently, and how much in one request."""

    model_config = SettingsConfigDict(env_prefix="SIYU_WECOM_", extra="ignore")

    calls_per_minute: int = Field(
        default=10_000, ge=1, description="Calls of one API a corp may make in a minute (p90312)."
    )
    calls_per_hour: int = Field(
        default=150_000, ge=1, description="Calls of one API a corp may make in an hour (p90312)."
    )
    ip_calls_per_minute: int = Field(
        default=20_000, ge=1, description="Calls of one API an address (IP) may make in a minute (p90312)."
    )
    ip_calls_per_hour: int = Field(
        default=600_000, ge=1, description="Calls of one API an address (IP) may make in an hour (p90312)."
    )
    moments_per_minute: int = Field(default=10, ge=1, description="Moments a corp may create in a minute (p95094).")
    tickets_per_hour: int = Field(default=100, ge=1, description="JS tickets an app may ask for in an hour (p90506).")
    pictures_per_day: int = Field(
        default=1_000, ge=1, description="Permanent pictures a corp may upload in a day (p90256)."
    )
    frequency_share: float = Field(
        default=0.6, gt=0, lt=1, description="Share of every frequency limit this process uses; divide it by processes."
    )
    calls_at_once: int = Field(
        default=5, ge=1, description="Calls of one API of a corp under way at once; the vendor publishes no limit."
    )
    calls_until_recovery: int = Field(
        default=100, ge=1, description="Good calls after which one more may run at once again, after 45033 or 45035."
    )
    wait_s_max: float = Field(
        default=30.0, ge=0, description="Longest wait for a turn before a call is refused as paused, in seconds."
    )
    timeout_s: float = Field(default=10.0, gt=0, description="How long an answer may take, in seconds.")
    upload_timeout_s: float = Field(
        default=60.0, gt=0, description="How long a file may take on its way, up or down, in seconds."
    )
    retries_max: int = Field(
        default=3, ge=0, description="How often a call is tried again when the vendor asks for it (codes R and C)."
    )
    retry_first_s: float = Field(default=0.5, ge=0, description="First wait before trying again, in seconds; doubles.")
    retry_last_s: float = Field(default=8.0, ge=0, description="Longest wait before trying again, in seconds.")
    pause_first_s: int = Field(
        default=60, ge=1, description="How long an API is left alone after 45009, in seconds; doubles."
    )
    pause_last_s: int = Field(default=3_600, ge=1, description="Longest time an API is left alone, in seconds.")
    urgent_pause_first_s: int = Field(
        default=1, ge=1, description="The same for welcome messages, which are worth nothing after 20 seconds; doubles."
    )
    urgent_pause_last_s: int = Field(
        default=2, ge=1, description="Longest time welcome messages are held back after 45009, in seconds."
    )
    bad_secret_pause_s: int = Field(
        default=300, ge=0, description="How long a refused secret is not tried; repeating bans the address for an hour."
    )
    token_margin_s: int = Field(
        default=300, ge=0, description="How long before its end an access token is no longer used, in seconds."
    )
    media_refresh_h: int = Field(
        default=60, ge=1, lt=72, description="Age at which a temporary file is uploaded again, in hours; it lives 72."
    )
    pages_max: int = Field(default=10_000, ge=1, description="Pages read in one listing before it is given up.")

    staff_per_batch: int = Field(default=100, ge=1, description="Staff in one batch/get_by_user (p92994).")
    customers_per_page: int = Field(default=100, ge=1, description="Customers in one page of it (p92994).")
    groups_per_page: int = Field(default=1_000, ge=1, description="Groups in one page of groupchat/list (p92120).")
    owners_max: int = Field(default=100, ge=1, description="Owners named in one groupchat/list or statistic (p92120).")
    ways_per_page: int = Field(default=1_000, ge=1, description="Contact ways in one page (p92228).")
    results_per_page: int = Field(default=1_000, ge=1, description="Rows in one page of mass results (p93338).")
    masses_per_page: int = Field(default=100, ge=1, description="Mass messages in one page of the list (p93338).")
    links_per_page: int = Field(default=100, ge=1, description="Acquisition links in one page (p97297).")
    mass_customers_max: int = Field(default=10_000, ge=1, description="Customers in one mass message (p92135).")
    mass_groups_max: int = Field(default=2_000, ge=1, description="Groups in one mass message (p92135).")
    attachments_max: int = Field(default=9, ge=0, description="Attachments of one message or welcome (p92135, p92137).")
    text_bytes_max: int = Field(
        default=4_000, ge=1, description="UTF-8 bytes in the text of a message or welcome (p92135)."
    )
    way_users_max: int = Field(default=100, ge=1, description="Members behind one contact way (p92228).")
    way_groups_max: int = Field(default=5, ge=1, description="Groups behind one group code (p92229).")
    transfers_max: int = Field(default=100, ge=1, description="Customers or groups in one hand-over (p92125, p92127).")
    receivers_max: int = Field(default=1_000, ge=1, description="Members that one app message may name (p90236).")
    corp_tags_max: int = Field(default=10_000, ge=1, description="Tags a corp may have (p92117).")
    acquisition_alert: int = Field(
        default=20, ge=0, description="The doctor warns when fewer acquisition additions are left (p97375)."
    )
    callback_silence_h: int = Field(
        default=72, ge=1, description="The doctor warns when no callback came for so long, in hours."
    )
