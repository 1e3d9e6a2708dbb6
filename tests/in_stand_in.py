"""Runs in a process of its own, where PyTorch's stand-in is found instead of PyTorch.

Is given, as JSON, the folder of the stand-ins, and calls of experiments; writes what
they return, and numbers of a fresh generator.
"""

import json
import sys


def plain(value):
    if hasattr(value, "tolist"):
        return value.tolist()
    if hasattr(value, "__dataclass_fields__"):
        return {name: plain(part) for name, part in vars(value).items()}
    if isinstance(value, list | tuple):
        return [plain(part) for part in value]
    return {k: plain(v) for k, v in value.items()} if isinstance(value, dict) else value


def draws(torch):
    torch.manual_seed(7)
    return {
        "layer": [p.tolist() for p in torch.nn.GRU(2, 5).parameters()],
        "double": [
            p.tolist() for p in torch.nn.RNN(1, 3, dtype=torch.float64).parameters()
        ],
        "linear": [p.tolist() for p in torch.nn.Linear(4, 2).parameters()],
        "normal": torch.nn.Embedding(7, 5).weight.tolist(),
        "rotation": torch.nn.init.orthogonal_(torch.empty(6, 6), 1.5).tolist(),
        "order": torch.randperm(11).tolist(),
        "whole": int(torch.randint(2**63 - 1, ())),
    }


def main():
    given = json.loads(sys.stdin.read())
    sys.path.insert(0, given["folder"])
    import torch

    assert torch.__version__ == "a stand-in"
    print(json.dumps({"draws": draws(torch), "found": run(given["calls"])}))


def run(calls):
    from importlib import import_module

    from rnn_tutorial.experiments.variants import Variant

    found = []
    for module, name, seed, settings in calls:
        settings = dict(settings)
        if "variant" in settings:
            settings["variant"] = Variant(**settings["variant"])
        function = getattr(import_module(f"rnn_tutorial.experiments.{module}"), name)
        found.append(plain(function.one_seed(seed, **settings)))
    return found


if __name__ == "__main__":
    main()
