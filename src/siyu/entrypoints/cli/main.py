"""The command tree."""

import typer

from siyu.entrypoints.cli import (
    bench,
    brand,
    code,
    demo,
    doctor,
    import_,
    journey,
    mass,
    segment,
    serve,
    wecom,
    wecom_sim,
)

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Siyu (私域): the private-domain operations platform for retail brands. Start with `siyu demo`.",
)
app.command()(demo.demo)
app.command()(serve.serve)
app.command()(serve.worker)
app.command()(serve.migrate)
app.command()(serve.openapi)
app.command()(bench.bench)
app.add_typer(doctor.app, name="doctor")
app.add_typer(brand.app, name="brand")
app.add_typer(import_.app, name="import")
app.add_typer(segment.app, name="segment")
app.add_typer(journey.app, name="journey")
app.add_typer(code.app, name="code")
app.add_typer(mass.app, name="mass")
app.add_typer(wecom.app, name="wecom")
app.add_typer(wecom_sim.app, name="wecom-sim")
