"""What docs/reference/{settings,errors,limits}.md must say, read from the code.

`python -m tests.kit.reference` writes errors.md and settings.md anew after an error or a setting was added.
"""

import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar

from pydantic_settings import BaseSettings

import siyu
from siyu.kit.errors import SiyuError
from siyu.kit.http import status_of

DOCS = Path(__file__).resolve().parents[2] / "docs" / "reference"
T = TypeVar("T")


def everything() -> None:
    """This function will import every module of the product, so that its classes are known."""
    for module in pkgutil.walk_packages(siyu.__path__, "siyu."):
        if not module.name.startswith("siyu.migrations") and not module.name.endswith("__main__"):
            importlib.import_module(module.name)


def below(kind: type[T]) -> Iterator[type[T]]:
    """This function will yield every subclass of `kind` at any depth that the product declares."""
    for child in kind.__subclasses__():
        if child.__module__.startswith("siyu."):
            yield child
        yield from below(child)


def errors() -> list[type[SiyuError]]:
    """This function will list every error of the product, once, by room and name."""
    everything()
    return sorted(set(below(SiyuError)), key=lambda one: (one.__module__.split(".")[1], one.__name__))


class Anything(dict[str, Any]):
    """Values for every placeholder of a sentence."""

    def __missing__(self, name: str) -> str:
        return f"‹{name}›"


def bare(kind: type[SiyuError]) -> SiyuError:
    """This function will make an error of `kind` without calling its own constructor."""
    error = kind.__new__(kind)
    error.field, error.value, error.values = "‹field›", "‹value›", {}
    error.permanent = False  # type: ignore[attr-defined]
    return error


def said(template: str) -> str:
    """This function will return a sentence with ‹names› for its values."""
    return re.sub(r"\{(\w+)[^}]*\}", r"‹\1›", template)


def errors_page() -> str:
    """This function will return errors.md."""
    lines = [
        "# Error codes 错误代码",
        "",
        "Every failure of the API is one JSON shape (RFC 9457, `application/problem+json`), in the language of the",
        "request's `Accept-Language` (`en…` English, anything else Chinese):",
        "",
        "| Field | Meaning |",
        "|---|---|",
        "| `type`, `title`, `code` | The error's stable name for programs, e.g. `unknown_customer` |",
        "| `status` | The HTTP status, the same as the answer's |",
        "| `detail`, `fix` | What went wrong and what to do about it, for people |",
        "| `field`, `value` | Which input, and what it held (long texts are cut to 200 characters) |",
        "| `errors` | The single problems when several values are wrong at once, else empty |",
        "| `request_id` | Also in the header `X-Request-Id`; the log has the details under it |",
        "",
        "Codes whose status says 422 mean the input has to change; 404 and 409 depend on what is stored; 401 and 403 on",
        "who asks; 503 is worth trying again, 502 (permanent) is not.",
        "",
        "The tables are checked against the code; `python -m tests.kit.reference` writes them anew.",
    ]
    room = ""
    for kind in errors():
        if (own := kind.__module__.split(".")[1]) != room:
            room = own
            lines += ["", f"## {room}", "", "| Code | Status | 中文 | English |", "|---|---|---|---|"]
        error = bare(kind)
        lines.append(f"| `{error.code}` | {status_of(error)} | {said(kind.zh)} | {said(kind.en)} |")
    return "\n".join(lines) + "\n"


def settings() -> list[type[BaseSettings]]:
    """This function will list every settings class of the product."""
    everything()
    return sorted(set(below(BaseSettings)), key=lambda one: (str(one.model_config["env_prefix"]), one.__module__))


def variables(kind: type[BaseSettings]) -> Iterator[tuple[str, str, str]]:
    """This function will yield (variable, default, description) of a settings class."""
    prefix = str(kind.model_config["env_prefix"])
    for name, field in kind.model_fields.items():
        default = "the user's data folder" if field.default_factory else str(field.default).lower() or "empty"
        yield f"{prefix}{name}".upper(), default, field.description or ""


def settings_page() -> str:
    """This function will return settings.md."""
    lines = [
        "# Settings 配置",
        "",
        "Settings are environment variables, read once at start. None is needed: `make demo` and `siyu serve` run with",
        "the defaults. A feature's own settings carry its prefix; secrets of connectors are entered in the console and",
        "stored encrypted, never in the environment.",
        "",
        "The tables are checked against the code; `python -m tests.kit.reference` writes them anew.",
    ]
    for kind in settings():
        lines += ["", f"## {kind.model_config['env_prefix']}…", ""]
        lines += ["| Variable | Default | Meaning |", "|---|---|---|"]
        lines += [f"| `{name}` | {default} | {text} |" for name, default, text in variables(kind)]
    lines += [
        "",
        "Keep `SIYU_SECRET_KEY`, or the file `secret.key` in the data folder, with your backups: phone numbers cannot be",
        "read without it. After restoring a database from a backup delete the folders `bits` and `columns` of the data",
        "folder: they are indexes, and are built anew.",
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    (DOCS / "errors.md").write_text(errors_page(), encoding="utf-8")
    (DOCS / "settings.md").write_text(settings_page(), encoding="utf-8")
