"""What ./start and the scripts in tools/ decide, tried with stand-ins for the programs they call.

Each test makes a small checkout in a temporary folder: the real scripts, and stand-ins that
write down how they were called. Needs bash and Node.js, as ./start itself does.
"""
import json
import os
import pathlib
import shutil
import stat
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]

# Writes down its call and ends with the code and text that the test left for it in answers/:
# by the whole call if there is one, else by its first word.
STAND_IN = """\
#!/bin/bash
name=$(basename "$0")
echo "$name $*" >> "$FAKES/calls"
for key in "$name $*" "$name ${1:-}"; do
    answer="$FAKES/answers/${key//\\//_}"
    if [ -f "$answer" ]; then
        . "$answer"
        exit
    fi
done
"""


class Checkout:
    """A made-up checkout around the real scripts."""

    def __init__(self, folder: str):
        self.root = pathlib.Path(folder).resolve() / "checkout"
        self.fakes = pathlib.Path(folder).resolve() / "fakes"
        (self.fakes / "answers").mkdir(parents=True)
        (self.fakes / "bin").mkdir()
        (self.root / "tools").mkdir(parents=True)
        self.env = os.environ | {"FAKES": str(self.fakes),
                                 "PATH": f"{self.fakes}/bin:{os.environ['PATH']}"}

    def copy(self, *names: str) -> None:
        for name in names:
            shutil.copy(ROOT / name, self.root / name)

    def write(self, name: str, text: str, base: pathlib.Path | None = None) -> None:
        path = (base or self.root) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="ascii")
        path.chmod(path.stat().st_mode | stat.S_IXUSR)

    def stand_in(self, *names: str) -> None:
        for name in names:
            self.write(name, STAND_IN)

    def command(self, *names: str) -> None:
        for name in names:
            self.write(f"bin/{name}", STAND_IN, self.fakes)

    def answer(self, call: str, code: int = 0, text: str = "") -> None:
        """`text` is printed before the call ends with `code`."""
        name = call.replace("/", "_")
        (self.fakes / "answers" / name).write_text(f"printf '%s' '{text}'; exit {code}\n")

    def answer_and_change(self, call: str, code: int, changed: str, text: str) -> None:
        """From then on the call `changed` is answered with `text`."""
        answers = self.fakes / "answers"
        name = changed.replace("/", "_")
        (answers / "changed").write_text(f"printf '%s' '{text}'; exit 0\n")
        (answers / call.replace("/", "_")).write_text(
            f"cp '{answers / 'changed'}' '{answers / name}'; exit {code}\n")

    def run(self, *arguments: str) -> subprocess.CompletedProcess:
        (self.fakes / "calls").write_text("")
        return subprocess.run(["bash", *arguments], cwd=self.root, env=self.env, text=True,
                              capture_output=True, timeout=60, check=False)

    def calls(self) -> list[str]:
        return (self.fakes / "calls").read_text().splitlines()


class ScriptTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.checkout = Checkout(folder.name)


class Start(ScriptTest):
    SIMULATED = json.dumps({"simulated": True, "source": "simulated", "last_session": "2025-07-01"})
    REAL = json.dumps({"simulated": False, "source": "yahoo", "last_session": "2025-07-01"})
    CHAMPION = json.dumps({"champion": "m1"})
    NO_CHAMPION = json.dumps({"champion": None, "models": []})
    REFUSED = json.dumps({"champion": None, "models": ["m1"]})

    def setUp(self):
        super().setUp()
        checkout = self.checkout
        checkout.copy("start", "tools/environment.sh")
        checkout.stand_in("tools/install_dependencies.sh", "tools/build_pages.sh",
                          "build/bin/market_data", "build/bin/turbomode")
        checkout.command("cmake")
        self.home = str(checkout.root)
        self.have(self.SIMULATED, self.CHAMPION)

    def have(self, prices: str, models: str) -> None:
        self.checkout.answer(f"market_data status --json --home {self.home}", 0, prices)
        self.checkout.answer(f"turbomode models list --json --home {self.home}", 0, models)

    def programs(self) -> list[str]:
        """The calls of our programs, without their home."""
        return [call.replace(f" --home {self.home}", "") for call in self.checkout.calls()
                if call.startswith(("market_data", "turbomode"))]

    def start(self, *arguments: str, code: int = 0) -> str:
        done = self.checkout.run("start", *arguments)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done.stdout + done.stderr

    def test_simulates_and_trains_when_there_is_nothing(self):
        # The status answers 4 once, then as a market that is there.
        self.checkout.write(f"answers/market_data status --json --home "
                            f"{self.home.replace('/', '_')}", f"""\
if [ -f "$FAKES/simulated" ]; then echo '{self.SIMULATED}'; else exit 4; fi
""", self.checkout.fakes)
        self.checkout.write("answers/market_data simulate", 'touch "$FAKES/simulated"\n',
                            self.checkout.fakes)
        self.checkout.answer(f"turbomode models list --json --home {self.home}", 0,
                             self.NO_CHAMPION)
        self.start("--once")
        self.assertEqual(self.programs(), [
            "market_data status --json", "market_data simulate", "market_data status --json",
            "turbomode models list --json", "turbomode train", "turbomode scan"])

    def test_grows_a_simulated_market_and_keeps_the_champion(self):
        self.start("--once")
        self.assertEqual(self.programs(), [
            "market_data status --json", "market_data simulate", "market_data status --json",
            "turbomode models list --json", "turbomode scan"])

    def test_never_simulates_into_real_prices(self):
        self.have(self.REAL, self.CHAMPION)
        self.assertIn("yahoo, until 2025-07-01", self.start("--once"))
        self.assertNotIn("market_data simulate", self.programs())

    def test_serves_unless_told_to_stop(self):
        self.start("--port", "5123")
        self.assertEqual(self.programs()[-1], "turbomode serve --port 5123")

    def test_says_where_things_are_when_told_to_stop(self):
        self.assertIn(f"{self.home}/backend/data/turbomode.db", self.start("--once"))
        self.assertNotIn("turbomode serve", " ".join(self.programs()))

    def test_keeps_everything_under_the_home_it_is_given(self):
        self.home = str(self.checkout.root / "a home")
        self.have(self.REAL, self.CHAMPION)
        self.start("--once", "--home", "a home")
        self.assertIn("turbomode scan", self.programs())

    def test_serves_though_nothing_was_published(self):
        for code in (3, 4):
            self.checkout.answer("turbomode scan", code)
            self.assertIn("earlier signals stand", self.start())
            self.assertEqual(self.programs()[-1], "turbomode serve --port 5000")

    def test_stops_when_the_scan_fails(self):
        self.checkout.answer("turbomode scan", 1)
        self.start(code=1)
        self.assertEqual(self.programs()[-1], "turbomode scan")

    def test_stops_when_the_prices_cannot_be_read(self):
        self.checkout.answer(f"market_data status --json --home {self.home}", 3)
        self.checkout.answer(f"market_data status --home {self.home}", 3, "not our database")
        self.assertIn("not our database", self.start(code=3))

    def test_a_refused_challenger_is_not_trained_again_on_the_same_prices(self):
        self.have(self.REAL, self.NO_CHAMPION)
        (self.checkout.root / "backend/data").mkdir(parents=True)
        self.checkout.answer_and_change(
            "turbomode train", 3, f"turbomode models list --json --home {self.home}", self.REFUSED)
        self.start("--once")
        self.assertIn("turbomode train", self.programs())
        self.start("--once")
        self.assertNotIn("turbomode train", self.programs())
        self.have(self.REAL.replace("07-01", "07-02"), self.NO_CHAMPION)
        self.start("--once")
        self.assertIn("turbomode train", self.programs())

    def test_a_training_that_a_lock_refused_is_asked_for_again(self):
        self.have(self.REAL, self.NO_CHAMPION)
        (self.checkout.root / "backend/data").mkdir(parents=True)
        self.checkout.answer("turbomode train", 3)
        self.start("--once", code=3)
        self.start("--once", code=3)
        self.assertIn("turbomode train", self.programs())

    def test_stops_when_training_fails(self):
        self.have(self.REAL, self.NO_CHAMPION)
        self.checkout.answer("turbomode train", 1)
        self.start(code=1)

    def test_says_plainly_that_the_pages_cannot_be_built(self):
        self.checkout.write("tools/build_pages.sh", "#!/bin/bash\nexit 7\n")
        self.assertIn("the pages could not be built", self.start(code=1))
        self.assertEqual(self.programs(), [])

    def test_configures_only_a_checkout_that_is_not(self):
        self.start("--once")
        self.assertIn("cmake --preset release -DBUILD_TESTING=OFF", self.checkout.calls())
        self.checkout.write("build/build.ninja", "")
        cache = "build/CMakeCache.txt"
        self.checkout.write(cache, f"CMAKE_HOME_DIRECTORY:INTERNAL={self.checkout.root}\n")
        self.start("--once")
        self.assertNotIn("--preset", " ".join(self.checkout.calls()))
        self.checkout.write(cache, "CMAKE_HOME_DIRECTORY:INTERNAL=/elsewhere\n")
        self.start("--once")
        self.assertIn("cmake --preset release --fresh -DBUILD_TESTING=OFF", self.checkout.calls())

    def test_refuses_wrong_arguments_before_it_does_anything(self):
        for arguments in (["--frob"], ["--port"], ["--port", "x"], ["--port", "65536"], ["--home"]):
            self.assertIn("Usage", self.start(*arguments, code=2))
            self.assertEqual(self.checkout.calls(), [])
        self.assertIn("Usage", self.start("--help"))


class Test(ScriptTest):
    def setUp(self):
        super().setUp()
        self.checkout.copy("test", "tools/environment.sh")
        self.checkout.stand_in("tools/install_dependencies.sh", "tools/build_pages.sh")
        self.checkout.command("cmake", "ctest", "npm")

    def summary(self, *arguments: str, code: int = 0) -> str:
        done = self.checkout.run("test", *arguments)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done.stdout.splitlines()[-1]

    def called(self, text: str) -> bool:
        return any(text in call for call in self.checkout.calls())

    def test_runs_every_part(self):
        self.assertEqual(self.summary(), "test: 6 passed, 0 failed")
        for text in ("install_dependencies.sh build pages test", "-DBUILD_TESTING=ON",
                     "ctest", "run typecheck", "run test", "run test:browser"):
            self.assertTrue(self.called(text), text)
        self.assertFalse(self.called("--label-exclude"))

    def test_quick_leaves_out_what_is_slow(self):
        self.summary("--quick")
        self.assertTrue(self.called("--label-exclude slow"))

    def test_goes_on_after_a_failure_and_ends_with_it(self):
        self.checkout.answer("ctest --test-dir", 8)
        self.assertEqual(self.summary(code=1), "test: 5 passed, 1 failed")
        self.assertTrue(self.called("run test:browser"))

    def test_tests_nothing_that_could_not_be_built(self):
        self.checkout.answer("cmake --build", 1)
        self.assertEqual(self.summary(code=1), "test: 0 passed, 1 failed")
        self.assertFalse(self.called("ctest"))

    def test_refuses_arguments_it_does_not_know(self):
        self.checkout.run("test", "--fast")
        self.assertEqual(self.checkout.calls(), [])


class BuildPages(ScriptTest):
    def setUp(self):
        super().setUp()
        checkout = self.checkout
        checkout.copy("tools/build_pages.sh", "tools/environment.sh")
        checkout.command("npm")
        for name in ("frontend/package.json", "frontend/package-lock.json", "frontend/src/a.ts",
                     "backend/turbomode/api/openapi.json"):
            checkout.write(name, "{}\n")
        self.npm_makes("ci --no-audit --no-fund", "node_modules")
        self.npm_makes("run build", "dist", "dist_ml_automation")

    def npm_makes(self, arguments: str, *folders: str) -> None:
        call = f"npm --prefix {self.checkout.root}/frontend {arguments}".replace("/", "_")
        self.checkout.write(f"answers/{call}",
                            "".join(f"mkdir -p '{self.checkout.root}/frontend/{folder}'\n"
                                    for folder in folders),
                            self.checkout.fakes)

    def npm_calls(self, *arguments: str, code: int = 0) -> list[str]:
        done = self.checkout.run("tools/build_pages.sh", *arguments)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        prefix = f"npm --prefix {self.checkout.root}/frontend "
        return [call.removeprefix(prefix).split()[0] for call in self.checkout.calls()]

    def test_builds_once(self):
        self.assertEqual(self.npm_calls(), ["ci", "run"])
        self.assertEqual(self.npm_calls(), [])

    def test_builds_again_when_a_source_or_the_interface_changed(self):
        self.npm_calls()
        for name in ("frontend/src/a.ts", "frontend/src/b.ts",
                     "backend/turbomode/api/openapi.json"):
            self.checkout.write(name, "changed\n")
            self.assertEqual(self.npm_calls(), ["run"])

    def test_installs_again_when_the_packages_changed(self):
        self.npm_calls()
        self.checkout.write("frontend/package-lock.json", "changed\n")
        self.assertEqual(self.npm_calls("--packages-only"), ["ci"])
        self.assertEqual(self.npm_calls("--packages-only"), [])

    def test_builds_again_when_the_result_is_gone(self):
        self.npm_calls()
        for folder in ("dist", "dist_ml_automation"):
            shutil.rmtree(self.checkout.root / "frontend" / folder)
            self.assertEqual(self.npm_calls(), ["run"])

    def test_a_failed_build_is_tried_again(self):
        call = f"npm --prefix {self.checkout.root}/frontend run build"
        self.checkout.answer(call, 1)
        self.assertEqual(self.npm_calls(code=1), ["ci", "run"])
        self.npm_makes("run build", "dist", "dist_ml_automation")
        self.assertEqual(self.npm_calls(), ["run"])


class InstallDependencies(ScriptTest):
    def setUp(self):
        super().setUp()
        self.checkout.copy("tools/install_dependencies.sh")
        self.checkout.command("dpkg-query", "apt-get", "sudo")
        # Whoever runs the tests: sudo hands the call on.
        self.checkout.write("bin/sudo", '#!/bin/bash\nexec "$@"\n', self.checkout.fakes)
        self.installed("cmake", "python3")

    def installed(self, *names: str) -> None:
        rows = "".join(f"installed {name}\n" for name in names)
        self.checkout.write("bin/dpkg-query", f"#!/bin/bash\nprintf '%s' '{rows}'; exit 1\n",
                            self.checkout.fakes)

    def run_for(self, *groups: str, code: int = 0) -> list[str]:
        done = self.checkout.run("tools/install_dependencies.sh", *groups)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        self.stderr = done.stderr
        return self.checkout.calls()

    def test_installs_only_what_is_missing(self):
        calls = self.run_for("test")
        self.assertEqual(len(calls), 1)
        self.assertIn("libgtest-dev", calls[0].split())
        self.assertIn("--no-remove", calls[0].split())
        self.assertNotIn("python3", calls[0].split())

    def test_does_nothing_when_nothing_is_missing(self):
        self.installed("libgtest-dev", "libgmock-dev", "python3", "chromium", "fonts-dejavu-core",
                       "clang", "openssl", "strace")
        self.assertEqual(self.run_for("test"), [])

    def test_fetches_the_list_of_packages_only_after_a_failure(self):
        self.checkout.answer("apt-get install", 100, "Unable to locate package")
        calls = self.run_for("test", code=1)
        self.assertEqual([call.split()[1] for call in calls], ["install", "update", "install"])
        self.assertIn("Unable to locate package", self.stderr)

    def test_refuses_a_group_it_does_not_know(self):
        self.assertEqual(self.run_for("everything", code=1), [])
        self.assertEqual(self.run_for(code=1), [])

    def node_is(self, version: str) -> None:
        self.checkout.write("bin/node", f"#!/bin/bash\necho v{version}\n", self.checkout.fakes)

    def npm_is(self, version: str) -> None:
        # Where npm keeps its own version: package.json above the folder of the program.
        self.checkout.write("package.json", f'{{\n  "version": "{version}"\n}}\n',
                            self.checkout.fakes)
        self.checkout.command("npm")

    def test_takes_the_node_that_is_there_when_it_is_new_enough(self):
        self.npm_is("11.0.0")
        for version in ("20.19.0", "22.12.1", "100.0.0"):
            self.node_is(version)
            self.assertEqual(self.run_for("pages"), [])

    def test_fetches_a_newer_node_beside_an_old_one(self):
        for node, npm in (("18.20.4", "11.0.0"), ("20.18.9", "11.0.0"), ("22.0.0", "9.2.0")):
            self.node_is(node)
            self.npm_is(npm)
            calls = self.run_for("pages", code=1)  # The stand-in fetches nothing.
            self.assertEqual(len(calls), 1)
            self.assertIn(f"--prefix {self.checkout.root}/build/node", calls[0])
            self.assertIn("are needed for the pages", self.stderr)


if __name__ == "__main__":
    unittest.main()
