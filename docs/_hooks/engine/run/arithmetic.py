"""The same arithmetic on one PC as on another.

Newer processors add more numbers at a time, in another order, and so round differently,
and so do those of another maker; after some hundred updates a network that learns is
another one. What runs here does as nearly all PCs since 2013 can.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

# What a replay sets, to be told what comes out on this very machine.
VARIABLE = "SITE_ARITHMETIC"
OWN = "own"

_AVX2 = {
    "ATEN_CPU_CAPABILITY": "avx2",  # PyTorch, and what it computes with
    "ONEDNN_MAX_CPU_ISA": "AVX2",
    "MKL_CBWR": "COMPATIBLE",  # all else depends on who made the processor
    "OPENBLAS_CORETYPE": "Haswell",  # NumPy, and what it computes with
    "NPY_DISABLE_CPU_FEATURES": "X86_V4 AVX512_ICL AVX512_SPR",
}


def settings() -> dict[str, str]:
    """Return what has to be in a program's environment before it loads its libraries.

    It is empty where nobody says that the processor can do it. Where the machine's own
    arithmetic is asked for, it is what somebody has chosen of the same settings.
    """
    if is_own():
        return {name: os.environ[name] for name in _AVX2 if name in os.environ}
    return _AVX2 if _has_avx2() else {}


def is_own() -> bool:
    """Tell whether somebody wants to know what comes out on this very machine."""
    return os.environ.get(VARIABLE) == OWN


@cache
def _has_avx2() -> bool:
    try:
        known = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:  # no Linux
        return False
    return " avx2 " in known
