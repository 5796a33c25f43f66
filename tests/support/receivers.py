"""Receivers on this machine for what the alerts send: a webhook and a mail server."""
import base64
import contextlib
import http.server
import socket
import socketserver
import ssl
import subprocess
import threading


@contextlib.contextmanager
def running(server):
    """The server on a thread of its own."""
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class WebhookReceiver(http.server.ThreadingHTTPServer):
    """Remembers what is posted; answers with `status`."""

    def __init__(self):
        super().__init__(('127.0.0.1', 0), WebhookHandler)
        self.status = 200
        self.bodies = []
        self.url = f'http://127.0.0.1:{self.server_port}/hook'


class WebhookHandler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers['Content-Length']))
        self.server.bodies.append(body.decode('utf-8'))
        self.send_response(self.server.status)
        self.send_header('Content-Length', '0')
        self.end_headers()

    def log_message(self, *_):
        pass


def make_certificate(folder, address='127.0.0.1', name='server'):
    """A certificate that signs itself, for one address; the paths of it and of its key."""
    certificate, key = folder / f'{name}.pem', folder / f'{name}.key'
    subprocess.run(['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt',
                    'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2', '-subj',
                    f'/CN={address}', '-addext', f'subjectAltName=IP:{address}', '-keyout', key,
                    '-out', certificate], check=True, capture_output=True)
    return certificate, key


class MailReceiver(socketserver.ThreadingTCPServer):
    """Speaks enough SMTP (RFC 5321) to take mails, with STARTTLS (RFC 3207) when there is a
    certificate, encrypted from the start when `is_implicit`, and with AUTH PLAIN (RFC 4954)."""
    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, certificate=None, key=None, is_implicit=False, password=None):
        self.tls = None
        if certificate is not None:
            self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.tls.load_cert_chain(certificate, key)
        self.is_implicit = is_implicit
        self.password = password
        self.mails = []  # Each with sender, recipients, text, whether encrypted, and who logged in.
        super().__init__(('127.0.0.1', 0), MailHandler)
        scheme = 'smtps' if is_implicit else 'smtp'
        self.url = f'{scheme}://127.0.0.1:{self.server_address[1]}'


class MailHandler(socketserver.StreamRequestHandler):
    def setup(self):
        self.is_encrypted = False
        self.mail = {}
        self.user = None
        super().setup()

    def handle(self):
        with contextlib.suppress(ssl.SSLError, ConnectionError, socket.timeout):
            if self.server.is_implicit:
                self.encrypt()
            self.reply('220 receiver ready')
            while (line := self.rfile.readline()) and self.answer(line.decode('ascii').strip()):
                pass

    def finish(self):
        super().finish()
        self.connection.close()  # Another than the server knows of, once it is encrypted.

    def reply(self, text):
        self.wfile.write(text.encode('ascii') + b'\r\n')

    def encrypt(self):
        self.connection = self.server.tls.wrap_socket(self.connection, server_side=True)
        self.rfile = self.connection.makefile('rb')
        self.wfile = self.connection.makefile('wb', buffering=0)
        self.is_encrypted = True

    def answer(self, line):
        verb = line.split(' ')[0].upper()
        if verb in ('EHLO', 'HELO'):
            self.greet()
        elif verb == 'STARTTLS' and self.server.tls:
            self.reply('220 go ahead')
            self.encrypt()
        elif verb == 'AUTH':
            self.authenticate(line)
        elif verb == 'MAIL':
            self.mail = {'from': line.partition(':')[2], 'to': []}
            self.reply('250 ok')
        elif verb == 'RCPT':
            self.mail['to'].append(line.partition(':')[2])
            self.reply('250 ok')
        elif verb == 'DATA':
            self.take()
        elif verb == 'QUIT':
            self.reply('221 bye')
            return False
        else:
            self.reply('502 not known here')
        return True

    def greet(self):
        offers = ['receiver', '8BITMIME']
        if self.server.tls and not self.is_encrypted:
            offers.append('STARTTLS')
        if self.server.password:
            offers.append('AUTH PLAIN')
        for offer in offers[:-1]:
            self.reply(f'250-{offer}')
        self.reply(f'250 {offers[-1]}')

    def authenticate(self, line):
        words = line.split(' ')
        if len(words) < 3:
            self.reply('334 ')
            words.append(self.rfile.readline().decode('ascii').strip())
        _, user, password = base64.b64decode(words[2]).decode('ascii').split('\0')
        if password != self.server.password:
            self.reply('535 wrong password')
            return
        self.user = user
        self.reply('235 welcome')

    def take(self):
        self.reply('354 end with a dot')
        lines = []
        while (line := self.rfile.readline().decode('ascii')) not in ('.\r\n', ''):
            lines.append(line[1:] if line.startswith('.') else line)
        self.server.mails.append({**self.mail, 'text': ''.join(lines),
                                  'is_encrypted': self.is_encrypted, 'user': self.user})
        self.reply('250 taken')
