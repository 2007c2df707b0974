"""`redshank demo`: `redshank up` with simulated traffic of an AI platform."""

from __future__ import annotations

from typing import Annotated

import typer

from redshank.cli.common import DataOption, settings_for
from redshank.cli.operate import HostOption, PortOption, banner

app = typer.Typer(rich_markup_mode=None)

_HINT = """
  A week of traffic of an invented AI platform is on its way in, then it goes on live, {rate:g} events a second.
  Twelve abusive operations are hidden in it, each with a harmless twin. Look at:

    {url}/live     what is judged right now
    {url}/search   find events, group them, open one to see why
    {url}/rules    the rules that decided, and their text
"""


@app.command()
def demo(
    host: HostOption = None,
    port: PortOption = None,
    rate: Annotated[float, typer.Option(min=0.1, max=1000, help="Events a second, on average.")] = 25.0,
    data: DataOption = None,
) -> None:
    """Start Redshank with simulated traffic: a week that has just passed, then a live stream; stop with Ctrl-C."""
    from redshank.bootstrap.logs import configure_logs
    from redshank.bootstrap.up import run_up
    from redshank.cli.demo_traffic import write_rate

    settings = settings_for(data, host=host, port=port)
    configure_logs(settings, "up")
    write_rate(settings, rate)
    raise typer.Exit(
        run_up(
            settings,
            lambda running: typer.echo(banner(settings, running) + _HINT.format(url=running.url, rate=rate)),
            also={"traffic": "redshank.cli.demo_traffic"},
        )
    )
