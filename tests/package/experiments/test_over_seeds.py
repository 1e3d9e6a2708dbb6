import os
import random
import signal
import subprocess
import sys
import textwrap
import time
import warnings
from functools import partial
from pathlib import Path

import numpy as np
import pytest
import torch

from rnn_tutorial.experiments.over_seeds import over_seeds

ROOT = Path(__file__).parents[3]


def draws(seed):
    """Show all that one run could learn of another."""
    torch.manual_seed(seed)
    np.random.seed(seed)
    random.seed(seed)
    x = torch.randn(300, 300)
    threads = torch.get_num_threads()
    return (x @ x).sum().item(), np.random.rand(), random.random(), threads


def fails(seed):
    raise ValueError(f"no luck with seed {seed}")


def dies(seed):
    os._exit(1)


def warns(seed):
    warnings.warn(f"careful with {seed}", UserWarning, stacklevel=1)


def process_id(seed):
    return os.getpid()


def test_a_seed_gives_the_same_whatever_runs_beside_it():
    seeds = [3, 1, 0]
    here = over_seeds(draws, seeds, workers=1)
    assert over_seeds(draws, seeds, workers=2) == here
    assert [over_seeds(draws, [seed])[0] for seed in seeds] == here
    assert over_seeds(draws, reversed(seeds), workers=1) == here[::-1]


def test_processes_are_used_when_asked_for():
    assert os.getpid() not in over_seeds(process_id, range(4), workers=2)
    assert set(over_seeds(process_id, range(4))) == {os.getpid()}  # too little work


def test_the_callers_random_numbers_and_threads_go_on():
    torch.set_num_threads(2)
    for state in (torch.manual_seed, np.random.seed, random.seed):
        state(0)
    expected = torch.rand(1).item(), np.random.rand(), random.random()
    for state in (torch.manual_seed, np.random.seed, random.seed):
        state(0)
    over_seeds(draws, [5])
    assert (torch.rand(1).item(), np.random.rand(), random.random()) == expected
    assert torch.get_num_threads() == 2
    torch.set_num_threads(1)


@pytest.mark.parametrize("workers", [1, 2])
def test_an_error_of_a_seed_arrives(workers):
    with pytest.raises(ValueError, match="no luck with seed 7"):
        over_seeds(fails, [7], workers=workers)


@pytest.mark.parametrize("workers", [1, 2])
def test_a_warning_of_a_seed_arrives(workers):
    with pytest.warns(UserWarning, match="careful") as told:
        over_seeds(warns, [7, 8], workers=workers)
    assert {str(w.message) for w in told} == {"careful with 7", "careful with 8"}


def test_a_process_that_dies_is_told():
    with pytest.raises(RuntimeError, match="ended without a result"):
        over_seeds(dies, [1, 2], workers=2)


def test_progress_counts_seeds(capsys):
    over_seeds(partial(pow, 2), range(3), progress=True)
    assert "/3 " in capsys.readouterr().err


def test_ctrl_c_ends_all_processes(tmp_path):
    program = """
        import os, signal, time
        from pathlib import Path
        from rnn_tutorial.experiments.over_seeds import over_seeds

        def sleeps(seed):
            Path(os.environ["A_MARK"], f"sleeps-{seed}").touch()
            time.sleep(60)

        signal.signal(signal.SIGINT, signal.default_int_handler)
        if __name__ == "__main__":
            print("started", flush=True)
            over_seeds(sleeps, range(4), workers=2)
    """
    script = tmp_path / "script.py"
    script.write_text(textwrap.dedent(program), encoding="utf-8")
    environment = os.environ | {"PYTHONPATH": str(ROOT), "A_MARK": str(tmp_path)}
    running = subprocess.Popen(
        [sys.executable, str(script)],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    running.stdout.readline()
    until(lambda: len([*tmp_path.glob("sleeps-*")]) == 2)
    running.send_signal(signal.SIGINT)
    _, told = running.communicate(timeout=120)
    assert told.rstrip().endswith("KeyboardInterrupt")
    assert "leaked" not in told
    until(lambda: not marked(tmp_path))


def marked(mark):
    """Name the processes that were started with an environment that has the mark."""
    listed = subprocess.run(
        ["ps", "axeww", "-o", "pid=,args="], capture_output=True, text=True, check=True
    )
    rows = [row for row in listed.stdout.splitlines() if f"A_MARK={mark}" in row]
    return [row for row in rows if " ps axeww" not in row]


def until(condition):
    end = time.monotonic() + 120
    while not condition():
        assert time.monotonic() < end, "waited for two minutes in vain"
        time.sleep(0.1)


@pytest.mark.skipif(sys.platform != "linux", reason="counts threads as Linux does")
def test_a_progress_bar_starts_no_thread():
    count = "len(os.listdir('/proc/self/task'))"
    code = (
        "import os; from rnn_tutorial.progress import watched\n"
        "for shown in (True, False):\n"
        f"    print(*watched([{count}], 'seed', shown), {count})"
    )
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    before, after = done.stdout.split()[:2], done.stdout.split()[2:]
    assert before == after == [before[0]] * 2


@pytest.mark.parametrize(
    ("seeds", "message"),
    [
        ([], r"seeds is \[\]; expected at least one seed."),
        ([1, 0.5], "seed is 0.5; expected a whole number, 0 or more."),
        ([2, 1, 2], r"seeds is \[2, 1, 2\]; expected each seed once."),
    ],
)
def test_each_seed_comes_once(seeds, message):
    with pytest.raises(ValueError, match=f"^{message}$"):
        over_seeds(fails, seeds)
