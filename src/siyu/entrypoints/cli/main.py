"""The command tree. A command's module is read when the command is used: `siyu import` need not build the API."""

from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup
from typer.main import get_group

# Command -> module in this folder. A module with an `app` is a group of commands; else it has a function of that name.
COMMANDS = {
    "demo": "demo",
    "serve": "serve",
    "worker": "worker",
    "migrate": "worker",
    "openapi": "serve",
    "bench": "bench",
    "doctor": "doctor",
    "brand": "brand",
    "import": "import_",
    "segment": "segment",
    "journey": "journey",
    "code": "code",
    "link": "link",
    "group": "group",
    "mass": "mass",
    "handover": "handover",
    "moments": "moments",
    "archive": "archive",
    "wecom": "wecom",
    "wecom-sim": "wecom_sim",
}


class Commands(TyperGroup):
    """The commands of COMMANDS, in that order, each read from its module on first use."""

    def list_commands(self, ctx: Any) -> list[str]:
        """This function will name the commands in the order of the help page."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """This function will return the command, or None where there is no such name."""
        if cmd_name in COMMANDS and cmd_name not in self.commands:
            self.add_command(_read(cmd_name), cmd_name)
        return super().get_command(ctx, cmd_name)


app = typer.Typer(
    cls=Commands,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback()
def siyu() -> None:
    """Siyu (私域): the private-domain operations platform for retail brands. Start with `siyu demo`."""


def _read(name: str) -> Any:
    module = import_module(f"siyu.entrypoints.cli.{COMMANDS[name]}")
    holder = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    holder.callback()(siyu)
    if hasattr(module, "app"):
        holder.add_typer(module.app, name=name)
    else:
        holder.command(name)(getattr(module, name))
    return get_group(holder).commands[name]
