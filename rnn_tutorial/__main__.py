"""A first network in a terminal: `python -m rnn_tutorial`."""

from importlib.metadata import distributions

import rnn_tutorial as tutorial  # which loads PyTorch when the first line is there

COLUMNS, ROWS, READ = 76, 13, 20  # of the plot; and of its columns, what is read


def main() -> None:
    """Train a network as the first tutorial does, and plot what it says by itself."""
    print("A recurrent network learns to tell the next value of a wave.")
    wave = tutorial.sine_wave(n_points=4 * COLUMNS, cycles=8)
    x, y = tutorial.sliding_windows(wave, READ)
    model, history = tutorial.train_forecaster(x, y, tutorial.TrainConfig(updates=150))
    first, last = f"{history.losses[0]:.2g}", f"{history.final:.1g}"
    print(f"Its squared error fell from {first} to {last}.")
    print(f"Now it reads {READ} values (#) and goes on alone (o); · is the truth.\n")
    says = [*wave[:READ], *tutorial.free_run(model, wave[:READ], COLUMNS - READ)]
    drawn = {}
    for sign, values in {"·": wave[:COLUMNS], "o": says, "#": wave[:READ]}.items():
        for column, value in enumerate(values):
            drawn[round((1 - value) / 2 * (ROWS - 1)), column] = sign
    for row in range(ROWS):
        print("".join(drawn.get((row, column), " ") for column in range(COLUMNS)))
    found = distributions(name="rnn-tutorial")  # more than one, or none at all
    told = [u.split()[-1] for d in found for u in d.metadata.get_all("Project-URL", [])]
    where = f"{told[0]}learn/first-rnn/" if told else "docs/learn/first-rnn.md"
    print(f"\nHow that works, line by line: {where}")


if __name__ == "__main__":
    main()
