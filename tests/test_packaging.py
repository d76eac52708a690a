"""What is shipped: every file of the language packs, the models, the entry point; and no trace of a machine."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import zipfile
from configparser import ConfigParser
from importlib import metadata, resources
from importlib.resources.abc import Traversable
from pathlib import Path

import pytest

from reportminer.lang import available, load

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src" / "reportminer"
BYTECODE = {"__pycache__"}
MACHINE_PATH = re.compile(rb"(?<![\w.}~-])/(?:work|home|root)/[\w.]")
"""``shared/work/x`` and ``https://example.org/home/`` are no machine paths: those begin with the slash."""


def files_under(folder: Path) -> set[str]:
    return {
        file.relative_to(folder).as_posix()
        for file in folder.rglob("*")
        if file.is_file() and not BYTECODE & set(file.parts)
    }


def resources_under(entry: Traversable, prefix: str = "") -> set[str]:
    found: set[str] = set()
    for child in entry.iterdir():
        if child.name in BYTECODE:
            continue
        found |= resources_under(child, f"{prefix}{child.name}/") if child.is_dir() else {prefix + child.name}
    return found


def tracked_files() -> list[Path]:
    """The files under version control; outside a checkout (an unpacked archive) those of the known folders."""
    git = shutil.which("git")
    if git and (ROOT / ".git").exists():
        listed = subprocess.run(
            [git, "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            capture_output=True,
            check=False,
        )
        if not listed.returncode:
            names = listed.stdout.decode().split("\0")
            return [ROOT / name for name in names if name and (ROOT / name).is_file()]
    return [file for name in ("src", "tests", "corpus", "benchmarks") for file in (ROOT / name).rglob("*") if file.is_file()]


def test_every_file_of_the_packs_can_be_read_as_a_resource() -> None:
    folder = resources.files("reportminer.lang")
    assert resources_under(folder) == files_under(SOURCE / "lang")
    for name in files_under(SOURCE / "lang"):
        assert folder.joinpath(*name.split("/")).read_text("utf-8") is not None


@pytest.mark.parametrize("code", available())
def test_a_pack_has_every_file_that_a_language_needs(code: str) -> None:
    needed = {"pack.toml", "words.tsv", "dates.toml", "figures.toml", "exclusions.toml", "citations.toml"}
    needed |= {"citewords.tsv", "laws.tsv", "abbreviations.tsv", "names.tsv", "entities.tsv", "numerals.py", "nouns.py"}
    assert needed <= files_under(SOURCE / "lang" / code)
    assert load(code).code == code


def test_no_tracked_file_names_a_path_of_one_machine() -> None:
    own = Path(__file__).resolve()
    texts = [file for file in tracked_files() if file.resolve() != own and file.suffix not in {".pdf", ".docx", ".bin"}]
    found = [
        f"{file.relative_to(ROOT)}:{number}"
        for file in texts
        for number, line in enumerate(file.read_bytes().splitlines(), 1)
        if MACHINE_PATH.search(line)
    ]
    assert found == []


@pytest.mark.parametrize("line", [b"open('/work/x')", b"see /home/me/x", b'"/root/.cache"'])
def test_machine_paths_are_recognised(line: bytes) -> None:
    assert MACHINE_PATH.search(line)


@pytest.mark.parametrize("line", [b"https://example.org/home/page", b"../work/x", b"a/root/b", b"{base}/home/x"])
def test_other_paths_are_left_alone(line: bytes) -> None:
    assert not MACHINE_PATH.search(line)


def test_the_command_is_an_entry_point() -> None:
    commands = metadata.entry_points(group="console_scripts", name="reportminer")
    assert {command.value for command in commands} == {"reportminer.cli:app"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy, so that nothing is left in the checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    copy = folder / "source"
    copy.mkdir()
    for name in ("src", "models"):
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
    for name in ("pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md"):
        if (ROOT / name).is_file():
            shutil.copy(ROOT / name, copy)
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(folder), str(copy)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (built,) = folder.glob("*.whl")
    return built


@pytest.mark.slow
def test_the_wheel_holds_every_source_file(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {f"reportminer/{name}" for name in files_under(SOURCE)} <= names


@pytest.mark.slow
def test_the_wheel_holds_the_models(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    assert "reportminer/models/README.md" in names
    assert {f"reportminer/models/{name}" for name in files_under(ROOT / "models")} <= names


@pytest.mark.slow
def test_the_wheel_installs_the_command(wheel: Path) -> None:
    archive = zipfile.ZipFile(wheel)
    (entry,) = (name for name in archive.namelist() if name.endswith(".dist-info/entry_points.txt"))
    scripts = ConfigParser()
    scripts.read_string(archive.read(entry).decode())
    assert dict(scripts["console_scripts"]) == {"reportminer": "reportminer.cli:app"}


@pytest.mark.slow
def test_the_wheel_works_without_the_checkout(wheel: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    zipfile.ZipFile(wheel).extractall(site)
    code = (
        "import reportminer.lang as lang; from pathlib import Path; "
        f"assert Path(lang.__file__).is_relative_to({str(site)!r}), lang.__file__; "
        "print(*lang.available(), lang.load('de').name)"
    )
    # -P keeps the current folder out of the path; the site folder comes before the editable install.
    run = [sys.executable, "-P", "-c", f"import sys; sys.path.insert(0, {str(site)!r}); {code}"]
    done = subprocess.run(run, capture_output=True, text=True, cwd=tmp_path, check=False)
    assert (done.returncode, done.stdout.split()) == (0, ["de", "vi", "Deutsch"]), done.stderr
