import pytest

from siyu.simulators.wecom import crypto

KEY = "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C"
CORP = "wx5823bf96d3bd56c7"
OFFICIAL = (
    "RypEvHKD8QQKFhvQ6QleEB4J58tiPdvo+rtK1I9qca6aM/wvqnLSV5zEPeusUiX5L5X/0lWfrf0QADHHhGd3QczcdCUpj911L3vg3W/sYYvuJTs3"
    "TUUkSUXxaccAS0qhxchrRYt66wiSpGLYL42aM6A8dTT+6k4aSknmPj48kzJs8qLjvd4Xgpue06DOdnLxAUHzM6+kDZ+HMZfJYuR+LtwGc2hgf5gs"
    "ijff0ekUNXZiqATP7PF5mZxZ3Izoun1s4zG4LUMnvw2r+KqCKIw+3IQH03v+BCA9nMELNqbSf6tiWSrXJB3LAVGUcallcrw8V2t9EL4EhzJWrQUa"
    "x5wLVMNS0+rUPA3k22Ncx4XXZS9o0MBH27Bo6BpNelZpS+/uh9KsNlY6bHCmJU9p8g7m3fVKn28H3KDYA5Pl/T8Z1ptDAVe0lXdQ2YoyyH2uyPIG"
    "HBZZIs2pDBS8R07+qN+E7Q=="
)


def test_the_official_vector_has_the_official_signature() -> None:
    made = crypto.signature("QDG6eK", "1409659813", "1372623149", OFFICIAL)
    assert made == "477715d11cdb4164915debcba66cb864d751f3e6"


def test_the_official_vector_decrypts_and_encrypts_back_to_itself() -> None:
    plain = crypto.decrypt(KEY, OFFICIAL, CORP)
    assert len(plain.encode()) == 284
    assert "<MsgId>4561255354251345929</MsgId>" in plain and "<AgentID>218</AgentID>" in plain
    assert crypto.encrypt(KEY, plain, CORP, prefix=b"0960688932c47ef1") == OFFICIAL


@pytest.mark.parametrize("length", range(70))
def test_every_padding_comes_back(length: int) -> None:
    message = "中" + "x" * length
    assert crypto.decrypt(KEY, crypto.encrypt(KEY, message, CORP), CORP) == message


def test_another_receiver_is_refused() -> None:
    with pytest.raises(crypto.BadCiphertext):
        crypto.decrypt(KEY, OFFICIAL, "wwsomeoneelse")


@pytest.mark.parametrize("text", ["", "AAAA", OFFICIAL[:-24], "not base64!"])
def test_damaged_text_is_refused(text: str) -> None:
    with pytest.raises(crypto.BadCiphertext):
        crypto.decrypt(KEY, text, CORP)
