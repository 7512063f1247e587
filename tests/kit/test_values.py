"""Small values of the kit: money, time, keys."""

import base64
import os
import stat
from datetime import date, datetime

import pytest
from cryptography.exceptions import InvalidTag
from hypothesis import given
from hypothesis import strategies as st

from siyu.kit.clock import VirtualClock, day_start_ms, from_datetime, local_date, to_datetime
from siyu.kit.crypto import BadSecretKey, Keyring, open_keyring
from siyu.kit.money import FEN_MAX, NotAnAmount, format_fen, parse_fen


@given(st.integers(-FEN_MAX, FEN_MAX))
def test_money_written_is_money_read(fen):
    assert parse_fen(format_fen(fen)) == fen


@pytest.mark.parametrize(
    ("text", "fen"),
    [("¥1,234.50", 123_450), ("12元", 1_200), ("-0.01", -1), ("1,000", 100_000), ("0.10", 10), ("1e2", 10_000)],
)
def test_money_is_read_as_people_write_it(text, fen):
    assert parse_fen(text) == fen


@pytest.mark.parametrize("text", ["", "¥", "0.001", "abc", "NaN", "Infinity", "1e20", "1.2.3", "--1", "१e999999"])
def test_what_is_no_amount_is_refused(text):
    with pytest.raises(NotAnAmount):
        parse_fen(text)


@given(st.integers(-(10**12), 10**13), st.sampled_from(["Asia/Shanghai", "UTC", "Europe/Berlin", "America/New_York"]))
def test_moments_survive_every_zone(at_ms, zone):
    assert from_datetime(to_datetime(at_ms, zone)) == at_ms
    assert day_start_ms(local_date(at_ms, zone), zone) <= at_ms


def test_a_moment_without_a_zone_is_read_in_the_brands():
    assert from_datetime(datetime(2025, 1, 1, 8)) == day_start_ms(date(2025, 1, 1), "UTC")


def test_a_clock_never_goes_back():
    clock = VirtualClock(10)
    clock.advance(5)
    with pytest.raises(ValueError, match="go back"):
        clock.set_ms(14)
    assert clock.now_ms() == 15


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=100))
def test_a_sealed_text_is_read_by_its_brand_only(text):
    ring = Keyring(b"k" * 32)
    sealed = ring.encrypt(1, text)
    assert ring.decrypt(1, sealed) == text and sealed != ring.encrypt(1, text)
    for brand_id, damaged in ((2, sealed), (1, sealed[:-1] + bytes([sealed[-1] ^ 1]))):
        with pytest.raises(InvalidTag):
            ring.decrypt(brand_id, damaged)


def test_digests_differ_by_brand_purpose_and_key():
    one, two = Keyring(b"k" * 32), Keyring(b"q" * 32)
    assert one.blind_index(1, "x") == Keyring(b"k" * 32).blind_index(1, "x")
    assert len({one.blind_index(1, "x"), one.blind_index(2, "x"), two.blind_index(1, "x"), one.sign("a", "x")}) == 4


def test_the_key_file_is_made_once_and_for_its_owner_only(tmp_path):
    sealed = open_keyring("", tmp_path / "data").encrypt(1, "x")
    assert open_keyring("", tmp_path / "data").decrypt(1, sealed) == "x"
    assert stat.S_IMODE(os.stat(tmp_path / "data" / "secret.key").st_mode) == 0o600


@pytest.mark.parametrize("key", ["short", base64.b64encode(b"k" * 31).decode(), "密钥" * 20, "=" * 44])
def test_a_malformed_key_is_refused_without_being_shown(tmp_path, key):
    with pytest.raises(BadSecretKey) as error:
        open_keyring(key, tmp_path)
    assert key not in str(error.value)
