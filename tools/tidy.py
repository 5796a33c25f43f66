#!/usr/bin/env python3
"""Refuses what the compiler cannot: includes against the layer order, long lines, banned words.

Usage: tidy.py [ROOT]. Prints one finding a line and exits 1 when there is any. Registered with
CTest, so that the rules fail like any other test; itself tested in tests/tools/tidy_test.py.
"""
import os
import pathlib
import sys

import tidy_layers
import tidy_text

FOLDERS = ("backend", "tests", "bench", "tools", "frontend")
# Written by programs and package managers.
SKIPPED_FOLDERS = ("node_modules", "dist", "dist_ml_automation", "__pycache__")
SKIPPED_PATHS = ("backend/data", "backend/backend")


def files(root: pathlib.Path) -> list[pathlib.Path]:
    found = []
    for start in FOLDERS:
        for folder, names, file_names in os.walk(root / start):
            here = pathlib.Path(folder)
            names[:] = [name for name in names if name not in SKIPPED_FOLDERS
                        and (here / name).relative_to(root).as_posix() not in SKIPPED_PATHS]
            found += [here / name for name in file_names if name.endswith(tidy_text.SUFFIXES)]
    return sorted(found)


def check(root: pathlib.Path) -> list[str]:
    errors = tidy_layers.check(root)
    for path in files(root):
        errors += tidy_text.check(root, path)
    return errors


def main(arguments: list[str]) -> int:
    root = pathlib.Path(arguments[0] if arguments else ".").resolve()
    if not (root / "backend").is_dir():
        print(f"tidy: {root} has no backend/", file=sys.stderr)
        return 2
    errors = check(root)
    print("\n".join(errors) or "tidy")
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
