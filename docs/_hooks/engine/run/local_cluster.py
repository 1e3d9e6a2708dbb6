"""A cluster on this machine, to try what a site of several machines is like.

python -m engine.run.local_cluster 2
"""

from __future__ import annotations

import sys
import threading
from contextlib import suppress

from distributed import LocalCluster

PORT = 8786


def main(workers: str) -> None:
    """Start it, say how to use it, and wait until somebody ends it."""
    with LocalCluster(
        n_workers=int(workers),
        threads_per_worker=1,  # a session each
        scheduler_port=PORT,
        dashboard_address="127.0.0.1:0",
    ) as cluster:
        print(f"→ {workers} workers. In another terminal: ", end="")
        print(f"make site CLUSTER={cluster.scheduler_address}", flush=True)
        with suppress(KeyboardInterrupt):
            threading.Event().wait()


if __name__ == "__main__":
    main(*sys.argv[1:])
