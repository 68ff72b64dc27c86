"""News in four classes: from a line of text to a class, and to its name."""

# --8<-- [start:read]
import csv
from pathlib import Path

path = Path(__file__).with_name("news.csv")
with path.open(encoding="utf-8", newline="") as file:
    rows = [(int(row["class"]), row["text"]) for row in csv.DictReader(file)]
for row in rows[::10]:
    print(*row)
# --8<-- [end:read]
assert [number for number, _ in rows] == [i // 10 + 1 for i in range(40)]

# --8<-- [start:target]
import torch
from torch import nn

logits = torch.zeros(3, 4)  # three texts, four classes
for targets in torch.tensor([[1, 2, 3], [2, 3, 4]]):
    try:
        print(targets, nn.functional.cross_entropy(logits, targets))
    except IndexError as error:
        print(targets, error)
# --8<-- [end:target]

# --8<-- [start:classes]
CLASSES = ["World", "Sports", "Business", "Sci/Tech"]
samples = [(text, number - 1) for number, text in rows]
train = [samples[i] for i in range(40) if i % 10 < 8]
test = [samples[i] for i in range(40) if i % 10 >= 8]
# --8<-- [end:classes]

# --8<-- [start:words]
import re
from collections import Counter


def words(text):
    return re.findall(r"[a-z']+", text.lower())


count = Counter(word for text, _ in train for word in words(text))
print(len(count), "words; once:", list(count.values()).count(1))
# --8<-- [end:words]

# --8<-- [start:vocabulary]
vocabulary = ["<unk>", *sorted(count)]
number_of = {word: number for number, word in enumerate(vocabulary)}


def encode(text):
    return torch.tensor([number_of.get(word, 0) for word in words(text)])


for data in train, test:
    tokens = torch.cat([encode(text) for text, _ in data])
    print(len(tokens), "tokens, unknown:", (tokens == 0).sum().item())
print(*[vocabulary[token] for token in encode(test[0][0])])
# --8<-- [end:vocabulary]


# --8<-- [start:collate]
def collate(samples):
    texts = [encode(text) for text, _ in samples]
    lengths = torch.tensor([len(text) for text in texts])
    labels = torch.tensor([label for _, label in samples])
    return torch.cat(texts), lengths.cumsum(dim=0) - lengths, labels


tokens, starts, _ = collate(train[:3])
print([len(words(text)) for text, _ in train[:3]], starts, tokens.shape)
bag = nn.EmbeddingBag(len(vocabulary), 4)
by_hand = bag.weight[tokens[:12]].mean(dim=0)
print(torch.allclose(bag(tokens, starts)[0], by_hand, atol=1e-6))
# --8<-- [end:collate]

# --8<-- [start:fit]
from torch.utils.data import DataLoader


def fit(seed, skip=None):
    torch.manual_seed(seed)
    model = nn.EmbeddingBag(len(vocabulary), 4, padding_idx=skip)
    adam = torch.optim.Adam(model.parameters(), lr=0.1)
    loader = DataLoader(train, 8, shuffle=True, collate_fn=collate)
    for tokens, starts, labels in [b for _ in range(20) for b in loader]:
        loss = nn.functional.cross_entropy(model(tokens, starts), labels)
        adam.zero_grad()
        loss.backward()
        adam.step()
    return model


# --8<-- [end:fit]


# --8<-- [start:right]
def right(model, data):
    tokens, starts, labels = collate(data)
    return (model(tokens, starts).argmax(dim=1) == labels).sum().item()


models = [fit(seed) for seed in range(5)]
print("of 32:", [right(model, train) for model in models])
print("of  8:", [right(model, test) for model in models])
# --8<-- [end:right]

# --8<-- [start:trap]
torch.manual_seed(0)
fresh = nn.EmbeddingBag(len(vocabulary), 4).weight[0]
print(models[0].weight[0].data, torch.equal(models[0].weight[0], fresh))
# --8<-- [end:trap]

# --8<-- [start:fixed]
skipping = [fit(seed, skip=0) for seed in range(5)]
print("of  8:", [right(model, test) for model in skipping])
for text in "unheard team", "team", "unheard":
    logits = skipping[0](*collate([(text, 0)])[:2])
    print(f"{text:12}", logits.softmax(dim=1).data)
# --8<-- [end:fixed]
assert vocabulary[9] == "and"

# --8<-- [start:save]
weights = skipping[0].state_dict()
kept = {"weights": weights, "words": vocabulary, "classes": CLASSES}
other = nn.EmbeddingBag(len(vocabulary), 4, padding_idx=0)
print(other.load_state_dict(kept["weights"]))
for order in ["<unk>", *count], kept["words"]:
    number_of = {word: number for number, word in enumerate(order)}
    print("of 32:", right(other, train))
# --8<-- [end:save]
