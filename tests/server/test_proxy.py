# SPDX-License-Identifier: GPL-3.0-or-later
"""The configurations that are shipped for nginx and HAProxy, run in front of the server."""

import os
import re
import shutil
import subprocess

from hostile import HOSTILE, check_answers
from server_support import PATIENCE, check, main, pause, wait_until
import socket

DATA = os.path.join(os.environ['OTK_TEST_SRCDIR'], 'data')


def free_port():
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        return probe.getsockname()[1]


class Proxy:
    """A proxy of a test: the shipped file with the test's ports, certificate and folders."""

    def __init__(self, server, name):
        self.folder = server.folder
        self.port = free_port()
        self.tls_port = free_port()
        server.start('--trusted-proxy', '127.0.0.1', '--idle-timeout', '5', '--head-timeout', '5')
        pem = os.path.join(self.folder, 'proxy.pem')
        key, certificate = os.path.join(self.folder, 'p.key'), os.path.join(self.folder, 'p.crt')
        subprocess.run(['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt',
                        'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2', '-subj', '/CN=localhost',
                        '-keyout', key, '-out', certificate], check=True, stderr=subprocess.DEVNULL)
        with open(pem, 'wb') as out:
            for part in (certificate, key):
                with open(part, 'rb') as file:
                    out.write(file.read())
        with open(os.path.join(DATA, name), encoding='utf-8') as file:
            text = file.read()
        text = text.replace('127.0.0.1:8480', f'127.0.0.1:{server.port}')
        self.path = os.path.join(self.folder, name)
        with open(self.path, 'w', encoding='utf-8') as file:
            file.write(self.adapt(text, key, certificate, pem))
        self.process = subprocess.Popen(self.command(), cwd=self.folder, stdin=subprocess.DEVNULL,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        wait_until(self.answers, 'the proxy does not answer')

    def answers(self):
        if self.process.poll() is not None:
            raise AssertionError(self.process.stderr.read().decode())
        try:
            socket.create_connection(('127.0.0.1', self.port)).close()
            return True
        except ConnectionRefusedError:
            return False

    def stop(self):
        self.process.terminate()
        self.process.wait(PATIENCE)
        self.process.stderr.close()


class Nginx(Proxy):

    def adapt(self, text, key, certificate, pem):
        text = re.sub(r'listen 443 ssl http2;\n.*listen \[::\]:443 ssl http2;',
                      f'listen 127.0.0.1:{self.tls_port} ssl http2;\n    listen 127.0.0.1:{self.port};',
                      text)
        text = re.sub(r'listen 80;\n.*listen \[::\]:80;', f'listen 127.0.0.1:{free_port()};', text)
        text = text.replace('/etc/otklik/tls/server.crt', certificate)
        text = text.replace('/etc/otklik/tls/server.key', key)
        folder = self.folder
        return (f'daemon off; master_process off; pid {folder}/nginx.pid; error_log {folder}/error.log;\n'
                f'events {{ }}\nhttp {{\n  access_log off; client_body_temp_path {folder}/body;\n'
                f'  proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/f; '
                f'uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;\n{text}\n}}\n')

    def command(self):
        return [shutil.which('nginx') or '/usr/sbin/nginx', '-p', self.folder, '-c', self.path]


class Haproxy(Proxy):

    def adapt(self, text, key, certificate, pem):
        text = text.replace('bind :443 ssl crt /etc/otklik/tls/server.pem',
                            f'bind 127.0.0.1:{self.tls_port} ssl crt {pem}\n  bind 127.0.0.1:{self.port}')
        return text.replace('bind :80', f'bind 127.0.0.1:{free_port()}')

    def command(self):
        return [shutil.which('haproxy') or '/usr/sbin/haproxy', '-db', '-f', self.path]


def through(server, proxy):
    """The list of hostile requests, an ordinary call, and whose address the server believes."""
    try:
        for name, request, statuses in HOSTILE:
            # A proxy takes the host out of the target, and writes a version of its own.
            if name in ('another host', 'unknown version'):
                continue
            check_answers(name, server.raw(request.replace(b'Connection: close\r\n', b'', 1)
                                           .replace(b' HTTP/1.1\r\n',
                                                    b' HTTP/1.1\r\nConnection: close\r\n', 1)
                                           if b'\r\n' in request and b'HTTP/1.1' in request else request,
                                           proxy.port), statuses + (408, 426, 502))
        answer = server.raw(b'GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n',
                            proxy.port)
        assert answer.startswith(b'HTTP/1.1 200'), answer
        answer = server.raw(b'GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n',
                            proxy.port)
        assert answer.split(b' ')[1] in (b'403', b'404'), answer[:100]
        sign_in = (b'{"login":"anna","password":"a wrong guess"}')
        answer = server.raw(b'POST /api/v1/session HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n'
                            b'X-Forwarded-For: 192.0.2.66\r\nContent-Type: application/json\r\n'
                            b'Content-Length: %d\r\n\r\n%s' % (len(sign_in), sign_in), proxy.port)
        check(answer.split(b' ')[1], b'401')
        check(server.wait_for_log('sign-in-refused')['peer'], '127.0.0.1')
        # A body in chunks arrives with its length, or the proxy refuses it.
        body = b'2b\r\n' + sign_in + b'\r\n0\r\n\r\n'
        answer = server.raw(b'POST /api/v1/session HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n'
                            b'Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n'
                            + body, proxy.port)
        assert answer.split(b' ')[1] in (b'400', b'401', b'411', b'429'), answer[:100]
        check(server.call('GET', '/health').status, 200)
    finally:
        proxy.stop()
        pause()


def test_nginx(server):
    through(server, Nginx(server, 'nginx.conf'))


def test_haproxy(server):
    through(server, Haproxy(server, 'haproxy.cfg'))


if __name__ == '__main__':
    main(dict(globals()))
