"""How fast the figures learn in a browser, beside TensorFlow.js and PyTorch."""

from __future__ import annotations

import functools
import http.server
import shutil
import statistics
import subprocess
import sys
import threading
from pathlib import Path
from time import perf_counter

import torch
from playwright.sync_api import Page, sync_playwright
from record import ROOT
from torch import nn
from tqdm import tqdm

from engine.cache.memo import Memo
from engine.publish import npm, webassembly
from rnn_tutorial import Forecaster, sine_wave, sliding_windows

sys.path.append(str(ROOT / "tests"))
import browser

HERE = Path(__file__).parent / "browser"
FOLDER = ROOT / ".cache/bench/browser"
LAYERS = {"RNN": nn.RNN, "LSTM": nn.LSTM, "GRU": nn.GRU}
WAYS = ("ours_simd", "ours_plain", "tfjs_wasm")
EPOCHS = 10  # in each measurement
HIDDEN_SIZE, LEARNING_RATE = 32, 0.01


def measure(repeats: int) -> list[dict[str, object]]:
    """Time one epoch on 480 windows of 20 steps, in milliseconds; rounds take turns."""
    _prepare()
    handler = functools.partial(_Quiet, directory=str(FOLDER))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with sync_playwright() as playwright:
            flags = ["--no-sandbox", "--disable-background-networking"]
            program = browser.find()
            chromium = playwright.chromium.launch(executable_path=program, args=flags)
            page = chromium.new_page()
            page.goto(f"http://127.0.0.1:{server.server_port}/")
            page.wait_for_function("window.ready")
            rows = [_row(page, cell, repeats) for cell in LAYERS]
            chromium.close()
        server.shutdown()
    return rows


def _row(page: Page, cell: str, repeats: int) -> dict[str, object]:
    if page.evaluate("cell => prepare(cell)", cell) != "wasm":
        raise RuntimeError("TensorFlow.js did not take its WebAssembly backend")
    epoch = _pytorch(LAYERS[cell])
    times: dict[str, list[float]] = {way: [] for way in (*WAYS, "torch")}
    for _ in tqdm(range(3 * repeats), desc=cell, unit="round", leave=False):
        for way in WAYS:
            asked = [way, EPOCHS]
            times[way].append(page.evaluate("([way, n]) => time(way, n)", asked))
        start = perf_counter()
        for _ in range(EPOCHS):
            epoch()
        times["torch"].append(1000 * (perf_counter() - start) / EPOCHS)
    found = {way: statistics.median(values) for way, values in times.items()}
    shown = {f"{way}_ms": round(value, 2) for way, value in found.items()}
    ratios = {
        "tfjs_by_ours": round(found["tfjs_wasm"] / found["ours_simd"], 1),
        "ours_by_torch": round(found["ours_simd"] / found["torch"], 1),
    }
    return {"layer": cell, "hidden_size": HIDDEN_SIZE} | shown | ratios


def _pytorch(layer: type[nn.RNNBase]) -> functools.partial[None]:
    x, y = map(torch.from_numpy, sliding_windows(sine_wave(), 20))
    model = Forecaster(HIDDEN_SIZE, layer=layer)
    optimizer = torch.optim.Adam(model.parameters(), lr=LEARNING_RATE)
    epoch = functools.partial(_epoch, model, x, y, optimizer)
    epoch()  # the first time is slower
    return epoch


def _epoch(
    model: nn.Module,
    x: torch.Tensor,
    y: torch.Tensor,
    optimizer: torch.optim.Optimizer,
) -> None:
    loss = nn.functional.mse_loss(model(x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()


def _prepare() -> None:
    """Bring together what the page needs; TensorFlow.js stays away from the site."""
    npm.ensure(ROOT)
    FOLDER.mkdir(parents=True, exist_ok=True)
    for file in HERE.iterdir():
        shutil.copy(file, FOLDER)
    install = [*npm.program("npm"), "ci", "--ignore-scripts", "--loglevel=error"]
    subprocess.run(install, cwd=FOLDER, check=True)
    figures = ROOT / "docs/assets/figures"
    shutil.copytree(figures, FOLDER / "figures", dirs_exist_ok=True)
    _, code = webassembly.compiled(ROOT, Memo(ROOT / ".cache"))
    (FOLDER / "kernels.wasm").write_bytes(code)


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *args: object) -> None:
        pass
