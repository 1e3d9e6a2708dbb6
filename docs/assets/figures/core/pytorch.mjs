// The same training as a program in PyTorch, for readers who want to go on from here.

/**
 * @param {import("./run.mjs").Settings} settings @param {number} epochs @param {string} file
 * @returns {string} a Python program that reads `file`, which weightsFile makes
 */
export const program = ({ cell, units, window, rates }, epochs, file) => `\
"""What the playground trained, in PyTorch: python playground.py

Reads ${file}, which belongs beside this program: the series, the weights at the start,
and those after ${epochs} epochs of training in the browser.
"""

import json
from pathlib import Path

import torch
from torch import nn

HIDDEN_SIZE = ${units}
SEQ_LEN = ${window}
EPOCHS = ${epochs}
RATES = {${rates.map(([from, rate]) => `${from}: ${rate}`).join(", ")}}  # from which epoch, learning rate
TEST_SHARE = 0.25

saved = json.loads((Path(__file__).parent / "${file}").read_text())


class Forecaster(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn = nn.${cell}(input_size=1, hidden_size=HIDDEN_SIZE, batch_first=True)
        self.head = nn.Linear(HIDDEN_SIZE, 1)

    def forward(self, x):
        output, _ = self.rnn(x)
        return self.head(output[:, -1])

    def load(self, weights):
        """Take the browser's weights: rows are inputs there, and outputs here."""
        w = {name: torch.tensor(values) for name, values in weights.items()}
        with torch.no_grad():
            self.rnn.weight_ih_l0.copy_(w["${cell === "RNN" ? "W_xh" : "W_x"}"].view(1, -1).T)
            self.rnn.weight_hh_l0.copy_(w["${cell === "RNN" ? "W_hh" : "W_h"}"].view(HIDDEN_SIZE, -1).T)
            self.rnn.bias_ih_l0.copy_(w["${cell === "RNN" ? "b_h" : "b"}"])
            self.rnn.bias_hh_l0.zero_()  # PyTorch adds two biases; the browser has one
${cell === "GRU" ? '            self.rnn.bias_hh_l0[-HIDDEN_SIZE:] = w["b_hn"]  # but for the candidate\n' : ""}\
            self.head.weight.copy_(w["W_hy"].view(HIDDEN_SIZE, 1).T)
            self.head.bias.copy_(w["b_y"])


series = torch.tensor(saved["series"])
cut = round(len(series) * (1 - TEST_SHARE))
early = series[:cut]
series = (series - early.mean()) / early.std(correction=0)


def windows(part):
    x = part.unfold(0, SEQ_LEN, 1)[:-1, :, None]
    return x, part[SEQ_LEN:, None]


x, y = windows(series[:cut])
test_x, test_y = windows(series[cut:])

model = Forecaster()
model.load(saved["initial"])
optimizer = torch.optim.Adam(model.parameters())
loss_fn = nn.MSELoss()
for epoch in range(EPOCHS):
    rate = RATES[max(start for start in RATES if start <= epoch)]
    optimizer.param_groups[0]["lr"] = rate
    loss = loss_fn(model(x), y)
    optimizer.zero_grad()
    loss.backward()
    ${cell === "GRU" ? "model.rnn.bias_hh_l0.grad[: 2 * HIDDEN_SIZE] = 0" : "model.rnn.bias_hh_l0.grad = None"}  # the second bias rests
    optimizer.step()


def error(model):
    with torch.no_grad():
        return loss_fn(model(test_x), test_y).sqrt().item()


print(f"trained here:           test error {error(model):.6f}")
model.load(saved["learned"])
print(f"trained in the browser: test error {error(model):.6f}")
`;
