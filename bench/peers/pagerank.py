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


# A first call makes graph or matrix inside the clock, else they and the runs before are outside.
first = s.get("first", False)

if s["rival"] == "networkx":
    import networkx as nx
    import scipy.sparse  # noqa: F401  networkx imports it at the first call
    ends = list(zip(a.tolist(), b.tolist()))

    def made():
        graph = nx.DiGraph()
        graph.add_edges_from(ends)
        return graph

    # Its tolerance is multiplied by the number of nodes.
    rank = lambda graph: nx.pagerank(graph, alpha=DAMPING, tol=TOLERANCE / graph.number_of_nodes(), max_iter=1000)
    graph = None if first else made()
    for _ in range(s.get("warmUps", 0)):
        rank(graph)
    with Clock() as clock:
        graph = graph or made()
        ranks = rank(graph)
    ids = np.array(list(ranks))
    report("networkx", "networkx", clock, nodes=len(ids), links=graph.number_of_edges(), top=top(ids, np.array(list(ranks.values()))))
else:
    import scipy.sparse as sp
    ids, ends = np.unique(np.concatenate([a, b]), return_inverse=True)
    n = len(ids)

    def made():
        pairs = np.unique(ends[: len(a)] * n + ends[len(a):])
        source, target = pairs // n, pairs % n
        out = np.bincount(source, minlength=n)
        return sp.csr_matrix((1.0 / out[source], (target, source)), shape=(n, n)), np.flatnonzero(out == 0)

    def rank(matrix, dangling):
        ranks, iterations, change = np.full(n, 1.0 / n), 0, np.inf
        while change >= TOLERANCE:
            new = DAMPING * (matrix @ ranks + ranks[dangling].sum() / n) + (1 - DAMPING) / n
            change = np.abs(new - ranks).sum()
            ranks, iterations = new, iterations + 1
        return ranks, iterations

    matrix = None if first else made()
    for _ in range(s.get("warmUps", 0)):
        rank(*matrix)
    with Clock() as clock:
        matrix = matrix or made()
        ranks, iterations = rank(*matrix)
    report("scipy", "scipy", clock, nodes=n, links=matrix[0].nnz, iterations=iterations, top=top(ids, ranks))
