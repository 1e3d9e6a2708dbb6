// The same training as a program in PyTorch, for readers who want to go on from here.

import { CELLS } from "./cells.mjs";

/**
 * @param {import("./cells.mjs").CellName} cell
 * @param {string} file the name under which Run.saved() lies beside the program, as JSON
 * @returns {string} a program in Python
 */
export function program(cell, file) {
  const { input, memory, bias, ownBias } = CELLS[cell].names;
  return `\
"""What the playground trained, in PyTorch: python playground.py

Reads ${file}, which belongs beside this program: the settings, the series, the
weights at the start, and those after the training in the browser.
"""

import json
from pathlib import Path

import torch
from torch import nn

TEST_SHARE = 0.25

saved = json.loads((Path(__file__).parent / "${file}").read_text())
settings = saved["settings"]
if settings["cell"] != "${cell}":
    raise SystemExit("${file} is of another kind of cell; download both files again.")
hidden_size, seq_len = settings["units"], settings["window"]


class Forecaster(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn = nn.${cell}(input_size=1, hidden_size=hidden_size, batch_first=True)
        self.head = nn.Linear(hidden_size, 1)

    def forward(self, x):
        output, _ = self.rnn(x)
        return self.head(output[:, -1])

    def load(self, weights):
        """Take the browser's weights: rows are inputs there, and outputs here."""
        w = {name: torch.tensor(values) for name, values in weights.items()}
        with torch.no_grad():
            self.rnn.weight_ih_l0.copy_(w["${input}"].view(1, -1).T)
            self.rnn.weight_hh_l0.copy_(w["${memory}"].view(hidden_size, -1).T)
            self.rnn.bias_ih_l0.copy_(w["${bias}"])
            self.rnn.bias_hh_l0.zero_()  # PyTorch adds two biases; the browser has one
${ownBias ? `            self.rnn.bias_hh_l0[-hidden_size:] = w["${ownBias}"]  # but for the candidate\n` : ""}\
            self.head.weight.copy_(w["W_hy"].view(hidden_size, 1).T)
            self.head.bias.copy_(w["b_y"])


series = torch.tensor(saved["series"])
cut = round(len(series) * (1 - TEST_SHARE))
early = series[:cut]
series = (series - early.mean()) / early.std(correction=0)


def windows(part):
    x = part.unfold(0, seq_len, 1)[:-1, :, None]
    return x, part[seq_len:, None]


x, y = windows(series[:cut])
test_x, test_y = windows(series[cut:])

model = Forecaster()
model.load(saved["initial"])
optimizer = torch.optim.Adam(model.parameters())
loss_fn = nn.MSELoss()
rates = dict(settings["rates"])  # from which epoch on, learning rate
for epoch in range(saved["epochs"]):
    optimizer.param_groups[0]["lr"] = rates.get(epoch, optimizer.param_groups[0]["lr"])
    loss = loss_fn(model(x), y)
    optimizer.zero_grad()
    loss.backward()
    ${ownBias ? "model.rnn.bias_hh_l0.grad[: 2 * hidden_size] = 0" : "model.rnn.bias_hh_l0.grad = None"}  # the second bias rests
    optimizer.step()


def error(model):
    with torch.no_grad():
        return loss_fn(model(test_x), test_y).sqrt().item()


print(f"trained here:           test error {error(model):.6f}")
model.load(saved["learned"])
print(f"trained in the browser: test error {error(model):.6f}")
`;
}
