"""PageRank by NetworkX, and by power iteration with SciPy's sparse product."""
import os
import tempfile

import numpy as np

from measure import Clock, report, settings

s = settings()
folder = os.path.join(tempfile.gettempdir(), "likewise-bench")
a, b = (np.fromfile(os.path.join(folder, f"graph-{s['graph']}.{end}.u32"), dtype=np.uint32).astype(np.int64) for end in ("from", "to"))
DAMPING, TOLERANCE = 0.85, 1e-10


def top(ids, ranks):
    return [{"node": int(ids[k]), "score": float(ranks[k])} for k in np.lexsort((ids, -np.asarray(ranks)))[:3]]


if s["rival"] == "networkx":
    import networkx as nx
    graph = nx.DiGraph()
    graph.add_edges_from(zip(a.tolist(), b.tolist()))
    # Its tolerance is multiplied by the number of nodes.
    rank = lambda: nx.pagerank(graph, alpha=DAMPING, tol=TOLERANCE / graph.number_of_nodes(), max_iter=1000)
    for _ in range(s.get("warmUps", 0)):
        rank()
    with Clock() as clock:
        ranks = rank()
    ids = np.array(list(ranks))
    report("networkx", "networkx", clock, nodes=len(ids), links=graph.number_of_edges(), top=top(ids, np.array(list(ranks.values()))))
else:
    import scipy.sparse as sp
    ids, ends = np.unique(np.concatenate([a, b]), return_inverse=True)
    n = len(ids)
    pairs = np.unique(ends[: len(a)] * n + ends[len(a):])
    a, b = pairs // n, pairs % n
    out = np.bincount(a, minlength=n)
    matrix = sp.csr_matrix((1.0 / out[a], (b, a)), shape=(n, n))
    dangling = np.flatnonzero(out == 0)

    def rank():
        ranks, iterations, change = np.full(n, 1.0 / n), 0, np.inf
        while change >= TOLERANCE:
            new = DAMPING * (matrix @ ranks + ranks[dangling].sum() / n) + (1 - DAMPING) / n
            change = np.abs(new - ranks).sum()
            ranks, iterations = new, iterations + 1
        return ranks, iterations

    for _ in range(s.get("warmUps", 0)):
        rank()
    with Clock() as clock:
        ranks, iterations = rank()
    report("scipy", "scipy", clock, nodes=n, links=len(pairs), iterations=iterations, top=top(ids, ranks))
