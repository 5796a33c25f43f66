"""Rules about the house: which layer may include which.

DEPS in each layer's CMakeLists.txt is the only list. The #include lines of the layer, the floor
table in docs/architecture.md and the separation of the programs are held against it.
"""
import dataclasses
import pathlib
import re
from collections.abc import Iterator

import tidy_text

SHARED = ("base", "bars", "features")
APPLICATIONS = ("market_data", "turbomode", "ml_automation")
# The two learners share nothing with each other, and of the prices only the read-only face.
LEARNERS = ("turbomode", "ml_automation")
READER = "market_data_reader"
DATA_FOLDERS = ("data", "backend")  # Below backend/: written by the programs, not by us.
ARCHITECTURE = "docs/architecture.md"
TABLE_HEADER = ("floor", "layer", "may include")

LIBRARY = re.compile(r"\blayer_library\s*\(\s*(\w+)(.*?)\)", re.DOTALL)
LINKED = re.compile(r"\btarget_link_libraries\s*\((.*?)\)", re.DOTALL)
CMAKE_COMMENT = re.compile(r"#[^\n]*")
# The pages of the one learner, and those of the other.
PAGES = {"ml_automation": ("frontend/ml_automation",),
         "turbomode": ("frontend/src", "frontend/turbomode")}
IMPORT = re.compile(r"""\b(?:from|import|@import)\s*\(?\s*['"](\.[^'"]*)['"]""")
INCLUDE = re.compile(r'^\s*#\s*include\s*(["<])([^">]+)[">]')


@dataclasses.dataclass(frozen=True)
class Layer:
    name: str
    cmake: str  # Path of its CMakeLists.txt from the root.
    deps: tuple[str, ...]
    external: tuple[str, ...]


@dataclasses.dataclass(frozen=True)
class Row:
    """One line of the floor table."""
    floor: int
    may_include: frozenset[str]


def layer_of(parts: tuple[str, ...]) -> str | None:
    """Path parts below backend/ -> layer: ('turbomode', 'store', 'x.hpp') -> 'turbomode_store'."""
    if len(parts) >= 2 and parts[0] in SHARED:
        return parts[0]
    if len(parts) >= 3 and parts[0] in APPLICATIONS:
        return f"{parts[0]}_{parts[1]}"
    return None


def application_of(layer: str) -> str | None:
    return next((app for app in APPLICATIONS if layer.startswith(f"{app}_")), None)


def cmake_of(path: pathlib.Path) -> str:
    return CMAKE_COMMENT.sub("", path.read_text(encoding="utf-8"))


def sources(root: pathlib.Path, folder: str) -> list[pathlib.Path]:
    below = root / folder
    return sorted(path for path in below.rglob("*.[ch]pp")
                  if path.relative_to(below).parts[0] not in DATA_FOLDERS or folder != "backend")


def parse_library(body: str) -> dict[str, tuple[str, ...]]:
    """The words after each keyword of one layer_library call."""
    words: dict[str, list[str]] = {"SOURCES": [], "DEPS": [], "EXTERNAL": []}
    keyword = None
    for word in body.split():
        if word in words:
            keyword = word
        elif keyword is not None:
            words[keyword].append(word)
    return {name: tuple(values) for name, values in words.items()}


def read_layers(root: pathlib.Path, errors: list[str]) -> dict[str, Layer]:
    layers = {}
    for path in sorted((root / "backend").rglob("CMakeLists.txt")):
        name = path.relative_to(root).as_posix()
        expected = layer_of(path.relative_to(root / "backend").parts)
        for match in LIBRARY.finditer(cmake_of(path)):
            if match.group(1) != expected:
                errors.append(f"{name}: layer_library {match.group(1)} in the folder of {expected}")
                continue
            words = parse_library(match.group(2))
            layers[expected] = Layer(expected, name, words["DEPS"], words["EXTERNAL"])
    return layers


def forbidden(layer: str, dep: str) -> str | None:
    """Why `layer` may never depend on `dep`, whatever its DEPS say."""
    own, other = application_of(layer), application_of(dep)
    if other is None or own == other:
        return None
    if own is None:
        return "a shared layer knows no application"
    if own in LEARNERS and other in LEARNERS:
        return "the programs are separate"
    if own in LEARNERS and dep == READER:
        return None
    if own in LEARNERS:
        return f"of the prices only {READER} is open to other programs"
    return "market_data knows no other program"


def check_edges(layers: dict[str, Layer]) -> Iterator[str]:
    for layer in layers.values():
        for dep in layer.deps:
            if dep not in layers:
                yield f"{layer.cmake}: DEPS names {dep}, which is no layer"
            if (why := forbidden(layer.name, dep)) is not None:
                yield f"{layer.cmake}: {layer.name} may not depend on {dep}: {why}"
        for name in layer.external:
            if name in layers:
                yield f"{layer.cmake}: {name} is a layer: it belongs in DEPS, not in EXTERNAL"


def check_links(root: pathlib.Path, layers: dict[str, Layer]) -> Iterator[str]:
    """A layer linked behind the back of DEPS."""
    for layer in layers.values():
        for match in LINKED.finditer(cmake_of(root / layer.cmake)):
            target, *linked = match.group(1).split()
            for name in linked:
                if target in layers and name in layers:
                    yield f"{layer.cmake}: {name} is linked to {target} outside of DEPS"


def check_cycles(layers: dict[str, Layer]) -> Iterator[str]:
    done: set[str] = set()

    def visit(name: str, path: tuple[str, ...]) -> Iterator[str]:
        if name in path:
            yield "DEPS go in a circle: " + " -> ".join((*path[path.index(name):], name))
        elif name not in done and name in layers:
            for dep in layers[name].deps:
                yield from visit(dep, (*path, name))
            done.add(name)

    for name in layers:
        yield from visit(name, ())


def read_floors(root: pathlib.Path, errors: list[str]) -> dict[str, Row]:
    path = root / ARCHITECTURE
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    cells = [tuple(cell.strip() for cell in line.strip().strip("|").split("|")) for line in lines]
    if TABLE_HEADER not in cells:
        errors.append(f"{ARCHITECTURE}: no table | {' | '.join(TABLE_HEADER)} |")
        return {}
    start = cells.index(TABLE_HEADER) + 2  # Below the header stands a line of dashes.
    rows = {}
    for number, row in enumerate(cells[start:], start + 1):
        if len(row) != len(TABLE_HEADER):
            break
        floor, layer, may_include = row
        if not floor.isdigit() or layer in rows:
            errors.append(f"{ARCHITECTURE}:{number}: no floor number, or {layer} a second time")
            continue
        rows[layer] = Row(int(floor), frozenset(may_include.split()) - {"-"})
    return rows


def check_floors(layers: dict[str, Layer], rows: dict[str, Row]) -> Iterator[str]:
    for name in sorted(rows.keys() - layers.keys()):
        yield f"{ARCHITECTURE}: {name} is no layer"
    for name, layer in layers.items():
        if name not in rows:
            yield f"{ARCHITECTURE}: {name} is not in the floor table"
            continue
        for dep in layer.deps:
            if dep not in rows[name].may_include:
                yield f"{layer.cmake}: the floor table does not let {name} include {dep}"
    for name, row in rows.items():
        for other in sorted(row.may_include):
            if other not in rows:
                yield f"{ARCHITECTURE}: {name} may include {other}, which is not in the table"
            elif rows[other].floor >= row.floor:
                yield f"{ARCHITECTURE}: {name} may include {other}, which is not on a lower floor"


def includes(text: str) -> Iterator[tuple[int, str, str]]:
    """(line, quote, path) of each #include that is not in a comment or a literal."""
    code = tidy_text.code_of(text).splitlines()
    for number, line in enumerate(text.splitlines(), 1):
        match = INCLUDE.match(line)
        if match is not None and code[number - 1].lstrip().startswith("#"):
            yield number, match.group(1), match.group(2)


def check_includes(root: pathlib.Path, layers: dict[str, Layer]) -> Iterator[str]:
    for path in sources(root, "backend"):
        name = path.relative_to(root).as_posix()
        layer = layer_of(path.relative_to(root / "backend").parts)
        if layer not in layers:
            yield f"{name}: no layer_library for this folder"
            continue
        allowed = {layer, *layers[layer].deps}
        for number, quote, included in includes(path.read_text(encoding="utf-8")):
            target = layer_of(tuple(included.split("/")))
            if target is None and quote == '"':
                yield f"{name}:{number}: \"{included}\" is not written from backend/"
            elif target is not None and quote == "<":
                yield f"{name}:{number}: <{included}> is ours: include it in quotes"
            elif target is not None and target not in allowed:
                yield f"{name}:{number}: {layer} may not include {target}"


def check_tests_apart(root: pathlib.Path) -> Iterator[str]:
    """Each learner builds and passes its tests without the other, so its tests know it not."""
    for own, other in (LEARNERS, LEARNERS[::-1]):
        for path in sources(root, f"tests/backend/{own}"):
            for number, _, included in includes(path.read_text(encoding="utf-8")):
                if included.startswith(f"{other}/"):
                    name = path.relative_to(root).as_posix()
                    yield f"{name}:{number}: a test of {own} may not include {other}"


def check_pages_apart(root: pathlib.Path) -> Iterator[str]:
    """A page imports nothing from outside of its own program's folders."""
    for own, folders in PAGES.items():
        homes = [(root / folder).resolve() for folder in folders]
        for path in sorted(path for home in homes for path in home.rglob("*")
                           if path.suffix in (".ts", ".tsx", ".css")):
            for match in IMPORT.finditer(path.read_text(encoding="utf-8")):
                imported = (path.parent / match.group(1)).resolve()
                if not any(imported.is_relative_to(home) for home in homes):
                    name = path.relative_to(root.resolve()).as_posix()
                    yield f"{name}: {match.group(1)} is not of the pages of {own}"


def check_built(root: pathlib.Path, folder: str) -> Iterator[str]:
    """A .cpp that no CMakeLists.txt names is not built, and if it is a test, never run."""
    named = set()
    for cmake in (root / folder).rglob("CMakeLists.txt"):
        for word in cmake_of(cmake).replace("(", " ").replace(")", " ").split():
            if word.endswith(".cpp"):
                word = word.replace("${CMAKE_CURRENT_SOURCE_DIR}/", "")
                named.add((cmake.parent / word).resolve())
    for path in sources(root, folder):
        if path.suffix == ".cpp" and path.resolve() not in named:
            yield f"{path.relative_to(root).as_posix()}: no CMakeLists.txt names it"


def check(root: pathlib.Path) -> list[str]:
    errors: list[str] = []
    layers = read_layers(root, errors)
    rows = read_floors(root, errors)
    errors += check_edges(layers)
    errors += check_links(root, layers)
    errors += check_cycles(layers)
    if rows:
        errors += check_floors(layers, rows)
    errors += check_includes(root, layers)
    errors += check_tests_apart(root)
    errors += check_pages_apart(root)
    errors += check_built(root, "backend")
    errors += check_built(root, "tests")
    return errors
