"""Ten seeds of one training: one after the other, in processes, or as one batch."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import torch
from record import median_seconds
from torch import Tensor, nn

from rnn_tutorial.experiments.over_seeds import over_seeds
from rnn_tutorial.pytorch.forecaster import Forecaster
from rnn_tutorial.train import TrainConfig, seed_everything, train_forecaster

SEEDS = range(10)


@dataclass(frozen=True)
class Workload:
    """What is trained: the sizes of the data, and how long."""

    name: str
    batch_size: int
    seq_len: int
    epochs: int
    hidden_size: int = 32

    def data(self) -> tuple[Tensor, Tensor]:
        """Draw random windows and targets: only the time matters here."""
        generator = torch.Generator().manual_seed(0)
        x = torch.randn(self.batch_size, self.seq_len, 1, generator=generator)
        return x, x.mean(dim=1)


WORKLOADS = (
    Workload("first tutorial", batch_size=480, seq_len=20, epochs=300),
    Workload("small batches", batch_size=64, seq_len=40, epochs=300),
)


def one_seed(work: Workload, seed: int) -> float:
    """Train one network, as the pages do."""
    _, history = train_forecaster(
        *work.data(), TrainConfig(work.epochs), work.hidden_size, seed, progress=False
    )
    return history.final


class SeedBatch(nn.Module):
    """The networks of many seeds side by side: every weight has an axis for them."""

    def __init__(self, models: list[Forecaster]) -> None:
        super().__init__()

        def stacked(name: str) -> nn.Parameter:
            return nn.Parameter(
                torch.stack([m.get_parameter(name).detach() for m in models])
            )

        self.w_ih, self.w_hh = stacked("rnn.weight_ih_l0"), stacked("rnn.weight_hh_l0")
        self.b_ih, self.b_hh = stacked("rnn.bias_ih_l0"), stacked("rnn.bias_hh_l0")
        self.w_out, self.b_out = stacked("head.weight"), stacked("head.bias")

    def forward(self, x: Tensor) -> Tensor:
        """Map windows (N, T, D), shared by all seeds, to forecasts (S, N, 1)."""
        projected = torch.einsum("ntd,shd->tsnh", x, self.w_ih)
        projected = projected + (self.b_ih + self.b_hh)[:, None]
        h = torch.zeros_like(projected[0])  # (S, N, H)
        w_hh = self.w_hh.transpose(1, 2)
        for projected_t in projected:
            h = torch.tanh(torch.baddbmm(projected_t, h, w_hh))
        return torch.baddbmm(self.b_out[:, None], h, self.w_out.transpose(1, 2))


def one_batch(work: Workload) -> list[float]:
    """Train all seeds as one computation."""
    models = []
    for seed in SEEDS:
        seed_everything(seed)
        models.append(Forecaster(work.hidden_size))
    batch = SeedBatch(models)
    x, y = work.data()
    optimizer = torch.optim.Adam(batch.parameters(), lr=TrainConfig().learning_rate)
    for _ in range(work.epochs):
        losses = ((batch(x) - y) ** 2).mean(dim=(1, 2))  # (S,)
        optimizer.zero_grad()
        losses.sum().backward()
        optimizer.step()
    return losses.tolist()


def measure(repeats: int) -> list[dict[str, object]]:
    """Time the three ways, in turn, and say whether their results are the same."""
    rows = []
    for work in WORKLOADS:
        run = partial(one_seed, work)
        ways: dict[str, Callable[[], list[float]]] = {
            "one after the other": partial(over_seeds, run, SEEDS, 1, False),
            "processes, 2": partial(over_seeds, run, SEEDS, 2, False),
            "one batch": partial(one_batch, work),
        }
        results, seconds = median_seconds(ways, repeats)
        first = "one after the other"
        for way, result in results.items():
            rows.append(
                {
                    "workload": work.name,
                    "batch_size": work.batch_size,
                    "seq_len": work.seq_len,
                    "epochs": work.epochs,
                    "way": way,
                    "seconds": round(seconds[way], 3),
                    "ratio": round(seconds[way] / seconds[first], 3),
                    "same_results": result == results[first],
                }
            )
    return rows
