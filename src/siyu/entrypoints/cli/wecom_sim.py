"""`siyu wecom-sim`: the WeCom simulator in a process of its own, and a hand to act as people in a running one."""

import json
import signal
import threading
from typing import Annotated, Any

import httpx
import typer

from siyu.entrypoints.cli.terminal import out, print_json, say
from siyu.kit.clock import SystemClock
from siyu.simulators.wecom.entities import App
from siyu.simulators.wecom.limits import Limits
from siyu.simulators.wecom.people.mass import ConfirmHabit
from siyu.simulators.wecom.web.server import Serving, serve_in_thread
from siyu.simulators.wecom.world import AppKeys, World

PORT = 8081
MEMBERS_MAX, FRIENDS_MAX = 10_000, 1_000_000
QUOTA_MODES = ("day", "week", "month")
ACT_TIMEOUT_S = 60

app = typer.Typer(
    invoke_without_command=True,
    help="Run the WeCom simulator in a process of its own, or act as people in a running one.",
)
Url = Annotated[str, typer.Option(help="Address of the running simulator.")]


@app.callback(invoke_without_command=True)
def wecom_sim(
    context: typer.Context,
    host: Annotated[str, typer.Option(help="Address to listen on; 0.0.0.0 for phones in your network.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, help="Port to listen on; 0 takes a free one.")] = PORT,
    seed: Annotated[int, typer.Option(help="The same seed gives the same ids, secrets and people.")] = 1,
    members: Annotated[int, typer.Option(min=1, max=MEMBERS_MAX, help="How many members the corp has.")] = 3,
    friends: Annotated[int, typer.Option(min=0, max=FRIENDS_MAX, help="How many friendships they have together.")] = 0,
    callback_url: Annotated[str, typer.Option(help="Where the app receives callbacks.")] = "",
    token: Annotated[str, typer.Option(help="Callback token; drawn from the seed if left out.")] = "",
    aes_key: Annotated[str, typer.Option(help="EncodingAESKey of 43 characters; drawn if left out.")] = "",
    quota_mode: Annotated[str, typer.Option(help="Mass messages per customer: day, week or month.")] = "day",
    frequency_scale: Annotated[
        float, typer.Option(min=0, help="Keep the vendor's frequency table times this; 0 keeps none.")
    ] = 0.0,
    confirm_after_s: Annotated[
        float, typer.Option(min=0, help="Members confirm mass messages by themselves after about this long; 0 never.")
    ] = 0.0,
    as_json: Annotated[bool, typer.Option("--json", help="Print the keys as one line of JSON.")] = False,
) -> None:
    """Run a simulated corp until Ctrl-C; nothing is kept when it ends.

    Example:  siyu wecom-sim --port 8081 --members 20 --friends 2000 --callback-url http://127.0.0.1:8000/callbacks/wecom/jinhe
    """
    if context.invoked_subcommand:
        return
    if quota_mode not in QUOTA_MODES:
        raise typer.BadParameter(f"one of {', '.join(QUOTA_MODES)}", param_hint="--quota-mode")
    limits = Limits(mass_quota_mode=quota_mode, frequency_scale=frequency_scale or None)  # type: ignore[arg-type]
    world = World(SystemClock().now_ms, seed=seed, limits=limits)
    main = _add_app(world, callback_url, token, aes_key)
    world.seed_corp(members=members, friends=friends)
    world.set_confirm_habit(ConfirmHabit(confirm_after_s) if confirm_after_s else None)
    with serve_in_thread(world, port=port, host=host) as serving:
        _greet(serving, main, as_json=as_json)
        _wait_for_the_end()


@app.command()
def act(
    name: Annotated[str, typer.Argument(help="What to do, e.g. scan; `siyu wecom-sim acts` lists all.")],
    fields: Annotated[list[str] | None, typer.Argument(help="key=value; the value is JSON or else text.")] = None,
    url: Url = f"http://127.0.0.1:{PORT}",
) -> None:
    """Act as a person or an administrator in a running simulator; prints the answer as JSON.

    Example:  siyu wecom-sim act scan config_id=4f… name=小林
    """
    answer = _ask(httpx.Request("POST", f"{url}/sim/{name}", json=dict(map(_pair, fields or []))))
    if "error" in answer:
        say(f"✗ {answer['error']['zh']}", f"✗ {answer['error']['en']}")
        raise typer.Exit(1)
    print_json(answer)


@app.command()
def acts(url: Url = f"http://127.0.0.1:{PORT}") -> None:
    """List everything that people and administrators can do in a running simulator."""
    for name, action in _ask(httpx.Request("GET", f"{url}/sim/actions")).items():
        out.print(f"[bold]{name}[/]  {action['about']}", highlight=False)
        out.print(f"    {', '.join(action['fields'])}", highlight=False, markup=False)


def _add_app(world: World, callback_url: str, token: str, aes_key: str) -> App:
    """This function will add the self-built app, with the keys given in place of drawn ones, and the two others."""
    main = world.add_app(callback_url=callback_url or None)
    main.token, main.aes_key = token or main.token, aes_key or main.aes_key
    world.add_app("通讯录同步", kind="contacts", callback_url=callback_url or None, keys=_same_keys(main, world))
    return main


def _same_keys(main: App, world: World) -> AppKeys:
    return AppKeys(world.state.new_id("", 43), main.token, main.aes_key)


def _greet(serving: Serving, main: App, *, as_json: bool) -> None:
    world = serving.world
    keys = {
        "url": serving.url,
        "corpid": world.corpid,
        "agentid": main.agentid,
        "secret": main.secret,
        "token": main.token,
        "aes_key": main.aes_key,
        "contacts_secret": next(one.secret for one in world.state.apps.values() if one.kind == "contacts"),
        "page": f"{serving.url}/sim",
    }
    if as_json:
        print_json(keys)
        return
    say(
        "\n  [bold]企业微信模拟器已启动[/]  Ctrl-C 结束,什么都不保留\n",
        "\n  [bold]The WeCom simulator is up[/]  Ctrl-C ends it\n",
    )
    for name, value in keys.items():
        out.print(f"  {name:16}{value}", highlight=False, markup=False, soft_wrap=True)


def _wait_for_the_end() -> None:
    end = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: end.set())
    end.wait()


def _pair(text: str) -> tuple[str, Any]:
    name, mark, value = text.partition("=")
    if not mark:
        raise typer.BadParameter(f"{text}: key=value expected")
    try:
        return name, json.loads(value)
    except ValueError:
        return name, value


def _ask(request: httpx.Request) -> Any:
    try:
        with httpx.Client(trust_env=False, timeout=ACT_TIMEOUT_S) as client:
            return client.send(request).json()
    except (httpx.HTTPError, ValueError) as error:
        say(f"✗ 模拟器没有应答:{request.url}({error})", f"✗ no simulator answers at {request.url} ({error})")
        raise typer.Exit(1) from error
