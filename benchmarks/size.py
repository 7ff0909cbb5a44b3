"""What an installation weighs, byte code and dependencies included: python benchmarks/size.py"""

from __future__ import annotations

import compileall
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
MIB = 1024 * 1024
BAR = 30


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, "wheel", "--no-deps", "--wheel-dir", folder / "dist", ROOT], check=True)
        (wheel,) = (folder / "dist").glob("*.whl")
        site = folder / "site"
        subprocess.run([*pip, "install", "--target", site, "--no-compile", wheel], check=True)
        plain = weigh(site)
        compileall.compile_dir(site, quiet=1)
        rows = {
            "the wheel": wheel.stat().st_size,
            "installed": plain,
            f"installed, with byte code (bar: {BAR})": weigh(site),
            **{f"  {part.name}": weigh(part) for part in sorted(site.iterdir(), key=weigh, reverse=True)[:5]},
        }
        print(f"{'':<44}{'MiB':>8}")
        for label, size in rows.items():
            print(f"{label:<44}{size / MIB:>8.2f}")


def weigh(path: Path) -> int:
    """Bytes of a file, or of all files in a folder."""
    files = [path] if path.is_file() else [file for file in path.rglob("*") if file.is_file()]
    return sum(file.stat().st_size for file in files)


if __name__ == "__main__":
    main()
