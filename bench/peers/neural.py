"""The courses' networks in PyTorch on ratings of MovieLens 1M: an epoch in batches of 128 with Adam."""
import torch
import torch.nn as nn
import torch.nn.functional as F

from measure import Clock, ml_1m, report, settings

s = settings()
torch.set_num_threads(s["threads"])
torch.manual_seed(0)
users, items, ratings = (torch.from_numpy(column.astype(kind)) for column, kind in zip(ml_1m(), ("int64", "int64", "float32")))
USERS, ITEMS, BATCH = 6040, 3706, 128


class Network(nn.Module):
    def __init__(self):
        super().__init__()
        self.user, self.item = nn.Embedding(USERS, 50), nn.Embedding(ITEMS, 50)
        self.user_bias, self.item_bias = nn.Embedding(USERS, 1), nn.Embedding(ITEMS, 1)
        parts, width = [nn.Dropout(0.02)], 100
        for size in (128, 256, 128):
            parts += [nn.Linear(width, size), nn.ReLU(), nn.Dropout(0.2)]
            width = size
        self.layers = nn.Sequential(*parts, nn.Linear(width, 1))
        if s["network"] == "deep":
            del self.user_bias, self.item_bias
        else:
            del self.layers

    def forward(self, u, i):
        x, y = self.user(u), self.item(i)
        if s["network"] == "deep":
            output = self.layers(torch.cat([x, y], 1)).squeeze(1)
        else:
            output = (x * y).sum(1) + self.user_bias(u).squeeze(1) + self.item_bias(i).squeeze(1)
        return 5 * torch.sigmoid(output)


network = Network()
optimizer = torch.optim.Adam(network.parameters(), 1e-3)


def epoch(examples):
    order = torch.randperm(examples)
    total = 0.0
    for begin in range(0, examples, BATCH):
        rows = order[begin:begin + BATCH]
        optimizer.zero_grad()
        loss = F.mse_loss(network(users[rows], items[rows]), ratings[rows])
        loss.backward()
        optimizer.step()
        total += loss.item()
    return total / (examples // BATCH)


epoch(12_800)
with Clock() as fit:
    loss = epoch(s["examples"])
report("PyTorch", "torch", fit, loss=loss)
