#!/usr/bin/env bash
set -euo pipefail
cd "$(dirname "$0")/../overlays/$1"
kustomize edit set image "shop=registry.acme.example/shop:$2"
