"""Finds a Chromium for the tests, or gets one: `python tests/browser.py`."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

# A Chromium without windows of its own takes two thirds of the time.
SHELL = "chromium-headless-shell"
NAMES = (
    SHELL,
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
)
DOWNLOAD_LIMIT = 300  # seconds


def find() -> str | None:
    """Name the program: the machine's Chromium or Chrome, else Playwright's own."""
    for name in NAMES:
        if program := shutil.which(name):
            return program
    with sync_playwright() as playwright:
        candidates = [*PLACES, playwright.chromium.executable_path]
    return next((place for place in candidates if Path(place).exists()), None)


def install() -> None:
    """Get a browser: Playwright's, else the system's package."""
    print("→ No Chromium or Chrome here; asking Playwright for one …", flush=True)
    command = [sys.executable, "-m", "playwright", "install", "chromium"]
    if _succeeds(command):
        return
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    if is_root and shutil.which("apt-get"):
        print("→ Playwright has none to give; installing the package …", flush=True)
        _succeeds(["apt-get", "update", "-qq"])
        for name in (SHELL, "chromium"):
            if _succeeds(["apt-get", "install", "-y", "-qq", name]):
                return


def _succeeds(command: list[str]) -> bool:
    try:
        done = subprocess.run(
            command, timeout=DOWNLOAD_LIMIT, capture_output=True, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


if __name__ == "__main__":
    if not find():
        install()
    program = find()
    if not program:
        sys.exit(
            "The tests open the site in a real browser, and there is none. Install "
            "Chromium or Chrome, for example: sudo apt-get install chromium"
        )
    print(f"✓ Browser: {program}")
