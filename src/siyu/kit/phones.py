"""Phone numbers: one canonical form, one mask."""

import re

import phonenumbers

CHINESE_MOBILE = re.compile(r"(?:\+?86)?(1[3-9]\d{9})")
REGION = "CN"
MASKED_LENGTH_MIN = 10


def e164(text: str) -> str | None:
    """This function will return a number as E.164 ("+8613800138000"), read as Chinese without a country code.

    None when it cannot be a real number (ITU E.164; metadata of libphonenumber).
    """
    plain = re.sub(r"[\s\-()()]", "", text).removesuffix(".0")
    if mobile := CHINESE_MOBILE.fullmatch(plain):
        return "+86" + mobile.group(1)
    try:
        number = phonenumbers.parse(plain, REGION)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def mask_phone(phone: str) -> str:
    """This function will hide the middle of a phone: "138****8000"; short ones are hidden whole."""
    national = phone.removeprefix("+86")
    return f"{national[:3]}****{national[-4:]}" if len(national) >= MASKED_LENGTH_MIN else "****"
