"""Mult-VAE and SASRec in PyTorch on MovieLens 1M, as neural-sequence.bench.mjs has them: the mean of the epochs after the first."""
import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

from measure import Clock, ml_1m, report, settings

s = settings()
torch.set_num_threads(s["threads"])
torch.manual_seed(0)
USERS, ITEMS = 6040, 3706
users, items, _ = ml_1m()


class MultVAE(nn.Module):
    BATCH = 500

    def __init__(self):
        super().__init__()
        self.encoder, self.mean, self.variance = nn.Linear(ITEMS, 600), nn.Linear(600, 200), nn.Linear(600, 200)
        self.decoder, self.scores = nn.Linear(200, 600), nn.Linear(600, ITEMS)
        self.likes = torch.zeros(USERS, ITEMS)
        self.likes[torch.from_numpy(users.astype("int64")), torch.from_numpy(items.astype("int64"))] = 1

    def loss(self, rows):
        x = self.likes[rows]
        h = torch.tanh(self.encoder(F.dropout(F.normalize(x), 0.5)))
        mean, variance = self.mean(h), self.variance(h)
        z = mean + torch.exp(0.5 * variance) * torch.randn_like(mean)
        scores = self.scores(torch.tanh(self.decoder(z)))
        likelihood = -(F.log_softmax(scores, 1) * x).sum(1).mean()
        return likelihood - 0.2 * 0.5 * (1 + variance - mean.pow(2) - variance.exp()).sum(1).mean()


class Block(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.before, self.between = nn.LayerNorm(width), nn.LayerNorm(width)
        self.parts = nn.ModuleList(nn.Linear(width, width) for _ in range(4))
        self.inner, self.outer = nn.Linear(width, width), nn.Linear(width, width)

    def forward(self, x):
        y = self.before(x)
        query, key, value = (part(y) for part in self.parts[:3])
        heard = F.scaled_dot_product_attention(query, key, value, is_causal=True, dropout_p=0.2 if self.training else 0)
        x = x + F.dropout(self.parts[3](heard), 0.2, self.training)
        y = F.dropout(F.relu(self.inner(self.between(x))), 0.2, self.training)
        return x + F.dropout(self.outer(y), 0.2, self.training)


class SASRec(nn.Module):
    BATCH, WIDTH, NEGATIVES = 128, 64, 256

    def __init__(self):
        super().__init__()
        length = s["longest"] - 1
        self.items, self.places = nn.Embedding(ITEMS, self.WIDTH), nn.Embedding(length, self.WIDTH)
        for table in (self.items, self.places):
            nn.init.trunc_normal_(table.weight, std=0.02)
        self.blocks, self.norm = nn.ModuleList(Block(self.WIDTH) for _ in range(2)), nn.LayerNorm(self.WIDTH)
        histories = [items[rows][-s["longest"]:].astype("int64") for rows in np.split(np.argsort(users, kind="stable"), np.cumsum(np.bincount(users))[:-1])]
        # Padded behind: causal attention of what is there never sees it.
        self.inputs, self.targets = torch.zeros(USERS, length, dtype=torch.long), torch.full((USERS, length), -1)
        for user, history in enumerate(histories):
            self.inputs[user, :len(history) - 1] = torch.from_numpy(history[:-1])
            self.targets[user, :len(history) - 1] = torch.from_numpy(history[1:])

    def loss(self, rows):
        x = F.dropout(self.items(self.inputs[rows]) * self.WIDTH ** 0.5 + self.places.weight, 0.2, self.training)
        for block in self.blocks:
            x = block(x)
        asked = self.targets[rows] >= 0
        h, targets = self.norm(x)[asked], self.targets[rows][asked]
        negatives = torch.randint(ITEMS, (self.NEGATIVES,))
        positive = (h * self.items(targets)).sum(1, keepdim=True)
        negative = (h @ self.items(negatives).T).masked_fill(targets[:, None] == negatives, float("-inf"))
        return -F.log_softmax(torch.cat([positive, negative], 1), 1)[:, 0].mean()


network = MultVAE() if s["network"] == "mult-vae" else SASRec()
optimizer = torch.optim.Adam(network.parameters(), 1e-3)


def epoch():
    for rows in torch.randperm(USERS).split(network.BATCH):
        optimizer.zero_grad()
        network.loss(rows).backward()
        optimizer.step()


epoch()
with Clock() as fit:
    for _ in range(s["epochs"] - 1):
        epoch()
fit.cpu, fit.wall = fit.cpu / (s["epochs"] - 1), fit.wall / (s["epochs"] - 1)
report("PyTorch", "torch", fit)
