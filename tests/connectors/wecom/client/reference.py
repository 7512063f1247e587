"""What docs/reference/wecom_codes.md must say, read from the code.

`python -m tests.connectors.wecom.client.reference` writes it anew after a code was added.
"""

from pathlib import Path

from siyu.connectors.wecom.client.codes import CODES, Code, Page, Remedy

DOCS = Path(__file__).resolve().parents[4] / "docs"
CLASSES = {
    Remedy.RETRY: "tried again up to 3 times, with doubling waits",
    Remedy.TOKEN: "a new token, and the call once more",
    Remedy.SLOW_DOWN: "the API is left alone for a minute, doubling up to an hour; welcomes for 1–2 s",
    Remedy.ONE_BY_ONE: "half as many calls at once, and tried again up to 3 times at random distances",
    Remedy.NONE: "raised at once: somebody has to change something first",
}


def codes_page() -> str:
    """This function will return wecom_codes.md."""
    lines = [
        "# WeCom error codes 企业微信错误码",
        "",
        "What Siyu does when WeCom answers with an error (p90313), what it means, and where to put it right. A code that is",
        "not here counts as P. A test compares this page with the code; `python -m tests.connectors.wecom.client.reference`",
        "writes it anew.",
        "",
        "| Class | What is done |",
        "|---|---|",
        *(f"| {remedy.value} | {done} |" for remedy, done in CLASSES.items()),
        "",
        "| Code | Class | 中文 | English | 处理页面 Page |",
        "|---|---|---|---|---|",
        *(row(code) for code in sorted(CODES.values(), key=lambda one: one.number)),
    ]
    return "\n".join(lines) + "\n"


def row(code: Code) -> str:
    """This function will return a code's line of the table."""
    page = "" if code.page is Page.SIYU else f"{code.page.value[0]} · {code.page.value[1]}"
    return f"| {code.number} | {code.remedy.value} | {code.zh} | {code.en} | {page} |"


if __name__ == "__main__":
    (DOCS / "reference" / "wecom_codes.md").write_text(codes_page(), encoding="utf-8")
