"""The specification again, one pair and one port at a time, from raw objects; shares no code with the package."""

from __future__ import annotations

import ipaddress
from typing import Any

Obj = dict[str, Any]


def matches(selector: Obj | None, labels: dict[str, str]) -> bool:
    selector = selector or {}
    for key, value in (selector.get("matchLabels") or {}).items():
        if labels.get(key) != value:
            return False
    for item in selector.get("matchExpressions") or []:
        key, operator, values = item["key"], item["operator"], item.get("values", [])
        good = {
            "In": key in labels and labels[key] in values,
            "NotIn": key not in labels or labels[key] not in values,
            "Exists": key in labels,
            "DoesNotExist": key not in labels,
        }[operator]
        if not good:
            return False
    return True


class World:
    def __init__(self, objects: list[Obj]) -> None:
        self.pods = [each for each in objects if "template" in each.get("spec", {})]
        self.policies = [each for each in objects if each["kind"] == "NetworkPolicy"]
        self.admin = sorted(
            (each for each in objects if each["kind"] == "AdminNetworkPolicy"),
            key=lambda each: each["spec"]["priority"],
        )
        self.baseline = [each for each in objects if each["kind"] == "BaselineAdminNetworkPolicy"]
        self.labels = {
            each["metadata"]["name"]: each["metadata"].get("labels", {})
            for each in objects
            if each["kind"] == "Namespace"
        }

    def namespace_labels(self, pod: Obj) -> dict[str, str]:
        name = pod["metadata"]["namespace"]
        return {**self.labels.get(name, {}), "kubernetes.io/metadata.name": name}

    def allowed(self, source: Obj | str, target: Obj | str, protocol: str, port: int) -> bool:
        """Sources and targets are workload objects, or an address as text."""
        sides = ((source, target, "egress"), (target, source, "ingress"))
        return all(
            isinstance(subject, str) or self.side(subject, other, target, direction, protocol, port)
            for subject, other, direction in sides
        )

    def side(self, subject: Obj, other: Obj | str, target: Obj | str, direction: str, protocol: str, port: int) -> bool:
        for policy in self.admin:
            action = self.decision(policy, subject, other, target, direction, protocol, port)
            if action == "Pass":
                break
            if action:
                return action == "Allow"
        isolated = False
        for policy in self.policies:
            if self.isolates(policy, subject, direction):
                isolated = True
                rules = policy["spec"].get(direction) or []
                if any(self.rule_allows(rule, policy, other, target, direction, protocol, port) for rule in rules):
                    return True
        if isolated:
            return False
        for policy in self.baseline:
            action = self.decision(policy, subject, other, target, direction, protocol, port)
            if action:
                return action == "Allow"
        return True

    def isolates(self, policy: Obj, pod: Obj, direction: str) -> bool:
        spec = policy["spec"]
        types = spec.get("policyTypes") or (["Ingress", "Egress"] if spec.get("egress") else ["Ingress"])
        return (
            direction.capitalize() in types
            and policy["metadata"]["namespace"] == pod["metadata"]["namespace"]
            and matches(spec.get("podSelector"), pod_labels(pod))
        )

    def rule_allows(
        self, rule: Obj, policy: Obj, other: Obj | str, target: Obj | str, direction: str, protocol: str, port: int
    ) -> bool:
        peers = rule.get("from" if direction == "ingress" else "to") or []
        if peers and not any(self.peer(each, policy, other) for each in peers):
            return False
        ports = rule.get("ports") or []
        return not ports or any(port_matches(each, target, protocol, port) for each in ports)

    def peer(self, peer: Obj, policy: Obj, other: Obj | str) -> bool:
        if "ipBlock" in peer:
            block = peer["ipBlock"]
            return isinstance(other, str) and in_block(other, block["cidr"], block.get("except", []))
        if isinstance(other, str):
            return False
        if "namespaceSelector" in peer:
            if not matches(peer["namespaceSelector"], self.namespace_labels(other)):
                return False
        elif other["metadata"]["namespace"] != policy["metadata"]["namespace"]:
            return False
        return matches(peer.get("podSelector"), pod_labels(other))

    def admin_peer(self, peer: Obj, other: Obj | str) -> bool:
        if "networks" in peer:
            return isinstance(other, str) and any(in_block(other, cidr, []) for cidr in peer["networks"])
        if isinstance(other, str):
            return False
        if "namespaces" in peer:
            return matches(peer["namespaces"], self.namespace_labels(other))
        pods = peer["pods"]
        return matches(pods["namespaceSelector"], self.namespace_labels(other)) and matches(
            pods["podSelector"], pod_labels(other)
        )

    def decision(
        self, policy: Obj, subject: Obj, other: Obj | str, target: Obj | str, direction: str, protocol: str, port: int
    ) -> str:
        if not self.admin_peer(policy["spec"]["subject"], subject):
            return ""
        for rule in policy["spec"].get(direction) or []:
            peers = rule["from" if direction == "ingress" else "to"]
            if not any(self.admin_peer(each, other) for each in peers):
                continue
            ports = rule.get("ports")
            if ports is None or any(admin_port_matches(each, target, protocol, port) for each in ports):
                return str(rule["action"])
        return ""


def pod_labels(pod: Obj) -> dict[str, str]:
    labels: dict[str, str] = pod["spec"]["template"]["metadata"]["labels"]
    return labels


def in_block(address: str, cidr: str, holes: list[str]) -> bool:
    value = ipaddress.ip_address(address)
    return value in ipaddress.ip_network(cidr) and not any(value in ipaddress.ip_network(hole) for hole in holes)


def container_port(target: Obj | str, name: str) -> tuple[str, int] | None:
    if isinstance(target, str):
        return None
    for container in target["spec"]["template"]["spec"]["containers"]:
        for port in container["ports"]:
            if port.get("name") == name:
                return port.get("protocol", "TCP"), port["containerPort"]
    return None


def port_matches(item: Obj, target: Obj | str, protocol: str, port: int) -> bool:
    if item.get("protocol", "TCP") != protocol:
        return False
    if "port" not in item:
        return True
    if isinstance(item["port"], str):
        return container_port(target, item["port"]) == (protocol, port)
    return bool(item["port"] <= port <= item.get("endPort", item["port"]))


def admin_port_matches(item: Obj, target: Obj | str, protocol: str, port: int) -> bool:
    if "namedPort" in item:
        return container_port(target, item["namedPort"]) == (protocol, port)
    if "portNumber" in item:
        return bool(item["portNumber"]["protocol"] == protocol and item["portNumber"]["port"] == port)
    span = item["portRange"]
    return bool(span["protocol"] == protocol and span["start"] <= port <= span["end"])
