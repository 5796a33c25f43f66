#!/usr/bin/env python3
"""How fast `turbomode serve` answers, beside Flask with the same bytes, and under bad company.

Usage: serve_bench.py PATH_OF_TURBOMODE [--home HOME]

Needs wrk, python3-flask and gunicorn (Debian's packages). Without --home a small simulated home is
made. Server and peer have one core, the load has the other. Then 1,000 clients listen to events and
200 stall in the middle of a request, while one client asks as usual.
"""
import argparse
import asyncio
import contextlib
import json
import pathlib
import re
import resource
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / 'tests/support'), str(ROOT / 'tests/backend/turbomode/app')]

SIGNALS = '/turbomode/signals?market_cap=large_cap&signal_type=BUY&limit=20'
CALLS = (SIGNALS, '/turbomode/sectors', '/turbomode/stats', '/turbomode/predictions?limit=50',
         '/turbomode/runs/latest')
CONNECTIONS, SECONDS = 64, 8
STREAMS, STALLED, ASKED = 1_000, 200, 500

FLASK = '''
import flask, pathlib, sys
app = flask.Flask(__name__)
BODY = pathlib.Path({body!r}).read_bytes()

@app.get('/turbomode/signals')
def signals():
    return flask.Response(BODY, mimetype='application/json')
'''


def free_port():
    with socket.socket() as free:
        free.bind(('127.0.0.1', 0))
        return free.getsockname()[1]


@contextlib.contextmanager
def running(command, port, cwd=None):
    """A server on core 0 that has the port."""
    with subprocess.Popen(['taskset', '-c', '0', *command], cwd=cwd, stdout=subprocess.DEVNULL,
                          stderr=subprocess.DEVNULL) as server:
        try:
            for _ in range(200):
                with contextlib.suppress(OSError), socket.create_connection(('127.0.0.1', port)):
                    break
                time.sleep(0.05)
            yield server
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(30)


def milliseconds(text):
    number, unit = re.fullmatch(r'([\d.]+)(us|ms|s)', text).groups()
    return float(number) * {'us': 1e-3, 'ms': 1.0, 's': 1e3}[unit]


def load(url):
    """Requests a second, p99 in ms, and how many failed."""
    done = subprocess.run(['taskset', '-c', '1', 'wrk', '-t1', f'-c{CONNECTIONS}', f'-d{SECONDS}',
                           '--latency', url], check=True, capture_output=True, text=True)
    rate = float(re.search(r'Requests/sec:\s+([\d.]+)', done.stdout)[1])
    p99 = milliseconds(re.search(r'^\s+99%\s+(\S+)', done.stdout, re.MULTILINE)[1])
    bad = re.search(r'Non-2xx or 3xx responses: (\d+)', done.stdout)
    return rate, p99, int(bad[1]) if bad else 0


def report(name, url):
    rate, p99, bad = load(url)
    print(f'| {name} | {rate:,.0f} | {p99:.2f} | {bad} |', flush=True)


async def listen(port):
    reader, writer = await asyncio.open_connection('127.0.0.1', port)
    writer.write(b'GET /turbomode/events HTTP/1.1\r\nHost: localhost\r\n\r\n')
    head = await asyncio.wait_for(reader.readuntil(b'\r\n\r\n'), 10)
    assert b' 200 ' in head, head
    return writer


async def stall(port):
    _, writer = await asyncio.open_connection('127.0.0.1', port)
    writer.write(b'GET /turbomode/stats HTTP/1.1\r\nHost: local')
    return writer


async def ask(port, times):
    """Milliseconds of each request of one client."""
    reader, writer = await asyncio.open_connection('127.0.0.1', port)
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        writer.write(f'GET {SIGNALS} HTTP/1.1\r\nHost: localhost\r\n\r\n'.encode())
        head = await reader.readuntil(b'\r\n\r\n')
        await reader.readexactly(int(re.search(rb'Content-Length: (\d+)', head)[1]))
        taken.append(1e3 * (time.perf_counter() - start))
        await asyncio.sleep(0.005)
    writer.close()
    return sorted(taken)


async def bad_company(port):
    alone = await ask(port, ASKED)
    streams = [await listen(port) for _ in range(STREAMS)]
    stalled = await asyncio.gather(*(stall(port) for _ in range(STALLED)))
    beside = await ask(port, ASKED)
    for writer in (*streams, *stalled):
        writer.close()
    p99 = int(0.99 * ASKED)
    print(f'\np99 of one client of {ASKED} requests: {alone[p99]:.2f} ms alone, '
          f'{beside[p99]:.2f} ms beside {len(streams)} event streams and {len(stalled)} stalled '
          'connections')


def make_home(program, home):
    import trained_home  # pylint: disable=import-outside-toplevel
    trained_home.make_trained_home(program, home)
    for session in trained_home.SESSIONS:
        subprocess.run([program, 'scan', '--as-of', session, '--home', str(home)], check=True,
                       capture_output=True)


def measure(program, home, folder):
    port = free_port()
    body = folder / 'signals.json'
    serve = [program, 'serve', '--no-scheduler', '--port', str(port), '--home', str(home)]
    print(f'{CONNECTIONS} connections, {SECONDS} s each, one core\n\n'
          '| call | requests a second | p99 ms | failed |\n| --- | --- | --- | --- |')
    with running(serve, port):
        with urllib.request.urlopen(f'http://127.0.0.1:{port}{SIGNALS}') as answer:
            body.write_bytes(answer.read())
        # A database written to within the last second is read anew each time.
        time.sleep(1.5)
        for call in CALLS:
            report(call.split('?')[0], f'http://127.0.0.1:{port}{call}')
    flask_port = free_port()
    (folder / 'peer.py').write_text(FLASK.format(body=str(body)), encoding='ascii')
    with running(['gunicorn', '-w', '1', '-b', f'127.0.0.1:{flask_port}', 'peer:app'], flask_port,
                 cwd=folder):
        report('Flask under gunicorn, the bytes of the first', f'http://127.0.0.1:{flask_port}'
               f'{SIGNALS}')
    print(f'\nThe first has {len(json.loads(body.read_bytes())["signals"])} signals, '
          f'{body.stat().st_size:,} bytes.')
    with running(serve, port):
        asyncio.run(bad_company(port))


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('program', help='path of turbomode; market_data lies beside it')
    parser.add_argument('--home', help='a home with published nights [a simulated one]')
    options = parser.parse_args()
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(4096, most), most))
    with tempfile.TemporaryDirectory(prefix='serve_bench_') as name:
        folder = pathlib.Path(name)
        home = pathlib.Path(options.home or folder / 'home')
        if not options.home:
            home.mkdir()
            make_home(options.program, home)
        measure(options.program, home, folder)


if __name__ == '__main__':
    main()
