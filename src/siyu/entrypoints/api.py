"""The API process: features' routes under /api, the console, health, metrics."""

from importlib import metadata
from pathlib import Path
from time import perf_counter
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import FileResponse, JSONResponse, PlainTextResponse, Response
from fastapi.staticfiles import StaticFiles
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.middleware.base import RequestResponseEndpoint

from siyu.bootstrap import doors
from siyu.kit.db import migrate
from siyu.kit.http import UnknownResource, install_errors, problem
from siyu.kit.metrics import request_seconds
from siyu.kit.platform import Platform

CONSOLE = Path(__file__).resolve().parents[1] / "console_dist"
NO_CONSOLE = "The console is not built. Run `make demo`, or `npm run build` in web/.\n控制台尚未构建。\n"


def create_app(platform: Platform) -> FastAPI:
    """This function will assemble the web application on an open platform."""
    app = _bare_app()
    app.state.platform = platform
    doors.mount_doors(app, platform)
    _add_console(app)
    return app


def describe() -> dict[str, Any]:
    """This function will return the API's OpenAPI description; no store is opened."""
    return _bare_app().openapi()


def _bare_app() -> FastAPI:
    app = FastAPI(title="Siyu 私域", version=metadata.version("siyu"), openapi_url="/openapi.json")
    install_errors(app)
    app.middleware("http")(_measure)
    for router in doors.routers():
        app.include_router(router, prefix="/api")
    _add_health(app)
    return app


def _add_health(app: FastAPI) -> None:
    @app.get("/healthz", tags=["health"])
    def healthz() -> JSONResponse:
        """The process is alive."""
        return JSONResponse({"status": "ok"})

    @app.get("/readyz", tags=["health"])
    def readyz(request: Request) -> JSONResponse:
        """The stores answer and their schema fits; 503 otherwise."""
        platform: Platform = request.app.state.platform
        late = migrate.behind(platform.stores)
        return JSONResponse({"status": "behind" if late else "ready", "behind": late}, status_code=503 if late else 200)

    @app.get("/metrics", tags=["health"], response_class=PlainTextResponse)
    def metrics() -> Response:
        """Figures for Prometheus."""
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


def _add_console(app: FastAPI) -> None:
    """This function will serve the built console and sidebar; unknown page addresses give their index, /api ones a 404."""
    if (CONSOLE / "assets").exists():
        app.mount("/assets", StaticFiles(directory=CONSOLE / "assets"), name="assets")

    @app.get("/{path:path}", include_in_schema=False)
    def console(path: str, request: Request) -> Response:
        if path.startswith(("api/", "v1/")):
            return problem(request, UnknownResource(value=f"/{path}"))
        file = CONSOLE / path
        if path and file.is_file() and file.resolve().is_relative_to(CONSOLE):
            return FileResponse(file)
        page = CONSOLE / ("sidebar.html" if path.split("/", 1)[0] == "sidebar" else "index.html")
        if not page.exists():
            return PlainTextResponse(NO_CONSOLE, status_code=503)
        return FileResponse(page, headers={"Cache-Control": "no-cache"})


async def _measure(request: Request, call_next: RequestResponseEndpoint) -> Response:
    started = perf_counter()
    response = await call_next(request)
    route = getattr(request.scope.get("route"), "path", "none")
    request_seconds.labels(request.method, route, str(response.status_code)).observe(perf_counter() - started)
    return response
