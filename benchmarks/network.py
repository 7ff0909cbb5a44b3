"""How long reachability takes as a cluster grows. Run: python benchmarks/network.py [SIZE ...]"""

from __future__ import annotations

import sys
from random import Random
from time import perf_counter

from gitops_lint.network.cluster import Cluster, ContainerPort, Endpoint
from gitops_lint.network.parsing import parse_policy
from gitops_lint.network.reachability import reachability


def make(size: int, seed: int = 1) -> Cluster:
    """A cluster with as many policies as workloads: default deny per namespace, then one allow per service."""
    rng = Random(seed)
    namespaces = [f"team-{number}" for number in range(max(1, size // 20))]
    pods = [
        Endpoint(f"s{i}", rng.choice(namespaces), labels={"app": f"s{i}"}, ports=(ContainerPort(8080, "http"),))
        for i in range(size)
    ]
    objects = [policy(name, "deny", {}, {"policyTypes": ["Ingress", "Egress"]}) for name in namespaces]
    for pod in pods[: size - len(namespaces)]:
        client = rng.choice(pods)
        source = {
            "namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": client.namespace}},
            "podSelector": {"matchLabels": dict(client.labels)},
        }
        out = [
            {"to": [{"namespaceSelector": {}}], "ports": [{"port": "http"}]},
            {"to": [{"ipBlock": {"cidr": f"10.{rng.randrange(256)}.0.0/16"}}]},
        ]
        rules = {"ingress": [{"from": [source], "ports": [{"port": "http"}]}], "egress": out}
        objects.append(policy(pod.namespace, pod.name, {"matchLabels": dict(pod.labels)}, rules))
    parsed = [parse_policy(each).policy for each in objects]
    return Cluster.of(pods, [each for each in parsed if each])


def policy(namespace: str, name: str, selector: dict[str, object], rest: dict[str, object]) -> dict[str, object]:
    return {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "NetworkPolicy",
        "metadata": {"name": name, "namespace": namespace},
        "spec": {"podSelector": selector, **rest},
    }


def main(sizes: list[int]) -> None:
    print(f"{'workloads':>9} {'policies':>8} {'parse s':>8} {'matrix s':>8} {'list s':>8} {'connections':>11}")
    for size in sizes:
        start = perf_counter()
        cluster = make(size)
        parsed = perf_counter()
        reach = reachability(cluster)
        assert reach.matrix
        built = perf_counter()
        count = sum(1 for _ in reach.connections())
        listed = perf_counter()
        times = f"{parsed - start:8.2f} {built - parsed:8.2f} {listed - built:8.2f}"
        print(f"{size:>9} {len(cluster.policies):>8} {times} {count:>11}", flush=True)


if __name__ == "__main__":
    main([int(each) for each in sys.argv[1:]] or [200, 1_000, 5_000])
