#!/bin/sh
# Installs the peers that can be had from PyPI and the Go module proxy into the user's cache, and prints the folder to
# put on PATH.
set -eu
home="${XDG_CACHE_HOME:-$HOME/.cache}/gitops-lint-tools/peers"
mkdir -p "$home/bin"
[ -x "$home/bin/checkov" ] || {
    python3 -m venv "$home/checkov"
    "$home/checkov/bin/pip" install -q checkov >&2
    ln -sf "$home/checkov/bin/checkov" "$home/bin/checkov"
}
for module in \
    github.com/yannh/kubeconform/cmd/kubeconform \
    golang.stackrox.io/kube-linter/cmd/kube-linter \
    github.com/zegl/kube-score/cmd/kube-score; do
    [ -x "$home/bin/$(basename "$module")" ] || GOBIN="$home/bin" go install "$module@latest" >&2 || true
done
echo "$home/bin"
