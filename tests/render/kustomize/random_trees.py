"""Random trees of kustomizations: bases, components, overlays, patches, generators, replacements.

A tree is made from a seed alone, so that a failing one can be built again.
"""

from __future__ import annotations

import json
import random
from typing import Any

import yaml

Files = dict[str, str]


class RandomTree:
    """One tree; ``files`` has it, ``root`` is the folder to build."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.files: Files = {}
        self.counter = 0
        self.known: list[tuple[str, str, str]] = []  # apiVersion, kind, name
        self.here: list[tuple[str, str, str]] = []  # those the present kustomization has
        self.generated: list[str] = []
        self.namespaces: dict[str, str] = {}
        self._base("base")
        if self._maybe(0.3):
            self._base("second")
        for name in ("one", "two"):
            if self._maybe(0.4):
                self._component(f"components/{name}")
        self._overlay("overlay", ["base", *(["second"] if "second/kustomization.yaml" in self.files else [])])
        self.root = "overlay"
        if self._maybe(0.4):
            self._overlay("top", ["overlay"])
            self.root = "top"

    # --- choices --------------------------------------------------------------------------------------------

    def _maybe(self, chance: float) -> bool:
        return self.random.random() < chance

    def _one(self, *options: Any) -> Any:
        return self.random.choice(options)

    def _some(self, options: list[Any], most: int = 3) -> list[Any]:
        return self.random.sample(options, self.random.randint(0, min(most, len(options))))

    def _new_name(self) -> str:
        self.counter += 1
        return f"{self._one('web', 'api', 'db', 'cache')}{self.counter}"

    def _name(self) -> str:
        """A name to refer to: mostly of an object there is."""
        if self.known and self._maybe(0.85):
            return self._one(*self.known)[2]  # type: ignore[no-any-return]
        return self._one("web", "api", "db", "cache")  # type: ignore[no-any-return]

    # --- files ----------------------------------------------------------------------------------------------

    def _write(self, path: str, *documents: Any) -> None:
        if self._maybe(0.1) and len(documents) == 1:
            self.files[path] = json.dumps(documents[0], indent=1)
            return
        text = "---\n".join(
            yaml.safe_dump(document, sort_keys=False, default_flow_style=self._one(False, False, None))
            for document in documents
        )
        self.files[path] = text.replace("EMPTY_NULL", "") if self._maybe(0.5) else text.replace("EMPTY_NULL", "null")

    def _base(self, folder: str) -> None:
        self.here = []
        documents = [self._resource() for _ in range(self.random.randint(1, 5))]
        if self._maybe(0.15):
            documents = [{"apiVersion": "v1", "kind": "List", "items": documents}]
        if self._maybe(0.5) and len(documents) > 1:
            self._write(f"{folder}/first.yaml", *documents[:1])
            self._write(f"{folder}/rest.yaml", *documents[1:])
            resources = ["first.yaml", "rest.yaml"]
        else:
            self._write(f"{folder}/all.yaml", *documents)
            resources = ["all.yaml"]
        self._write(f"{folder}/kustomization.yaml", self._kustomization(folder, {"resources": resources}, 0.25))

    def _component(self, folder: str) -> None:
        self.here = []
        value = {"apiVersion": "kustomize.config.k8s.io/v1alpha1", "kind": "Component"}
        if self._maybe(0.4):
            self._write(f"{folder}/extra.yaml", self._resource())
            value["resources"] = ["extra.yaml"]  # type: ignore[assignment]
        self._write(f"{folder}/kustomization.yaml", self._kustomization(folder, value, 0.4))

    def _overlay(self, folder: str, bases: list[str]) -> None:
        self.here = list(self.known)
        resources = [f"../{base}" for base in bases]
        if self._maybe(0.3):
            self._write(f"{folder}/own.yaml", self._resource())
            resources.append("own.yaml")
        value: dict[str, Any] = {"resources": resources}
        components = [path.removesuffix("/kustomization.yaml") for path in self.files if path.startswith("components/")]
        chosen = self._some(sorted({path for path in components if path.count("/") == 1}))
        if chosen and folder == "overlay":
            value["components"] = [f"../{path}" for path in chosen]
        self._write(f"{folder}/kustomization.yaml", self._kustomization(folder, value, 0.4))

    def _kustomization(self, folder: str, value: dict[str, Any], chance: float) -> dict[str, Any]:
        makers = {
            "namespace": lambda: self._one("shop", "prod", "default"),
            "namePrefix": lambda: self._one("a-", "b-"),
            "nameSuffix": lambda: self._one("-x", "-y"),
            "commonLabels": lambda: {self._one("app", "team"): self._one("blue", "red")},
            "labels": self._labels,
            "commonAnnotations": lambda: {self._one("note", "owner"): self._one("one", "two")},
            "images": self._images,
            "replicas": self._replicas,
            "patches": lambda: [self._patch(folder) for _ in range(self.random.randint(1, 3))],
            "patchesStrategicMerge": lambda: [self._merge_file(folder)],
            "patchesJson6902": lambda: [self._json_patch_entry(folder)],
            "configMapGenerator": lambda: [self._generator("ConfigMap") for _ in range(self.random.randint(1, 2))],
            "secretGenerator": lambda: [self._generator("Secret")],
            "generatorOptions": self._generator_options,
            "replacements": lambda: [self._replacement()],
            "sortOptions": lambda: self._one({"order": "fifo"}, {"order": "legacy"}),
            "vars": self._vars,
        }
        rare = {"replicas", "patchesStrategicMerge", "patchesJson6902", "secretGenerator", "sortOptions", "vars"}
        for name, maker in makers.items():
            if self._maybe(chance * (0.3 if name in rare else 0.8)):
                made = maker()
                if made:
                    value[name] = made
        return value

    # --- resources ------------------------------------------------------------------------------------------

    def _resource(self) -> dict[str, Any]:
        maker = self._one(
            self._workload, self._workload, self._workload, self._service, self._config, self._account, self._binding,
            self._scaler, self._ingress, self._custom, self._cluster_role, self._namespace, self._cron_job,
        )  # fmt: skip
        value: dict[str, Any] = maker()
        metadata = value["metadata"]
        if self._maybe(0.2) and value["kind"] not in ("Namespace", "ClusterRole"):
            metadata["namespace"] = self._one("shop", "other", "default")
        if self._maybe(0.3):
            metadata["labels"] = {"app": metadata["name"], **self._one({}, {"tier": "back"})}
        if self._maybe(0.25):
            metadata["annotations"] = self._one({"note": "old"}, {}, {"flag": True, "size": 3}, {"a": "b", "note": "x"})
        if self._maybe(0.05):
            metadata.setdefault("annotations", {})["config.kubernetes.io/local-config"] = self._one("true", "false")
        self.known.append((value["apiVersion"], value["kind"], metadata["name"]))
        self.namespaces[metadata["name"]] = metadata.get("namespace", "")
        self.here.append(self.known[-1])
        return value

    def _object(self, version: str, kind: str, **fields: Any) -> dict[str, Any]:
        return {"apiVersion": version, "kind": kind, "metadata": {"name": self._new_name()}, **fields}

    def _container(self, name: str) -> dict[str, Any]:
        container: dict[str, Any] = {
            "name": name,
            "image": self._one("nginx", "nginx:1.2", "ghcr.io/acme/app:v1", "redis@sha256:abc", "host:5000/app:2"),
        }
        if self._maybe(0.5):
            container["env"] = [self._env() for _ in range(self.random.randint(1, 3))]
        if self._maybe(0.4):
            container["ports"] = [self._port() for _ in range(self.random.randint(1, 3))]
        if self._maybe(0.3):
            container["args"] = self._some(["--a", "--b", "$(NAME)", "x"]) or ["--z"]
        if self._maybe(0.3):
            container["resources"] = {"limits": {"memory": "1Gi", **self._one({}, {"cpu": 1})}}
        if self._maybe(0.3):
            container["envFrom"] = [{self._one("configMapRef", "secretRef"): {"name": self._name()}}]
        if self._maybe(0.2):
            container["volumeMounts"] = [{"name": "data", "mountPath": self._one("/data", "/etc")}]
        if self._maybe(0.15):
            container["livenessProbe"] = self._one("EMPTY_NULL", None, {"httpGet": {"path": "/", "port": 80}})
        return container

    def _env(self) -> dict[str, Any]:
        name = self._one("A", "B", "C")
        if self._maybe(0.3):
            return {"name": name, "valueFrom": {"configMapKeyRef": {"name": self._name(), "key": "k"}}}
        return {"name": name, "value": self._one("1", "two", "$(NAME)-x", "yes")}

    def _port(self) -> dict[str, Any]:
        port: dict[str, Any] = {"containerPort": self._one(80, 8080, 443)}
        if self._maybe(0.5):
            port["protocol"] = self._one("TCP", "UDP")
        if self._maybe(0.4):
            port["name"] = self._one("http", "https", "metrics")
        return port

    def _pod(self) -> dict[str, Any]:
        spec: dict[str, Any] = {
            "containers": [self._container(name) for name in self._some(["app", "side"], 2) or ["app"]]
        }
        if self._maybe(0.2):
            spec["initContainers"] = self._one([self._container("init")], [], None)
        if self._maybe(0.4):
            spec["volumes"] = [
                self._one(
                    {"name": "data", "configMap": {"name": self._name()}},
                    {"name": "data", "secret": {"secretName": self._name()}},
                    {"name": "data", "emptyDir": {}},
                )
            ]
        if self._maybe(0.3):
            spec["serviceAccountName"] = self._name()
        if self._maybe(0.2):
            spec["tolerations"] = [{"key": "a", "operator": "Exists"}]
        if self._maybe(0.2):
            spec["imagePullSecrets"] = [{"name": self._name()}]
        if self._maybe(0.2):
            spec["topologySpreadConstraints"] = [
                {
                    "topologyKey": "zone",
                    "whenUnsatisfiable": "DoNotSchedule",
                    "labelSelector": {"matchLabels": {"app": "x"}},
                }
            ]
        return spec

    def _workload(self) -> dict[str, Any]:
        kind = self._one("Deployment", "Deployment", "StatefulSet", "DaemonSet")
        template: dict[str, Any] = {"spec": self._pod()}
        if self._maybe(0.6):
            template["metadata"] = {"labels": {"app": "x"}}
        spec: dict[str, Any] = {"template": template}
        if self._maybe(0.5):
            spec["selector"] = {"matchLabels": {"app": "x"}}
        if self._maybe(0.5):
            spec["replicas"] = self.random.randint(0, 3)
        if kind == "StatefulSet" and self._maybe(0.5):
            spec["volumeClaimTemplates"] = [
                {
                    "apiVersion": "v1",
                    "kind": "PersistentVolumeClaim",
                    "metadata": {"name": "data"},
                    "spec": {"accessModes": ["ReadWriteOnce"]},
                }
            ]
        if kind == "Deployment" and self._maybe(0.2):
            spec["strategy"] = {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": 1}}
        return self._object("apps/v1", kind, spec=spec)

    def _cron_job(self) -> dict[str, Any]:
        job = {"spec": {"template": {"spec": self._pod()}}}
        return self._object("batch/v1", "CronJob", spec={"schedule": "* * * * *", "jobTemplate": job})

    def _service(self) -> dict[str, Any]:
        ports: list[Any] = [{"port": 80}, {"port": 443, "name": "tls", "protocol": "TCP"}]
        return self._object("v1", "Service", spec={"selector": {"app": "x"}, "ports": self._some(ports, 2) or ports})

    def _config(self) -> dict[str, Any]:
        kind = self._one("ConfigMap", "ConfigMap", "Secret")
        value = self._object("v1", kind)
        value["data"] = self._one({"k": "v"}, {"k": "v", "no": "2"}, {})
        if self._maybe(0.2):
            value["metadata"]["finalizers"] = self._some(["a/b", "c/d", "e/f"]) or ["a/b"]
        return value

    def _account(self) -> dict[str, Any]:
        value = self._object("v1", "ServiceAccount")
        if self._maybe(0.4):
            value["imagePullSecrets"] = [{"name": self._name()}]
        return value

    def _binding(self) -> dict[str, Any]:
        kind = self._one("RoleBinding", "ClusterRoleBinding")
        subject: dict[str, Any] = {"kind": "ServiceAccount", "name": self._one(self._name(), "default")}
        if self._maybe(0.6):
            subject["namespace"] = self._one("shop", "other", "default")
        role = {"apiGroup": "rbac.authorization.k8s.io", "kind": self._one("Role", "ClusterRole"), "name": self._name()}
        return self._object("rbac.authorization.k8s.io/v1", kind, subjects=[subject], roleRef=role)

    def _cluster_role(self) -> dict[str, Any]:
        rules = [{"apiGroups": [""], "resources": ["configmaps"], "resourceNames": [self._name()], "verbs": ["get"]}]
        return self._object("rbac.authorization.k8s.io/v1", self._one("ClusterRole", "Role"), rules=rules)

    def _namespace(self) -> dict[str, Any]:
        return {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": self._new_name()}}

    def _scaler(self) -> dict[str, Any]:
        target = {"apiVersion": "apps/v1", "kind": "Deployment", "name": self._name()}
        version = self._one("autoscaling/v2", "autoscaling/v1")
        return self._object(version, "HorizontalPodAutoscaler", spec={"scaleTargetRef": target, "maxReplicas": 3})

    def _ingress(self) -> dict[str, Any]:
        backend = {"service": {"name": self._name(), "port": {"number": 80}}}
        rule = {"host": "a.example", "http": {"paths": [{"path": "/", "pathType": "Prefix", "backend": backend}]}}
        return self._object("networking.k8s.io/v1", "Ingress", spec={"rules": [rule]})

    def _custom(self) -> dict[str, Any]:
        items = [{"name": "a", "value": 1}, {"name": "b", "value": self._one(1.5, "EMPTY_NULL", None, True)}]
        return self._object("acme.io/v1", "Widget", spec={"items": items, "replicas": 1, "image": "nginx"})

    # --- what a kustomization asks for ----------------------------------------------------------------------

    def _labels(self) -> list[dict[str, Any]]:
        entry: dict[str, Any] = {"pairs": {self._one("app", "env"): self._one("blue", "red")}}
        entry.update(self._one({}, {"includeSelectors": True}, {"includeTemplates": True}))
        return [entry]

    def _images(self) -> list[dict[str, Any]]:
        image = {"name": self._one("nginx", "ghcr.io/acme/app", "redis", "host:5000/app")}
        image.update(
            self._one(
                {"newTag": "9"}, {"newName": "other/x"}, {"digest": "sha256:def"}, {"newTag": "9", "newName": "some/y"}
            )
        )
        return [image]

    def _target(self, *kinds: str) -> tuple[str, str, str]:
        """An object to change: mostly one that the kustomization has."""
        fitting = [known for known in self.here if not kinds or known[1] in kinds]
        others = [known for known in self.known if not kinds or known[1] in kinds]
        if fitting and self._maybe(0.97):
            return self._one(*fitting)  # type: ignore[no-any-return]
        return self._one(*others) if others else ("v1", kinds[0] if kinds else "ConfigMap", "web")

    def _generator_options(self) -> dict[str, Any]:
        return self._one(
            {"disableNameSuffixHash": True},
            {"labels": {"made": "here"}},
            {"immutable": True},
            {"annotations": {"num": "1"}},
        )

    def _replicas(self) -> list[dict[str, Any]]:
        names = [known[2] for known in self.here if known[1] in ("Deployment", "StatefulSet")]
        return [{"name": self._one(*names), "count": self.random.randint(0, 5)}] if names else []

    def _generator(self, kind: str) -> dict[str, Any]:
        literals = self._some(["a=1", 'b="q"', "c=x=y", "d=<&>"]) or ["z="]
        entry: dict[str, Any] = {"name": self._new_name(), "literals": literals}
        generated = [known[2] for known in self.here if known[1] == kind and known[2] in self.generated]
        if generated and self._maybe(0.5):
            entry["name"] = self._one(*generated)
            entry["behavior"] = self._one("merge", "replace")
        elif self._maybe(0.03):
            entry["behavior"] = self._one("merge", "replace")
        else:
            self.generated.append(entry["name"])
            self.known.append(("v1", kind, entry["name"]))
            if self._maybe(0.3):
                entry["behavior"] = "create"
        if self._maybe(0.3):
            entry["options"] = self._generator_options()
        if self._maybe(0.04):
            entry["namespace"] = self._one("shop", "other")
        return entry

    def _vars(self) -> list[dict[str, Any]]:
        version, kind, name = self._target()
        return [{"name": "NAME", "objref": {"apiVersion": version, "kind": kind, "name": name}}]

    def _replacement(self) -> dict[str, Any]:
        _, kind, name = self._target()
        source: dict[str, Any] = {"kind": kind, "name": name}
        if self._maybe(0.15):
            source["fieldPath"] = self._one("metadata.name", "metadata.name", "kind", "data.k", "metadata.labels")
        _, other, other_name = self._target()
        paths = ["metadata.labels.copied", "metadata.annotations.note", "metadata.labels.app"]
        if other in ("Deployment", "StatefulSet", "DaemonSet"):
            paths += [
                "spec.template.spec.containers.[name=app].image", "spec.template.metadata.labels.app",
                "spec.template.spec.containers.*.image", "spec.template.spec.containers.0.env.[name=A].value",
            ]  # fmt: skip
        elif other == "Widget":
            paths += ["spec.items.0.value", "spec.items.[name=b].value", "spec.deep.er", "spec.image"]
        elif other in ("ConfigMap", "Secret"):
            paths += ["data.k", "data.new"]
        path = self._one(*paths)
        target: dict[str, Any] = {"select": {"kind": other}, "fieldPaths": [path]}
        if self._maybe(0.7):
            target["select"]["name"] = other_name
        target["options"] = {"create": True} if self._maybe(0.85) else self._one({"delimiter": "-", "index": 1}, {})
        if self._maybe(0.2):
            target["reject"] = [{"name": self._name()}]
        return {"source": source, "targets": [target]}

    # --- patches --------------------------------------------------------------------------------------------

    def _fresh(self, folder: str) -> str:
        self.counter += 1
        return f"{folder}/patch-{self.counter}.yaml"

    def _patch(self, folder: str) -> dict[str, Any]:
        version, kind, name = self._target()
        entry: dict[str, Any] = {}
        if self._maybe(0.35):
            operations = self._operations()
            entry["patch" if self._maybe(0.6) else "path"] = operations
            entry["target"] = self._one({"kind": kind}, {"kind": kind, "name": name}, {"name": ".*"}, {"group": "apps"})
        else:
            entry["patch" if self._maybe(0.6) else "path"] = self._merge(version, kind, name)
            if self._maybe(0.4):
                entry["target"] = self._one(
                    {"kind": kind},
                    {"kind": kind, "name": f"{name[0]}.*"},
                    {"labelSelector": "app in (web,api,x)"},
                    {"annotationSelector": "note"},
                )
            if self._maybe(0.1):
                entry["options"] = self._one({"allowNameChange": True}, {"allowKindChange": True})
        if "patch" in entry:
            text = yaml.safe_dump(entry["patch"], sort_keys=False)
            entry["patch"] = text.replace("EMPTY_NULL", "")
        else:
            path = self._fresh(folder)
            self._write(path, entry["path"])
            entry["path"] = path.removeprefix(folder + "/")
        return entry

    def _merge_file(self, folder: str) -> str:
        path = self._fresh(folder)
        self._write(path, self._merge(*self._target()))
        return path.removeprefix(folder + "/")

    def _json_patch_entry(self, folder: str) -> dict[str, Any]:
        version, kind, name = self._target()
        group, _, plain = version.rpartition("/")
        path = self._fresh(folder)
        self._write(path, self._operations())
        target = {"version": plain, "kind": kind, "name": name, **({"group": group} if group else {})}
        return {"target": target, "path": path.removeprefix(folder + "/")}

    def _operations(self) -> list[dict[str, Any]]:
        options: list[dict[str, Any]] = [
            {"op": "add", "path": "/metadata/annotations/added", "value": "x"},
            {"op": "add", "path": "/metadata/labels", "value": {"fresh": "yes"}},
            {"op": "replace", "path": "/spec/replicas", "value": 7},
            {"op": "add", "path": "/spec/template/spec/containers/0/args", "value": ["--patched"]},
            {"op": "add", "path": "/spec/template/spec/containers/0/env/-", "value": {"name": "Z", "value": "z"}},
            {"op": "add", "path": "/spec/template/spec/containers/0/env/0", "value": {"name": "Y", "value": "y"}},
            {"op": "remove", "path": "/spec/template/spec/containers/0/env/0"},
            {"op": "remove", "path": "/metadata/annotations"},
            {"op": "replace", "path": "/metadata/name", "value": "renamed"},
            {"op": "test", "path": "/spec/replicas", "value": 1},
            {"op": "copy", "from": "/metadata/name", "path": "/metadata/annotations/copied"},
            {"op": "move", "from": "/metadata/labels/app", "path": "/metadata/labels/moved"},
            {"op": "add", "path": "/spec/items/1", "value": {"name": "n"}},
            {"op": "add", "path": "/data", "value": {"k": "patched", "odd~1": "1"}},
        ]
        chosen = self._some(options, 2)
        if self._maybe(0.75):
            chosen = [one for one in chosen if one["path"].startswith("/metadata") and one["op"] != "move"]
        if self._maybe(0.5):
            chosen = [{"op": "add", "path": "/metadata/annotations", "value": {"base": "1"}}, *chosen]
        return chosen or [options[0]]

    def _merge(self, version: str, kind: str, name: str) -> dict[str, Any]:  # noqa: C901 - a table of choices
        patch: dict[str, Any] = {"apiVersion": version, "kind": kind, "metadata": {"name": name}}
        if self.namespaces.get(name) and self._maybe(0.97):
            patch["metadata"]["namespace"] = self.namespaces[name]
        if self._maybe(0.3):
            patch["metadata"]["labels"] = self._one(
                {"app": "patched"}, {"app": None}, {"new": "1"}, None, {"$patch": "delete"}
            )
        if self._maybe(0.3):
            patch["metadata"]["annotations"] = self._one({"note": "new"}, {"note": None}, {"num": 5}, {})
        if self._maybe(0.2):
            patch["metadata"]["finalizers"] = self._one(["c/d", "x/y"], ["a/b"])
        if self._maybe(0.06):
            return {**patch, "$patch": self._one("delete", "replace", "merge")}
        if kind in ("Deployment", "StatefulSet", "DaemonSet"):
            patch["spec"] = self._workload_patch()
        elif kind in ("ConfigMap", "Secret"):
            patch["data"] = self._one({"k": "patched"}, {"k": None, "m": "x"}, {"$patch": "replace", "r": "1"})
        elif kind == "Service":
            patch["spec"] = {
                "ports": self._one([{"port": 80, "name": "web"}], [{"port": 81}], [{"$patch": "replace"}, {"port": 1}])
            }
        elif kind == "Widget":
            patch["spec"] = self._one(
                {"items": [{"name": "b", "value": 9}]}, {"items": None}, {"deep": {"er": None, "x": 1}}
            )
        elif kind == "Ingress":
            patch["spec"] = {"rules": [{"host": "b.example"}], "tls": [{"hosts": ["b.example"]}]}
        return patch

    def _workload_patch(self) -> dict[str, Any]:
        pod: dict[str, Any] = {}
        if self._maybe(0.7):
            pod["containers"] = [self._container_patch() for _ in range(self.random.randint(1, 2))]
        if self._maybe(0.1):
            pod["containers"] = [{"$patch": self._one("replace", "delete")}, {"name": "only", "image": "z"}]
        if self._maybe(0.3):
            pod["volumes"] = self._one(
                [{"name": "more", "emptyDir": {}}],
                [{"name": "data", "$patch": "delete"}],
                [{"name": "data", "emptyDir": {}, "configMap": None}],
                [{"name": "data", "$retainKeys": ["name", "emptyDir"], "emptyDir": {}}],
            )
        if self._maybe(0.2):
            pod["tolerations"] = [{"key": "b", "operator": "Exists"}]
        if self._maybe(0.2):
            pod["serviceAccountName"] = self._one("patched", None)
        if self._maybe(0.15):
            pod["topologySpreadConstraints"] = [
                {"topologyKey": "zone", "whenUnsatisfiable": "ScheduleAnyway", "maxSkew": 1}
            ]
        if self._maybe(0.15):
            pod["imagePullSecrets"] = [{"name": "patched"}]
        spec: dict[str, Any] = {"template": {"spec": pod}}
        if self._maybe(0.3):
            spec["replicas"] = self._one(4, None)
        if self._maybe(0.2):
            spec["strategy"] = self._one(
                {"type": "Recreate", "rollingUpdate": None}, {"$patch": "replace", "type": "Recreate"}
            )
        return spec

    def _container_patch(self) -> dict[str, Any]:
        patch: dict[str, Any] = {"name": self._one("app", "app", "side", "new")}
        if self._maybe(0.12):
            return {**patch, "$patch": self._one("delete", "replace", "merge")}
        for field, options in {
            "image": ["patched:1"],
            "env": [
                [{"name": "A", "value": "patched"}],
                [{"name": "D", "value": "d"}, {"name": "A", "$patch": "delete"}],
                [{"$patch": "replace"}, {"name": "E", "value": "e"}],
                [{"value": "nameless"}],
                [],
                None,
            ],
            "ports": [
                [{"containerPort": 80, "name": "web"}],
                [{"containerPort": 443, "protocol": "UDP"}],
                [{"containerPort": 80, "protocol": "TCP"}],
                [{"containerPort": 80, "$patch": "delete"}],
            ],
            "args": [["--patched"], None],
            "resources": [{"limits": {"memory": "2Gi"}}, {"limits": None}, {"requests": {"cpu": "1"}}],
            "volumeMounts": [[{"name": "more", "mountPath": "/more"}], [{"name": "other", "mountPath": "/data"}]],
            "livenessProbe": [None, {"httpGet": {"path": "/x"}}],
        }.items():
            if self._maybe(0.3):
                patch[field] = self._one(*options)
        return patch
