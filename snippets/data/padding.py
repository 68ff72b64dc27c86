"""Padding: texts of unequal length in one tensor; who must not see the rest."""

# --8<-- [start:pad]
import torch
from torch.nn.utils.rnn import pad_sequence

texts = [torch.tensor([4, 2, 7]), torch.tensor([5]), torch.tensor([3, 6])]
try:
    torch.stack(texts)
except RuntimeError as error:
    print(error)

print(pad_sequence(texts))
print(pad_sequence(texts, batch_first=True, padding_side="left"))
# --8<-- [end:pad]


# --8<-- [start:mask]
def collate(texts):
    lengths = torch.tensor([len(text) for text in texts])
    tokens = pad_sequence(texts, batch_first=True)
    mask = torch.arange(tokens.shape[1]) < lengths[:, None]
    return tokens, mask


tokens, mask = collate(texts)
print(tokens)
print(mask)
# --8<-- [end:mask]

# --8<-- [start:trap]
from torch import nn

table = nn.Embedding(8, 1, padding_idx=0)
with torch.no_grad():
    table.weight[:, 0] = torch.arange(8)  # token 4 is the number 4

vectors = table(tokens).detach()
print("over cells: ", vectors.mean(dim=1).flatten())
# --8<-- [end:trap]

# --8<-- [start:fixed]
kept = vectors * mask[..., None]
means = kept.sum(dim=1) / mask.sum(dim=1, keepdim=True)
print("over tokens:", means.flatten())
# --8<-- [end:fixed]

# --8<-- [start:index]
table(torch.tensor([0, 0, 5])).sum().backward()
print("gradients of 0 and 5:", table.weight.grad[[0, 5]].flatten().tolist())
nn.init.ones_(table.weight)
print("padding is now", table(torch.tensor(0)).item())
# --8<-- [end:index]

# --8<-- [start:max]
scores = torch.tensor([[-2.0, -1.0, -3.0], [-4.0, 0.0, 0.0], [-5.0, -6.0, 0.0]])
print(scores.max(dim=1).values)
hidden = scores.masked_fill(~mask, -torch.inf)
print(hidden.max(dim=1).values)
print(hidden.softmax(dim=1))
# --8<-- [end:max]

# --8<-- [start:loss]
logits = torch.zeros(3, 8, 3)  # text, class, position
logits[:, 0] = 9.0 * ~mask  # sure of padding where there is padding
ignored = tokens.masked_fill(~mask, -100)
for name, labels in {"0": tokens, "-100": ignored}.items():
    loss = nn.functional.cross_entropy(logits, labels)
    print(f"filled with {name:4}: {loss:.3f}")
# --8<-- [end:loss]

# --8<-- [start:layers]
from torch.nn.utils.rnn import pack_padded_sequence

torch.manual_seed(0)
gru = nn.GRU(1, 2, batch_first=True)
lengths = mask.sum(dim=1).cpu()
options = {"batch_first": True, "enforce_sorted": False}
packed = pack_padded_sequence(vectors, lengths, **options)
_, alone = gru(vectors[1:2, :1])
for name, inputs in {"padded": vectors, "packed": packed}.items():
    _, last = gru(inputs)
    print(f"GRU, {name}:", torch.allclose(last[:, 1], alone[:, 0]))
# --8<-- [end:layers]

# --8<-- [start:attention]
layer = nn.TransformerEncoderLayer(4, 1, dropout=0, batch_first=True)
x = torch.randn(3, 3, 4)
alone = layer(x[1:2, :1])[0, 0]
for name, hide in {"nothing": None, "mask": mask, "~mask": ~mask}.items():
    out = layer(x, src_key_padding_mask=hide)[1, 0]
    print(f"attention, {name}:", torch.allclose(out, alone, atol=1e-6))
# --8<-- [end:attention]
