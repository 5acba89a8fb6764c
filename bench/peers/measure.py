"""What every rival's run shares: its settings, the clock, and the one JSON line at the end."""
import json
import resource
import sys
import time
from importlib.metadata import version


def settings():
    return json.loads(sys.argv[1])


class Clock:
    """Seconds of CPU (all threads) and wall of a `with` block."""

    def __enter__(self):
        self._cpu, self._wall = time.process_time(), time.perf_counter()
        return self

    def __exit__(self, *_):
        self.cpu, self.wall = time.process_time() - self._cpu, time.perf_counter() - self._wall


def report(name, package, clock, **more):
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6
    print(json.dumps({"name": name, "version": version(package), "cpuSeconds": clock.cpu, "wallSeconds": clock.wall,
                      "peakMb": peak, **more}))


def synthetic(shape):
    """The generated pattern that the other side wrote: a CSR matrix of ones."""
    import os
    import tempfile
    import numpy as np
    import scipy.sparse as sp
    folder = os.path.join(tempfile.gettempdir(), "likewise-bench")
    users, items = {"20m": (138493, 26744), "1m": (6040, 3706)}[shape]
    pointers = np.fromfile(os.path.join(folder, f"{shape}.pointers.u32"), dtype=np.uint32).astype(np.int32)
    indexes = np.fromfile(os.path.join(folder, f"{shape}.indexes.u32"), dtype=np.uint32).astype(np.int32)
    return sp.csr_matrix((np.ones(len(indexes), np.float32), indexes, pointers), shape=(users, items))


def ml_1m():
    """The ratings that the other side wrote: users, items (dense indexes) and ratings."""
    import os
    import tempfile
    import numpy as np
    folder = os.path.join(tempfile.gettempdir(), "likewise-bench")
    read = lambda name, kind: np.fromfile(os.path.join(folder, f"ml-1m.{name}"), dtype=kind)
    return read("users.u32", np.uint32), read("items.u32", np.uint32), read("ratings.f32", np.float32)
