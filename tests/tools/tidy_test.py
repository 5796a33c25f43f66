"""Each rule of tools/tidy.py, caught on a small made-up tree; and a clean tree passing.

Usage: tidy_test.py [unittest options]. The rules are imported from tools/ beside this tests/.
"""
import pathlib
import sys
import tempfile
import textwrap
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))

import tidy  # noqa: E402
import tidy_text  # noqa: E402

TABLE = """\
    # House

    | floor | layer | may include |
    |---|---|---|
    | 0 | base | - |
    | 1 | bars | base |
    | 2 | market_data_reader | base bars |
    | 3 | market_data_store | base bars market_data_reader |
    | 4 | turbomode_models | base bars |
    | 5 | turbomode_signals | base bars turbomode_models market_data_reader |
    """

CLEAN = {
    "docs/architecture.md": TABLE,
    "backend/base/CMakeLists.txt": "layer_library(base SOURCES result.cpp DEPS EXTERNAL fmt::fmt)",
    "backend/base/result.hpp": '#pragma once\n\n#include <fmt/format.h>\n',
    "backend/base/result.cpp": '#include "base/result.hpp"\n',
    "backend/bars/CMakeLists.txt": "layer_library(bars SOURCES deep/bar.cpp DEPS base)",
    "backend/bars/deep/bar.hpp": '#pragma once\n#include "base/result.hpp"\n',
    "backend/bars/deep/bar.cpp": '#include "bars/deep/bar.hpp"\n',
    "backend/market_data/reader/CMakeLists.txt":
        "layer_library(market_data_reader SOURCES reader.cpp DEPS base bars)",
    "backend/market_data/reader/reader.hpp": "#pragma once\n",
    "backend/market_data/reader/reader.cpp": '#include "market_data/reader/reader.hpp"\n',
    "backend/market_data/store/CMakeLists.txt":
        "layer_library(market_data_store SOURCES store.cpp DEPS base bars market_data_reader)",
    "backend/market_data/store/store.hpp": "#pragma once\n",
    "backend/market_data/store/store.cpp": '#include "market_data/reader/reader.hpp"\n',
    "backend/turbomode/models/CMakeLists.txt":
        "# The models.\nlayer_library(turbomode_models SOURCES rule.cpp DEPS base bars)",
    "backend/turbomode/models/rule.hpp": "#pragma once\n",
    "backend/turbomode/models/rule.cpp": '#include "bars/deep/bar.hpp"\n',
    "backend/turbomode/signals/CMakeLists.txt":
        "layer_library(turbomode_signals SOURCES age.cpp DEPS base turbomode_models)",
    "backend/turbomode/signals/age.cpp": '#include "turbomode/models/rule.hpp"\n',
    "tests/backend/bars/CMakeLists.txt": "layer_tests(bars SOURCES bar_test.cpp)",
    "tests/backend/bars/bar_test.cpp": '#include "bars/deep/bar.hpp"\n',
    "frontend/src/page.ts": 'export const dash = "\u2013";\n',
}


def findings(changes: dict[str, str | None]) -> list[str]:
    """What tidy says of the clean tree with some files changed, added or (None) removed."""
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        for name, text in (CLEAN | changes).items():
            if text is None:
                continue
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(textwrap.dedent(text), encoding="utf-8")
        return tidy.check(root)


class TidyTest(unittest.TestCase):
    maxDiff = None

    def assert_finds(self, expected: str, changes: dict[str, str | None]) -> None:
        found = findings(changes)
        self.assertTrue(any(expected in line for line in found), f"{expected!r} not in {found}")

    def assert_clean(self, changes: dict[str, str | None]) -> None:
        self.assertEqual(findings(changes), [])


class LayerRules(TidyTest):
    def test_a_clean_tree_passes(self):
        self.assert_clean({})

    def test_an_include_outside_of_deps_is_refused(self):
        self.assert_finds(
            "backend/turbomode/signals/age.cpp:1: turbomode_signals may not include bars",
            {"backend/turbomode/signals/age.cpp": '#include "bars/deep/bar.hpp"\n'})

    def test_an_include_in_a_sub_folder_is_refused_too(self):
        self.assert_finds("bars may not include turbomode_models",
                          {"backend/bars/deep/bar.hpp": '#include "turbomode/models/rule.hpp"\n'})

    def test_an_include_in_a_comment_is_nothing(self):
        self.assert_clean({"backend/base/result.hpp":
                           '#pragma once\n/*\n#include "bars/deep/bar.hpp"\n*/\n'})

    def test_an_include_that_does_not_start_at_backend_is_refused(self):
        for included in ("bar.hpp", "../base/result.hpp", "turbomode/x.hpp"):
            self.assert_finds("is not written from backend/",
                              {"backend/bars/deep/bar.cpp": f'#include "{included}"\n'})

    def test_an_own_header_in_angle_brackets_is_refused(self):
        self.assert_finds("include it in quotes",
                          {"backend/bars/deep/bar.cpp": "#include <base/result.hpp>\n"})

    def test_an_edge_between_the_learners_is_refused_both_ways(self):
        learner = {
            "docs/architecture.md": TABLE + "    | 6 | ml_automation_cycle | turbomode_models |\n",
            "backend/ml_automation/cycle/CMakeLists.txt":
                "layer_library(ml_automation_cycle SOURCES c.cpp DEPS turbomode_models)",
            "backend/ml_automation/cycle/c.cpp": "\n",
        }
        self.assert_finds("ml_automation_cycle may not depend on turbomode_models: the programs",
                          learner)
        self.assert_finds("turbomode_signals may not depend on ml_automation_cycle: the programs", {
            "backend/turbomode/signals/CMakeLists.txt":
                "layer_library(turbomode_signals SOURCES age.cpp DEPS ml_automation_cycle)",
        })

    def test_a_shared_layer_that_knows_an_application_is_refused(self):
        self.assert_finds("bars may not depend on market_data_reader: a shared layer", {
            "backend/bars/CMakeLists.txt":
                "layer_library(bars SOURCES deep/bar.cpp DEPS base market_data_reader)",
        })

    def test_only_the_reader_of_the_prices_is_open_to_a_learner(self):
        cmake = "layer_library(turbomode_signals SOURCES age.cpp DEPS turbomode_models {})"
        name = "backend/turbomode/signals/CMakeLists.txt"
        self.assert_clean({name: cmake.format("market_data_reader")})
        self.assert_finds("turbomode_signals may not depend on market_data_store: of the prices",
                          {name: cmake.format("market_data_store")})

    def test_the_prices_know_no_learner(self):
        self.assert_finds("market_data_store may not depend on turbomode_models: market_data", {
            "backend/market_data/store/CMakeLists.txt":
                "layer_library(market_data_store SOURCES store.cpp "
                "DEPS market_data_reader turbomode_models)",
        })

    def test_a_circle_is_refused(self):
        self.assert_finds("DEPS go in a circle: bars -> base -> bars", {
            "backend/base/CMakeLists.txt": "layer_library(base SOURCES result.cpp DEPS bars)",
        })

    def test_sources_without_a_layer_are_refused(self):
        self.assert_finds("backend/turbomode/store/store.cpp: no layer_library for this folder",
                          {"backend/turbomode/store/store.cpp": "\n"})
        self.assert_finds("backend/turbomode/loose.cpp: no layer_library for this folder",
                          {"backend/turbomode/loose.cpp": "\n"})

    def test_what_programs_write_is_no_source(self):
        self.assert_clean({"backend/data/kept.cpp": "\u20ac\n"})

    def test_a_layer_named_unlike_its_folder_is_refused(self):
        self.assert_finds("layer_library signals in the folder of turbomode_signals", {
            "backend/turbomode/signals/CMakeLists.txt":
                "layer_library(signals SOURCES age.cpp DEPS base turbomode_models)",
        })

    def test_an_unknown_layer_in_deps_is_refused(self):
        self.assert_finds("DEPS names fmt, which is no layer", {
            "backend/base/CMakeLists.txt": "layer_library(base SOURCES result.cpp DEPS fmt)",
        })

    def test_a_layer_linked_behind_the_back_of_deps_is_refused(self):
        name = "backend/turbomode/signals/CMakeLists.txt"
        self.assert_finds("bars is a layer: it belongs in DEPS", {
            name: "layer_library(turbomode_signals SOURCES age.cpp "
                  "DEPS base turbomode_models EXTERNAL bars)",
        })
        self.assert_finds("bars is linked to turbomode_signals outside of DEPS", {
            name: CLEAN[name] + "\ntarget_link_libraries(turbomode_signals PUBLIC bars)",
        })

    def test_a_source_that_is_not_built_is_refused(self):
        self.assert_finds("backend/base/lost.cpp: no CMakeLists.txt names it",
                          {"backend/base/lost.cpp": "\n"})
        self.assert_finds("tests/backend/bars/lost_test.cpp: no CMakeLists.txt names it",
                          {"tests/backend/bars/lost_test.cpp": "\n"})

    def test_a_test_of_one_learner_that_knows_the_other_is_refused(self):
        self.assert_finds("a test of turbomode may not include ml_automation", {
            "tests/backend/turbomode/CMakeLists.txt": "layer_tests(x SOURCES a_test.cpp)",
            "tests/backend/turbomode/a_test.cpp": '#include "ml_automation/cycle/cycle.hpp"\n',
        })


    def test_a_page_of_one_learner_that_imports_the_others_is_refused(self):
        for name, imported, own in (
                ("frontend/ml_automation/main.ts", "../src/page", "ml_automation"),
                ("frontend/src/deep/view.ts", "../../ml_automation/table", "turbomode")):
            self.assert_finds(f"{name}: {imported} is not of the pages of {own}",
                              {name: f"import {{ dash }} from '{imported}';\n"})
        self.assertEqual(findings({"frontend/src/view.ts": "import { dash } from './page';\n",
                                   "frontend/ml_automation/main.ts": "import './table';\n"}), [])


class FloorTable(TidyTest):
    def test_must_be_there(self):
        self.assert_finds("no table | floor | layer | may include |",
                          {"docs/architecture.md": "# House\n"})
        self.assert_finds("no table", {"docs/architecture.md": None})

    def test_must_name_every_layer(self):
        self.assert_finds("turbomode_signals is not in the floor table", {
            "docs/architecture.md": "\n".join(TABLE.splitlines()[:-2]),
        })

    def test_must_name_no_other_layer(self):
        self.assert_finds("turbomode_ghost is no layer", {
            "docs/architecture.md": TABLE + "    | 9 | turbomode_ghost | base |\n",
        })

    def test_must_allow_what_deps_say(self):
        self.assert_finds("the floor table does not let turbomode_models include bars", {
            "docs/architecture.md": TABLE.replace("turbomode_models | base bars",
                                                  "turbomode_models | base"),
        })

    def test_may_only_point_downwards(self):
        self.assert_finds("bars may include base, which is not on a lower floor", {
            "docs/architecture.md": TABLE.replace("| 0 | base", "| 1 | base"),
        })
        self.assert_finds("bars may include fmt, which is not in the table", {
            "docs/architecture.md": TABLE.replace("bars | base |", "bars | base fmt |", 1),
        })

    def test_names_each_layer_once_and_with_a_number(self):
        self.assert_finds("no floor number", {
            "docs/architecture.md": TABLE.replace("| 1 | bars", "| one | bars"),
        })
        self.assert_finds("a second time", {
            "docs/architecture.md": TABLE + "    | 7 | bars | base |\n",
        })


class TextRules(TidyTest):
    SOURCE = "backend/base/result.cpp"
    HEADER = "backend/base/result.hpp"
    TEST = "tests/backend/bars/bar_test.cpp"

    def test_long_lines_are_refused_in_every_language(self):
        for name in (self.SOURCE, self.HEADER, "tools/a.py", "frontend/src/a.ts",
                     "frontend/src/a.tsx", "frontend/src/a.css", "frontend/a.mjs"):
            fits = "x" * tidy_text.LINE_COLUMNS_MAX
            self.assert_clean({name: fits + "\n"})
            self.assert_finds(f"{name}:1: 101 columns", {name: fits + "x\n"})

    def test_long_files_are_refused(self):
        self.assert_clean({self.SOURCE: "\n" * tidy_text.FILE_LINES_MAX})
        self.assert_finds(f"{self.SOURCE}: 601 lines",
                          {self.SOURCE: "\n" * (tidy_text.FILE_LINES_MAX + 1)})

    def test_what_a_tool_wrote_is_exempt(self):
        long_line = "x" * 200 + "\n"
        self.assert_clean({"frontend/src/api.ts": "// Generated from openapi.json.\n" + long_line})
        self.assert_finds("200 columns", {
            "frontend/src/api.ts": "// The types are generated from openapi.json.\n" + long_line,
        })

    def test_what_npm_installed_is_exempt(self):
        self.assert_clean({"frontend/node_modules/a/index.ts": "x" * 200,
                           "frontend/dist/index.mjs": "x" * 200})

    def test_characters_beyond_ascii_are_refused_in_cpp_and_python(self):
        for name in (self.SOURCE, "tools/a.py"):
            self.assert_finds(f"{name}:2: U+2713 is not ASCII", {name: "\n# \u2713\n"})

    def test_bytes_that_are_no_utf8_are_refused(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "a.cpp"
            path.write_bytes(b"ab\xff")
            self.assertEqual(list(tidy_text.check(path.parent, path)),
                             ["a.cpp: not UTF-8 at byte 2"])

    def test_using_namespace_is_refused_in_headers(self):
        self.assert_finds("using namespace", {self.HEADER: "using namespace std;\n"})
        self.assert_clean({self.SOURCE: "using namespace std::chrono_literals;\n"})

    def test_parsers_that_invent_numbers_are_refused_outside_of_adapters(self):
        for call in ("std::stod(text)", "std::stoi(text)", "std::atof(text)", "atoi(text)"):
            self.assert_finds("parse into a Result", {self.SOURCE: f"auto x = {call};\n"})
        self.assert_clean({self.SOURCE: "std::atomic<int> x; // not std::stod\n"})
        self.assert_clean({"backend/base/csv_adapter.cpp": "auto x = std::stod(text);\n",
                           "backend/base/CMakeLists.txt":
                               "layer_library(base SOURCES result.cpp csv_adapter.cpp DEPS)"})

    def test_catching_everything_is_refused_outside_of_adapters(self):
        self.assert_finds("catch a library's exception in its adapter",
                          {self.SOURCE: "void f() { try { g(); } catch (...) {} }\n"})

    def test_notes_to_self_are_refused(self):
        for note in ("TO" "DO", "FIX" "ME", "X" "XX"):
            for name in (self.SOURCE, "tools/a.py", "frontend/src/a.ts"):
                self.assert_finds(f"`{note}`", {name: f"// {note} later\n"})

    def test_a_sleeping_test_is_refused(self):
        sleep = "void f() { std::this_thread::sleep_for(1ms); }\n"
        self.assert_finds("a test waits for an event", {self.TEST: sleep})
        self.assert_clean({self.SOURCE: sleep})

    def test_a_function_of_more_than_seventy_lines_is_refused(self):
        fits = "int f() {\n" + "    g();\n" * 68 + "}\n"
        self.assert_clean({self.SOURCE: fits})
        self.assert_finds(f"{self.SOURCE}:1: function of 71 lines",
                          {self.SOURCE: fits.replace("}", "    g();\n}")})


class Functions(unittest.TestCase):
    def lengths(self, text: str) -> list[int]:
        return [lines for _, lines in tidy_text.functions(textwrap.dedent(text))]

    def test_are_found_in_namespaces_and_classes(self):
        self.assertEqual(self.lengths("""\
            namespace a::b {
            class C final : public D {
            public:
                C(int x) : x_{x}, y_(1), z_{2} {
                    g();
                }
                int x() const noexcept { return x_; }
            private:
                int x_{0};
            };
            enum class E { A, B };
            template <class T, typename U = std::vector<T>>
            auto f(T t) -> U {
                if (t) {
                    g();
                }
                return {};
            }
            }  // namespace a::b
            TEST(A, Works) {
            }
            """), [1, 1, 3, 1, 6, 2])

    def test_are_not_tables_of_data(self):
        self.assertEqual(self.lengths("""\
            constexpr Feature kFeatures[] = {
                {"a", 1},
                {"b", 2},
            };
            const std::array<int, 2> kNumbers{
                1,
                2};
            constexpr std::array kTable = std::to_array<Feature>({
                {{"a", 1}, [](In in, Out out) { f(in, out); }},
                {{"b", 2}, nullptr},
            });
            int f() {
                return 1;
            }
            """), [3])

    def test_include_the_lambda_that_fills_a_table(self):
        self.assertEqual(self.lengths("""\
            const auto kTable = [] {
                return 1;
            }();
            """), [3])

    def test_are_not_confused_by_braces_in_literals_and_comments(self):
        self.assertEqual(self.lengths("""\
            void f() {
                const char a = '{';  // { {
                const auto b = "{\\"{";
                const auto c = R"({{{)";  /* { */
                const int d = 1'000;
            }
            #define OPEN do { \\
                {
            void g() {
            }
            """), [6, 2])


if __name__ == "__main__":
    unittest.main()
