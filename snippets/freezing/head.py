"""A new head on a network: the attribute that forward calls, or not."""

# --8<-- [start:trap]
import torch
from torch import nn
from torchvision.models import resnet18, vgg11

with torch.device("meta"):  # shapes without numbers: VGG has 500 MB
    vgg, image = vgg11(), torch.ones(1, 3, 64, 64)
    vgg.fc = nn.Linear(1000, 5)

*_, last, end = str(vgg).splitlines()
print(last, end, sep="\n")
print(vgg(image).shape)
# --8<-- [end:trap]


# --8<-- [start:called]
def never_called(model, *inputs):
    called, handles = set(), []
    for module in model.modules():
        hook = module.register_forward_hook(lambda m, *_: called.add(m))
        handles.append(hook)
    model(*inputs)
    for handle in handles:
        handle.remove()
    return [name for name, m in model.named_modules() if m not in called]


print(never_called(vgg, image))
# --8<-- [end:called]

# --8<-- [start:fixed]
print(vgg.classifier[-1])
vgg.classifier[-1] = nn.Linear(4096, 5, device="meta")
print(vgg(image).shape)
# --8<-- [end:fixed]

# --8<-- [start:number]
resnet = resnet18().eval()
resnet.fc.out_features = 5
print(resnet.fc)
print(resnet(torch.ones(1, 3, 64, 64)).shape)
# --8<-- [end:number]


# --8<-- [start:replace]
def replace_head(model, name, classes):
    old = model.get_submodule(name)
    new = nn.Linear(old.in_features, classes, bias=old.bias is not None)
    model.set_submodule(name, new)
    return new


for parameter in resnet.parameters():
    parameter.requires_grad_(False)
head = replace_head(resnet, "fc", 5)
print(resnet(torch.ones(1, 3, 64, 64)).shape)
print([n for n, p in resnet.named_parameters() if p.requires_grad])
# --8<-- [end:replace]

# --8<-- [start:order]
again = resnet18()
replace_head(again, "fc", 5)
again.requires_grad_(False)
loss = again(torch.ones(2, 3, 64, 64)).sum()
print(loss.requires_grad)
# --8<-- [end:order]
