"""The network, the model files, and training: on sentences made up here, small enough for seconds."""

import json
from collections.abc import Iterator
from pathlib import Path

import numpy
import pytest
from typer.testing import CliRunner

from reportminer.cli import app
from reportminer.errors import ConfigError
from reportminer.ner import decode
from reportminer.ner.pieces import Pieces
from reportminer.ner.recognizer import Recognizer, load
from reportminer.train import network as training
from reportminer.train.corpus import TAGS
from reportminer.train.soft import Soft

PEOPLE = ["Anna Weber", "Karl Brandt", "Le Van Nam", "Ute Groß"]
TOWNS = ["Hamburg", "Essen", "Hanoi", "Van Don"]
RECIPE = """
[network]
width = 24
dilations = [1, 2]
dropout = 0.0
[schedule]
epochs = 25
words = 60
rate = 0.01
[tables]
word = 1
start = 1
end = 1
shape = 1
pair = 1
[[set]]
file = "train.conll"
[[held_out]]
file = "dev.conll"
"""


def rows(sentence: str) -> str:
    """Words with a label behind a bar begin an entity that goes on over words joined by ``_``."""
    lines = []
    for word in sentence.split():
        name, _, label = word.partition("|")
        for k, part in enumerate(name.split("_")):
            lines.append(f"{part}\t{('BI'[k > 0] + '-' + label) if label else 'O'}")
    return "\n".join(lines) + "\n\n"


def sentences(people: list[str], towns: list[str]) -> Iterator[str]:
    for person in people:
        for town in towns:
            yield f"{person.replace(' ', '_')}|PER fuhr nach {town.replace(' ', '_')}|LOC ."
            yield f"In {town.replace(' ', '_')}|LOC tagte der Rat_der_Stadt|ORG ."
            yield "Die Zahl der Betriebe stieg ."


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("conll")
    (folder / "train.conll").write_text("".join(map(rows, sentences(PEOPLE, TOWNS))), encoding="utf-8")
    (folder / "dev.conll").write_text("".join(map(rows, sentences(PEOPLE[:1], TOWNS[:1]))), encoding="utf-8")
    (folder / "recipe.toml").write_text(RECIPE, encoding="utf-8")
    return folder


def train(data: Path, out: Path, *more: str) -> str:
    call = ["train", "de", "--data", str(data), "--out", str(out), "--recipe", str(data / "recipe.toml"), *more]
    result = CliRunner().invoke(app, call)
    assert result.exit_code == 0, result.output
    return result.output


@pytest.fixture(scope="module")
def folder(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("model")
    said = train(data, out)
    assert "dev" in said
    return out


@pytest.fixture(scope="module")
def model(folder: Path) -> Recognizer:
    return load(folder)


def found(model: Recognizer, text: str) -> list[tuple[str, str]]:
    return [(text[row.start : row.end], row.label) for row in model.find(text)]


def test_a_model_learns_what_it_is_shown(model: Recognizer) -> None:
    assert found(model, "Karl Brandt fuhr nach Essen.") == [("Karl Brandt", "PER"), ("Essen", "LOC")]
    assert found(model, "Die Zahl der Betriebe stieg.") == []
    assert list(model.find("")) == list(model.find(" \n ")) == []


def test_no_entity_spans_a_blank_line(model: Recognizer) -> None:
    text = "Anna\n\nWeber fuhr nach Van\nDon."
    assert all("\n\n" not in name and name == name.strip() for name, _ in found(model, text))


def test_what_was_read_before_changes_nothing(folder: Path) -> None:
    text = "In Hanoi tagte der Rat der Stadt. Ute Groß fuhr nach Hamburg, sagte Xaver Unbekannt."
    fresh, used = load(folder), load(folder)
    for k in range(30):
        list(used.find(f"Wort{k} anderes{k * k} Zeug{'x' * k} in Essen"))
    assert list(fresh.find(text)) == list(used.find(text))


def test_long_texts_are_read_in_chunks_without_seams(model: Recognizer, monkeypatch: pytest.MonkeyPatch) -> None:
    words = ["Anna", "Weber", "fuhr", "nach", "Essen", "."] * 40
    whole = model.network.scores(words)
    monkeypatch.setattr("reportminer.ner.network.CHUNK", 17)
    numpy.testing.assert_allclose(model.network.scores(words), whole, atol=1e-4)


def test_scores_and_recipe_lie_beside_the_weights(folder: Path) -> None:
    scores = json.loads((folder / "scores.json").read_text())
    assert set(scores["dev"]) == {"PER", "ORG", "LOC", "all"}
    assert json.loads((folder / "recipe.json").read_text())["schedule"]["epochs"] == 25


def test_the_same_seed_gives_the_same_weights(data: Path, folder: Path, tmp_path: Path) -> None:
    train(data, tmp_path)
    first, second = load(folder).network.weights, load(tmp_path).network.weights
    numpy.testing.assert_array_equal(first.mix[0], second.mix[0])


def test_a_teacher_adds_sentences(data: Path, tmp_path: Path) -> None:
    shares = numpy.zeros((4, len(TAGS)))
    shares[:, 0] = 1
    shares[0] = [0, 0, 0, 0.9, 0, 0.1, 0]
    numpy.savez(tmp_path / "soft.npz", words=numpy.array("Siemens\tbaut\tWerke\t."), shares=shares)
    assert list(Soft.load(tmp_path / "soft.npz").shares) == [("Siemens", "baut", "Werke", ".")]
    train(data, tmp_path / "out", "--soft", str(tmp_path / "soft.npz"))
    assert found(load(tmp_path / "out"), "Siemens baut Werke.") == [("Siemens", "ORG")]


def test_damaged_models_are_named(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be loaded"):
        load(tmp_path)
    (tmp_path / "model.json").write_text((folder / "model.json").read_text())
    (tmp_path / "model.npz").write_bytes((folder / "model.npz").read_bytes()[:500])
    with pytest.raises(ConfigError, match="cannot be loaded"):
        load(tmp_path)


@pytest.mark.parametrize(
    "call, says",
    [
        (["train", "xx", "--data", "."], "there is no language 'xx'"),
        (["train", "de", "--data", "nowhere"], "nowhere is no folder"),
        (["evaluate", "x.conll"], "say --language"),
    ],
)
def test_mistakes_are_named(call: list[str], says: str, tmp_path: Path) -> None:
    result = CliRunner().invoke(app, [*call, *(["--out", str(tmp_path)] if call[0] == "train" else [])])
    assert result.exit_code == 2
    assert says in result.output


def test_evaluate_scores_conll_files(data: Path) -> None:
    result = CliRunner().invoke(app, ["evaluate", str(data / "dev.conll"), "--language", "de", "--json"])
    assert result.exit_code == 0, result.output
    assert set(json.loads(result.output)["pipeline"]) == {"PER", "ORG", "LOC", "all"}


def test_gradients_are_those_of_the_loss() -> None:
    lot = numpy.random.default_rng(0)
    sizes = {"word": 9, "start": 5, "end": 5, "shape": 4, "pair": 6}
    parameters = training.start(sizes, dict.fromkeys(sizes, 4), 3, 8, 2, len(TAGS), 1)
    parameters["output.weights"] += lot.normal(0, 0.5, parameters["output.weights"].shape).astype("f")
    lines = numpy.stack([lot.integers(0, size, 20) for size in sizes.values()], axis=1)
    targets = lot.dirichlet(numpy.ones(len(TAGS)), 20).astype("f")
    batch = training.Batch(lines, lot.normal(size=(20, 3)).astype("f"), targets)

    def loss() -> float:
        return training.gradients(parameters, batch, (1, 2), 0.0, lot)[0]

    _, gradients = training.gradients(parameters, batch, (1, 2), 0.0, lot)
    for name, (which, gradient) in gradients.items():
        direction = gradient / (numpy.linalg.norm(gradient) + 1e-9)
        kept = parameters[name].copy()
        where = slice(None) if which is None else which
        parameters[name][where] += 0.01 * direction
        above = loss()
        parameters[name][:] = kept
        parameters[name][where] -= 0.01 * direction
        slope = (above - loss()) / 0.02
        parameters[name][:] = kept
        assert slope == pytest.approx(float(numpy.linalg.norm(gradient)), rel=0.15, abs=2e-3), name


def test_tags_follow_one_another() -> None:
    scores = numpy.full((3, 7), -5.0, dtype=numpy.float32)
    scores[[0, 1, 2], [1, 4, 2]] = 0.0
    scores[1, 2] = -0.1
    assert decode.best(scores).tolist() == [1, 2, 2]


def test_words_without_pieces_have_a_vector() -> None:
    pieces = Pieces(("▁Ha", "noi"), numpy.zeros(2, "f"), numpy.array([[100], [50]], "int8"), numpy.full(2, 0.01, "f"))
    assert pieces.vector("Hanoi") == pytest.approx([0.75])
    assert pieces.vector("Ж") == pytest.approx([0.0])
