"""Random clusters as plain objects: small alphabets, so that selectors hit and miss about equally often."""

from __future__ import annotations

from random import Random
from typing import Any

Obj = dict[str, Any]
NAMESPACES = ("blue", "green", "red")
KEYS, VALUES = ("app", "role"), ("a", "b", "c")
PORT_NAMES = ("http", "metrics", "dns")
PROTOCOLS = ("TCP", "UDP", "SCTP")
NUMBERS = (53, 80, 443, 8080, 9000)
CIDRS = ("0.0.0.0/0", "10.0.0.0/8", "10.1.0.0/16", "10.1.2.0/24", "192.168.0.0/16", "169.254.169.254/32")
HOLES = {
    "0.0.0.0/0": ("169.254.169.254/32", "10.0.0.0/8"),
    "10.0.0.0/8": ("10.1.0.0/16", "10.1.2.0/24", "10.200.0.0/16"),
    "10.1.0.0/16": ("10.1.2.0/24",),
    "192.168.0.0/16": ("192.168.7.0/24",),
}


def labels(rng: Random) -> dict[str, str]:
    return {key: rng.choice(VALUES) for key in KEYS if rng.random() < 0.7}


def selector(rng: Random) -> Obj:
    found: Obj = {}
    if rng.random() < 0.5:
        found["matchLabels"] = {rng.choice(KEYS): rng.choice(VALUES)}
    if rng.random() < 0.35:
        operator = rng.choice(("In", "NotIn", "Exists", "DoesNotExist"))
        item: Obj = {"key": rng.choice(KEYS), "operator": operator}
        if operator in ("In", "NotIn"):
            item["values"] = sorted(rng.sample(VALUES, rng.randint(1, 2)))
        found["matchExpressions"] = [item]
    return found


def namespace_selector(rng: Random) -> Obj:
    if rng.random() < 0.4:
        return {"matchLabels": {"kubernetes.io/metadata.name": rng.choice(NAMESPACES)}}
    return selector(rng)


def workload(rng: Random, index: int) -> Obj:
    ports, names = [], list(PORT_NAMES)
    for number in rng.sample(NUMBERS, rng.randint(0, 3)):
        port: Obj = {"containerPort": number}
        if rng.random() < 0.7:
            port["name"] = names.pop(rng.randrange(len(names)))
        if rng.random() < 0.5:
            port["protocol"] = rng.choice(PROTOCOLS)
        ports.append(port)
    kind = rng.choice(("Deployment", "StatefulSet", "DaemonSet"))
    return {
        "apiVersion": "apps/v1",
        "kind": kind,
        "metadata": {"name": f"w{index}", "namespace": rng.choice(NAMESPACES)},
        "spec": {
            "template": {
                "metadata": {"labels": labels(rng)},
                "spec": {"containers": [{"name": "main", "image": "x", "ports": ports}]},
            }
        },
    }


def network_port(rng: Random, *, named: bool) -> Obj:
    port: Obj = {}
    if rng.random() < 0.7:
        port["protocol"] = rng.choice(PROTOCOLS)
    draw = rng.random()
    if draw < 0.3 and named:
        port["port"] = rng.choice(PORT_NAMES)
    elif draw < 0.85:
        port["port"] = rng.choice(NUMBERS)
        if rng.random() < 0.3:
            port["endPort"] = port["port"] + rng.choice((0, 1, 400))
    return port


def network_peer(rng: Random) -> Obj:
    draw = rng.random()
    if draw < 0.3:
        cidr = rng.choice(CIDRS)
        block: Obj = {"cidr": cidr}
        if cidr in HOLES and rng.random() < 0.5:
            block["except"] = rng.sample(HOLES[cidr], rng.randint(1, len(HOLES[cidr])))
        return {"ipBlock": block}
    peer: Obj = {}
    if draw < 0.75:
        peer["podSelector"] = selector(rng)
    if draw > 0.55:
        peer["namespaceSelector"] = namespace_selector(rng)
    return peer


def network_rule(rng: Random, key: str) -> Obj:
    rule: Obj = {}
    if rng.random() < 0.85:
        rule[key] = [network_peer(rng) for _ in range(rng.randint(0, 2))]
    if rng.random() < 0.75:
        # a name means nothing to an address outside, and netpol-analyzer stops there; so names only towards pods
        outside = key == "to" and any("ipBlock" in peer for peer in rule.get(key) or [{"ipBlock": {}}])
        rule["ports"] = [network_port(rng, named=not outside) for _ in range(rng.randint(0, 3))]
    return rule


def network_policy(rng: Random, index: int) -> Obj:
    spec: Obj = {"podSelector": selector(rng) if rng.random() < 0.7 else {}}
    if rng.random() < 0.7:
        spec["policyTypes"] = rng.choice((["Ingress"], ["Egress"], ["Ingress", "Egress"], ["Egress", "Ingress"]))
    for direction, key in (("ingress", "from"), ("egress", "to")):
        if rng.random() < 0.65:
            spec[direction] = [network_rule(rng, key) for _ in range(rng.randint(0, 2))]
    return {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "NetworkPolicy",
        "metadata": {"name": f"np{index}", "namespace": rng.choice(NAMESPACES)},
        "spec": spec,
    }


def admin_port(rng: Random) -> Obj:
    draw = rng.random()
    if draw < 0.25:
        return {"namedPort": rng.choice(PORT_NAMES)}
    low = rng.choice(NUMBERS)
    if draw < 0.7:
        return {"portNumber": {"protocol": rng.choice(PROTOCOLS), "port": low}}
    return {"portRange": {"protocol": rng.choice(PROTOCOLS), "start": low, "end": low + rng.choice((1, 400))}}


def admin_peer(rng: Random, direction: str) -> Obj:
    draw = rng.random()
    if draw < 0.25 and direction == "egress":
        return {"networks": rng.sample(CIDRS, rng.randint(1, 2))}
    if draw < 0.6:
        return {"namespaces": namespace_selector(rng)}
    return {"pods": {"namespaceSelector": namespace_selector(rng), "podSelector": selector(rng)}}


def admin_rule(rng: Random, direction: str, actions: tuple[str, ...]) -> Obj:
    key = "from" if direction == "ingress" else "to"
    rule: Obj = {
        "action": rng.choice(actions),
        key: [admin_peer(rng, direction) for _ in range(rng.randint(1, 2))],
    }
    if rng.random() < 0.6:
        rule["ports"] = [admin_port(rng) for _ in range(rng.randint(1, 2))]
    return rule


def admin_policy(rng: Random, index: int, *, baseline: bool = False) -> Obj:
    actions = ("Allow", "Deny") if baseline else ("Allow", "Deny", "Pass")
    subject: Obj = {"namespaces": namespace_selector(rng)}
    if rng.random() < 0.5:
        subject = {"pods": {"namespaceSelector": namespace_selector(rng), "podSelector": selector(rng)}}
    spec: Obj = {"subject": subject}
    if not baseline:
        spec["priority"] = index * 7 % 1000
    for direction in ("ingress", "egress"):
        if rng.random() < 0.75:
            spec[direction] = [admin_rule(rng, direction, actions) for _ in range(rng.randint(1, 3))]
    return {
        "apiVersion": "policy.networking.k8s.io/v1alpha1",
        "kind": "BaselineAdminNetworkPolicy" if baseline else "AdminNetworkPolicy",
        "metadata": {"name": "default" if baseline else f"anp{index}"},
        "spec": spec,
    }


def way_in(rng: Random, index: int) -> list[Obj]:
    namespace, number = rng.choice(NAMESPACES), rng.choice((80, 443))
    port: Obj = {"port": number, "name": "web"}
    if rng.random() < 0.8:
        port["targetPort"] = rng.choice((*NUMBERS, *PORT_NAMES))
    backend = {"name": f"s{index}", "port": rng.choice(({"number": number}, {"name": "web"}))}
    rules = [{"http": {"paths": [{"path": "/", "pathType": "Prefix", "backend": {"service": backend}}]}}]
    return [
        {
            "apiVersion": "v1",
            "kind": "Service",
            "metadata": {"name": f"s{index}", "namespace": namespace},
            "spec": {"selector": {rng.choice(KEYS): rng.choice(VALUES)}, "ports": [port]},
        },
        {
            "apiVersion": "networking.k8s.io/v1",
            "kind": "Ingress",
            "metadata": {"name": f"i{index}", "namespace": namespace},
            "spec": {"rules": rules},
        },
    ]


def cluster(seed: int, *, admin: bool = False, entries: bool = False) -> list[Obj]:
    """The objects of one random cluster; the same seed gives the same cluster."""
    rng = Random(seed)
    objects = [workload(rng, index) for index in range(rng.randint(2, 6))]
    for name in NAMESPACES:
        if rng.random() < 0.8:
            metadata = {"name": name, "labels": labels(rng)}
            objects.append({"apiVersion": "v1", "kind": "Namespace", "metadata": metadata})
    objects.extend(network_policy(rng, index) for index in range(rng.randint(0, 5)))
    if admin:
        objects.extend(admin_policy(rng, index) for index in range(rng.randint(0, 3)))
        if rng.random() < 0.6:
            objects.append(admin_policy(rng, 0, baseline=True))
    if entries:
        for index in range(rng.randint(0, 2)):
            objects.extend(way_in(rng, index))
    rng.shuffle(objects)
    return objects
