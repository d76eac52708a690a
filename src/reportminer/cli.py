"""The command line: parse, call, print.  Everything heavy is imported where it is used.

Exit codes: 0 all good; 1 ran, but some document has an error or a table breaks the contract; 2 the call itself is
wrong or the run could not go on (usage, settings, a missing path, an output folder in use, full or gone); 130
interrupted: the same call goes on.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from reportminer.errors import ConfigError, InputError, ReportMinerError

if TYPE_CHECKING:
    from reportminer.config import Config
    from reportminer.types import Report

app = typer.Typer(
    name="reportminer",
    help="Mine German and Vietnamese reports for figures, dates, resolutions and entities.",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

ConfigFile = Annotated[Path | None, typer.Option("--config", help="Settings in TOML; flags win over it.")]
Language = Annotated[str | None, typer.Option("--language", help="Language of all documents: de or vi.")]
ReferenceDate = Annotated[str | None, typer.Option("--reference-date", help="Date that 'today' means: 2024-09-10.")]
HomePlace = Annotated[str | None, typer.Option("--home-place", help="Place meant where none is named: quang_ninh.")]
Ocr = Annotated[bool | None, typer.Option("--ocr", help="Read scanned pages by text recognition (needs tesseract).")]
Password = Annotated[str | None, typer.Option("--password", help="Opens encrypted PDF.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command()
def run(
    inputs: Annotated[list[str], typer.Argument(help="Files, and folders of any depth; or URIs.", metavar="INPUT...")],
    out: Annotated[str, typer.Option("--out", help="Folder for the tables; or a URI.")],
    config: ConfigFile = None,
    workers: Annotated[int | None, typer.Option("--workers", help="Processes; 0 mines in this one.")] = None,
    timeout: Annotated[float | None, typer.Option("--timeout", help="Seconds per document.")] = None,
    cpu: Annotated[float | None, typer.Option("--cpu", help="Seconds of computing per document.")] = None,
    memory: Annotated[int | None, typer.Option("--memory", help="MiB per document.")] = None,
    max_bytes: Annotated[int | None, typer.Option("--max-bytes", help="Bytes of one file.")] = None,
    max_unpacked: Annotated[int | None, typer.Option("--max-unpacked", help="Unpacked bytes of one container.")] = None,
    max_pages: Annotated[int | None, typer.Option("--max-pages", help="Pages read of one document.")] = None,
    max_chars: Annotated[int | None, typer.Option("--max-chars", help="Characters read of one document.")] = None,
    formats: Annotated[str | None, typer.Option("--formats", help="Of the tables: csv, parquet or csv,parquet.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Read everything again, whatever the folder holds.")] = False,
    retry_failed: Annotated[bool, typer.Option("--retry-failed", help="Read failed documents again.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be read.")] = False,
    work: Annotated[Path | None, typer.Option("--work", help="Local folder of a run whose --out is a URI.")] = None,
    engine: Annotated[str | None, typer.Option("--engine", help="`ray` mines on a Ray cluster.")] = None,
    address: Annotated[str | None, typer.Option("--address", help="Of the cluster; without it one is started here.")] = None,
    log_format: Annotated[str, typer.Option("--log-format", help="`text` or `json`.")] = "text",
    language: Language = None,
    reference_date: ReferenceDate = None,
    home_place: HomePlace = None,
    ocr: Ocr = None,
    password: Password = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="No progress, no summary.")] = False,
) -> None:
    """Mine files and folders and write the tables; the same call again goes on where it was interrupted."""
    with _helpful_errors():
        flags = {
            "workers": workers, "timeout": timeout, "cpu": cpu, "memory": memory, "max_bytes": max_bytes,
            "max_unpacked": max_unpacked, "max_pages": max_pages, "max_chars": max_chars, "password": password,
            "ocr": ocr, "formats": formats and tuple(formats.split(",")),
        }  # fmt: skip
        flags |= {"engine": engine, "address": address}
        settings = _settings(config, language, reference_date, home_place, **flags)
        if log_format not in ("text", "json"):
            raise ConfigError(f"--log-format takes `text` or `json`, not `{log_format}`")
        if dry_run:
            _dry_run(inputs, out, settings, work)
            return
        _run(inputs, out, settings, "quiet" if quiet else log_format, force=force, retry_failed=retry_failed, work=work)


@app.command()
def status(
    out: Annotated[Path, typer.Argument(help="Output folder of a run.")],
    as_json: AsJson = False,
) -> None:
    """Say how far the run into a folder has come."""
    from reportminer.batch.status import status as look

    with _helpful_errors():
        found = look(out)
    if as_json:
        from dataclasses import asdict

        _print_json(asdict(found))
        return
    from reportminer.progress import status_lines

    typer.echo(status_lines(found))


@app.command()
def graph(
    run: Annotated[Path, typer.Argument(metavar="OUT", help="Folder of a finished run.")],
    target: Annotated[Path | None, typer.Option("--to", help="File to write (default OUT/citations_graph.graphml).")] = None,
) -> None:
    """Write the citation network of a run as GraphML, for networkx and Gephi."""
    from reportminer.writers.graphml import write_graphml

    file = target or run / "citations_graph.graphml"
    with _helpful_errors():
        nodes, edges = write_graphml(run, file)
    typer.echo(f"{file}: {nodes} documents, {edges} citations")


@app.command()
def export(
    out: Annotated[Path, typer.Argument(help="Output folder of a finished run.")],
    format: Annotated[str, typer.Option("--format", help="xlsx, csv-excel, duckdb, sqlite, jsonl or stata.")],
    to: Annotated[Path | None, typer.Option("--to", help="File or folder to write; else beside the tables.")] = None,
    inputs: Annotated[Path | None, typer.Option("--inputs", help="Folder of the documents, for links.")] = None,
) -> None:
    """Write the tables of a run for a spreadsheet, a database or a statistics program."""
    from reportminer.export import export as write

    with _helpful_errors():
        written = write(out, format, to, inputs)
    typer.echo(written.path)
    for note in written.notes:
        typer.echo(note, err=True)


@app.command()
def validate(
    out: Annotated[Path, typer.Argument(help="Output folder of a finished run.")],
    inputs: Annotated[Path | None, typer.Option("--inputs", help="Read the documents again and compare.")] = None,
) -> None:
    """Check that the tables keep every promise of the contract; exit code 1 where they do not."""
    from reportminer.validate import validate as check

    with _helpful_errors():
        found = check(out, inputs)
    for text in found.lines():
        typer.echo(text)
    if not found.ok:
        raise typer.Exit(1)


@app.command()
def show(
    file: Annotated[Path, typer.Argument(help="One document.")],
    as_json: AsJson = False,
    no_color: Annotated[bool, typer.Option("--no-color", help="Marks as brackets, not as colours.")] = False,
    table: Annotated[list[str] | None, typer.Option("--table", help="Only this table (repeatable).")] = None,
    config: ConfigFile = None,
    language: Language = None,
    reference_date: ReferenceDate = None,
    home_place: HomePlace = None,
    ocr: Ocr = None,
    password: Password = None,
) -> None:
    """Show what is found in one document: its text with marks, and its rows."""
    with _helpful_errors():
        names = [_known_table(name) for name in table or ()]
        report = _mine_one(file, _settings(config, language, reference_date, home_place, ocr=ocr, password=password))
        _show(report, names, as_json, no_color)
    raise typer.Exit(_severity(report))


@app.command()
def evaluate(
    gold: Annotated[Path, typer.Argument(help="Gold file (JSON, JSON Lines; CoNLL for entities) or folder of such files.")],
    as_json: AsJson = False,
    errors: Annotated[int, typer.Option("--errors", help="Show the first N errors per table and field.")] = 0,
    texts: Annotated[
        Path | None, typer.Option("--texts", help="Folder with the texts of stand-off gold (its `source` paths).")
    ] = None,
    by: Annotated[str, typer.Option("--by", help="Count per `language` or per `register`.")] = "language",
    language: Annotated[str | None, typer.Option("--language", help="Language of CoNLL files: de or vi.")] = None,
    config: ConfigFile = None,
) -> None:
    """Mine gold texts and say how right the tables are; of CoNLL files, how right the entities are."""
    if gold.suffix == ".conll":
        with _helpful_errors():
            _evaluate_conll(gold, language, as_json)
        return
    from reportminer.batch import outcome
    from reportminer.evaluate import evaluate as score
    from reportminer.evaluate import load_gold, mine_gold

    with _helpful_errors():
        if by not in {"language", "register"}:
            raise ConfigError(f"--by takes `language` or `register`, not `{by}`")
        mine = mine_gold(outcome.default_miner, _settings(config))
        group = (lambda text: text.register or text.lang) if by == "register" else (lambda text: text.lang)
        scores = score(load_gold(gold, texts), mine, errors=errors, group=group)
    if as_json:
        typer.echo(scores.to_json())
        return
    typer.echo(scores.table())
    if errors:
        typer.echo(f"\n{scores.rule_table()}\n\n{scores.errors()}")


@app.command()
def train(
    language: Annotated[str, typer.Argument(help="de or vi.")],
    data: Annotated[Path, typer.Option("--data", help="Folder of CoNLL files; `dev` and `test` are held out.")],
    out: Annotated[Path, typer.Option("--out", help="Folder for the model.")],
    recipe: Annotated[Path | None, typer.Option("--recipe", help="Recipe in TOML instead of the language's own.")] = None,
    soft: Annotated[list[Path] | None, typer.Option("--soft", help="Shares of a teacher (repeatable).")] = None,
) -> None:
    """Train the NER model of a language and say how right it is on what was held out."""
    from dataclasses import replace

    from reportminer.lang import available
    from reportminer.train import recipe as plans
    from reportminer.train import score, trainer

    with _helpful_errors():
        if language not in available():
            raise ConfigError(f"there is no language {language!r}; there are {', '.join(available())}")
        if not data.is_dir():
            raise InputError(f"{data} is no folder")
        plan = plans.load(recipe) if recipe else plans.for_language(language, data)
        plan = replace(plan, language=language)
        scores = trainer.train(plan, data, out, soft or (), lambda line: typer.echo(line, err=True))
    typer.echo("\n".join([score.HEAD, *(line for name, table in scores.items() for line in score.shown(name, "model", table))]))


@app.command()
def languages() -> None:
    """List the languages and what is installed for each."""
    from reportminer.doctor import languages as known

    with _helpful_errors():
        for code, name, model, ocr in known():
            typer.echo(f"{code}  {name:<12} model {model}, OCR {ocr}")


@app.command()
def doctor() -> None:
    """Say what is installed: versions, models, OCR, engines."""
    from reportminer.doctor import findings

    with _helpful_errors():
        for what, state in findings():
            typer.echo(f"{what:<20} {state}")


@app.command()
def schema(
    table: Annotated[str | None, typer.Argument(help="One table; without it, all are listed.")] = None,
    as_json: AsJson = False,
) -> None:
    """Describe the tables and their columns."""
    from dataclasses import asdict

    from reportminer.schema import TABLES

    with _helpful_errors():
        names = [_known_table(table)] if table else list(TABLES)
    if as_json:
        _print_json([asdict(TABLES[name]) for name in names])
    elif table:
        _print_columns(table)
    else:
        for name in names:
            typer.echo(f"{name:<17} {TABLES[name].description}")


def _run(
    inputs: list[str], out: str, settings: Config, log: str, *, force: bool, retry_failed: bool, work: Path | None
) -> None:
    from reportminer.batch import outcome, runner
    from reportminer.progress import summary, summary_json, watcher_for

    watcher = watcher_for(quiet=log == "quiet", log_format=log)
    with _terminable():
        result = runner.run(
            inputs, out, settings,
            make_miner=outcome.default_miner, watcher=watcher, force=force, retry_failed=retry_failed, work=work,
        )  # fmt: skip
    if log != "quiet":
        typer.echo(summary_json(result) if log == "json" else summary(result), err=True)
    if not result.ok:
        raise typer.Exit(1)


def _dry_run(inputs: list[str], out: str, settings: Config, work: Path | None) -> None:
    from reportminer.batch import runner

    seen = runner.dry_run(inputs, out, settings, work=work)
    typer.echo(
        f"{seen.files} files: {seen.new} new, {seen.changed} changed, {seen.removed} removed, "
        f"{seen.duplicates} duplicates; a run would read {seen.waiting}"
    )


@contextmanager
def _terminable() -> Iterator[None]:
    """Let SIGTERM stop a run as cleanly as Ctrl-C does."""
    import signal
    import threading

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    except KeyboardInterrupt:
        _fail("interrupted; what is finished is kept, and the same call goes on from there", 130)
    finally:
        signal.signal(signal.SIGTERM, before)


def _evaluate_conll(gold: Path, language: str | None, as_json: bool) -> None:
    from reportminer.lang import available
    from reportminer.models import recognizer
    from reportminer.train import conll, score

    if language not in available():
        raise ConfigError(f"CoNLL files name no language: say --language {' or '.join(available())}")
    samples = conll.read(gold, language)
    model = recognizer(language)
    tables = {"model": score.of_model(model, samples)} if model is not None else {}
    tables["pipeline"] = score.of_pipeline(language, samples)
    if as_json:
        _print_json({who: score.rows(table) for who, table in tables.items()})
        return
    lines = [line for who, table in tables.items() for line in score.shown(gold.stem, who, table)]
    typer.echo("\n".join([score.HEAD, *lines]))


def _mine_one(file: Path, settings: Config) -> Report:
    from reportminer.batch import outcome
    from reportminer.batch.walk import find_jobs

    if file.is_dir():
        raise InputError(f"{file} is a folder; show takes one file")
    jobs = find_jobs([file])
    job = next((job for job in jobs if job.file.name == file.name), None)
    if job is None:
        raise InputError(f"{file} is an archive; show takes one document, such as {file.parent / jobs[0].path}")
    return outcome.mine_safely(outcome.default_miner(settings), job)


def _show(report: Report, names: list[str], as_json: bool, no_color: bool) -> None:
    from reportminer import show as view
    from reportminer.schema import MENTION_TABLES

    if as_json:
        typer.echo(view.as_json(report, names or ["documents", *MENTION_TABLES, "problems"]))
        return
    view.render(report, names or [*MENTION_TABLES, "problems"], _console(no_color), with_text=not names)


def _console(no_color: bool) -> Any:
    from rich.console import Console

    console = Console(no_color=no_color or None, highlight=False, emoji=False)
    # Piped output has no width of its own; 80 columns would cut every table to pieces.
    return console if console.is_terminal else Console(no_color=True, highlight=False, emoji=False, width=200)


def _severity(report: Report) -> int:
    from reportminer.tables import all_problems

    return int(any(problem.severity == "error" for problem in all_problems(report)))


def _settings(
    config: Path | None,
    language: str | None = None,
    reference_date: str | None = None,
    home_place: str | None = None,
    **flags: Any,
) -> Config:
    from reportminer.config import load_config, parse_date

    day = parse_date(reference_date) if reference_date else None
    return load_config(config, language=language, reference_date=day, home_place=home_place, **flags)


def _known_table(name: str) -> str:
    from difflib import get_close_matches

    from reportminer.schema import TABLES

    if name not in TABLES:
        near = get_close_matches(name, TABLES, n=1, cutoff=0.0)[0]
        raise ConfigError(f"there is no table {name!r}; did you mean {near!r}?")
    return name


def _print_columns(table: str) -> None:
    from reportminer.schema import TABLES, TYPE_NAMES

    for column in TABLES[table].columns:
        allowed = f" {{{', '.join(column.enum)}}}" if column.enum else ""
        typer.echo(f"{column.name:<22} {TYPE_NAMES[column.type]:<24} {column.description}{allowed}")


def _print_json(content: Any) -> None:
    import json

    typer.echo(json.dumps(content, ensure_ascii=False, indent=2))


@contextmanager
def _helpful_errors() -> Iterator[None]:
    """Turn the caller's mistakes into one sentence on stderr and exit code 2."""
    try:
        yield
    except ReportMinerError as error:
        _fail(str(error), 2)
    except KeyboardInterrupt:
        _fail("interrupted", 130)


def _fail(message: str, code: int) -> NoReturn:
    typer.echo(f"reportminer: {message}", err=True)
    raise typer.Exit(code)
