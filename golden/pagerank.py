"""PageRank by NetworkX: small random graphs in full, five web graphs by their best nodes, a sample and the sum of squares → pagerank.json.

    LIKEWISE_DATA_DIR=… python golden/pagerank.py
"""
import gzip
import json
import os
import random

import networkx as nx

HERE = os.path.dirname(os.path.abspath(__file__))
WEB = os.path.join(os.environ["LIKEWISE_DATA_DIR"], "web-graphs")


def small(name, seed, damping, weighted=False, personal=False, repeated="once"):
    draw = random.Random(seed)
    links = []
    for _ in range(60):
        a, b = f"n{int(20 * draw.random() ** 2)}", f"n{int(20 * draw.random() ** 1.5)}"
        links.append([a, b, draw.randint(1, 9)] if weighted else [a, b])
    graph = nx.DiGraph()
    for a, b, *weight in links:
        if graph.has_edge(a, b):
            if repeated == "sum":
                graph[a][b]["weight"] += weight[0] if weight else 1
        else:
            graph.add_edge(a, b, weight=weight[0] if weight else 1)
    nodes = sorted(graph)
    teleport = [[n, draw.randint(1, 5)] for n in nodes[:4]] if personal else None
    ranks = nx.pagerank(graph, alpha=damping, personalization=dict(teleport) if teleport else None, tol=1e-15, max_iter=10000)
    return {"name": name, "links": links, "damping": damping, "teleport": teleport, "repeated": repeated,
            "ranks": [[n, ranks[n]] for n in nodes]}


def web(name):
    path = os.path.join(WEB, f"{name}.txt")
    with (open(path) if os.path.exists(path) else gzip.open(path + ".gz", "rt")) as lines:
        graph = nx.DiGraph(tuple(map(int, line.split()[:2])) for line in lines if line.strip() and not line.startswith("#"))
    ranks = nx.pagerank(graph, tol=1e-16, max_iter=10000)
    order = sorted(ranks, key=lambda n: (-ranks[n], n))
    return {"graph": name, "nodes": len(ranks), "links": graph.number_of_edges(), "top": [[n, ranks[n]] for n in order[:40]],
            "sample": [[n, ranks[n]] for n in order[::len(order) // 60]], "sumOfSquares": sum(r * r for r in ranks.values())}


result = {
    "generator": "golden/pagerank.py", "libraries": {"networkx": nx.__version__},
    "small": [small("plain", 1, 0.85), small("little damping", 2, 0.3), small("weighted", 3, 0.85, weighted=True),
              small("weights that add up", 4, 0.9, weighted=True, repeated="sum"), small("personalised", 5, 0.85, personal=True),
              small("personalised and weighted", 6, 0.6, weighted=True, personal=True)],
    "web": [web(name) for name in ("Wiki-Vote", "email-Eu-core", "p2p-Gnutella04", "p2p-Gnutella08", "p2p-Gnutella09")],
}
with open(os.path.join(HERE, "pagerank.json"), "w", encoding="utf-8") as out:
    json.dump(result, out, indent=None, separators=(",", ":"))
    out.write("\n")
