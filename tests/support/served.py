"""turbomode serve on a free port of loopback, for the tests of its command line."""
import contextlib
import json
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request


def free_port():
    with socket.socket() as taken:
        taken.bind(('127.0.0.1', 0))
        return taken.getsockname()[1]


def wait_until(is_true, seconds=60):
    deadline = time.monotonic() + seconds
    while not is_true():
        if time.monotonic() > deadline:
            raise AssertionError('waited in vain')
        time.sleep(0.05)


class ServedMixin:
    """For a program.ProgramTest: a server on its home."""

    @contextlib.contextmanager
    def served(self, *options, now=None):
        """A server on this home; its address."""
        port = free_port()
        environment = dict(os.environ, **({'TURBOMODE_NOW': now} if now else {}))
        command = [self.program, 'serve', '--port', str(port), '--home', str(self.home), *options]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                              env=environment) as server:
            address = f'http://127.0.0.1:{port}'

            def answers():
                with contextlib.suppress(urllib.error.URLError):
                    return self.get(address + '/healthz')['status'] == 'ok'
                return False
            try:
                wait_until(answers)
                yield address, server
            finally:
                server.send_signal(signal.SIGTERM)
                server.wait(30)

    @staticmethod
    def get(url, method='GET'):
        request = urllib.request.Request(url, method=method)
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)
