"""The feature matrix is the same to the last byte whichever compiler built it.

    python3 compilers_test.py SOURCE_DIR BUILD_DIR PATH_OF_FEATURE_BYTES

Builds the program once more with Clang, in a folder below BUILD_DIR that a later run goes on with.
"""
import pathlib
import subprocess
import sys
import unittest


class CompilersTest(unittest.TestCase):
    source, build, program = (pathlib.Path(),) * 3

    def run_quietly(self, *command):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return done.stdout

    def test_gcc_and_clang_give_the_same_bytes(self):
        other = self.build / 'clang'
        self.run_quietly('cmake', '-S', self.source, '-B', other, '-G', 'Ninja',
                         '-DCMAKE_BUILD_TYPE=Release', '-DCMAKE_CXX_COMPILER=clang++',
                         '-DCMAKE_C_COMPILER=clang', '-DBUILD_TESTING=ON')
        self.run_quietly('cmake', '--build', other, '--target', 'feature_bytes')
        ours = self.run_quietly(self.program)
        self.assertRegex(ours, '^[0-9a-f]{64} [0-9a-f]{64}\n$')
        self.assertEqual(ours, self.run_quietly(other / 'bin' / 'feature_bytes'))


if __name__ == '__main__':
    CompilersTest.source, CompilersTest.build, CompilersTest.program = map(
        pathlib.Path, sys.argv[1:4])
    unittest.main(argv=sys.argv[:1])
