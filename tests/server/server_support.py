# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of otklik-server share: a server of their own on a free port, calls, TAP.

A test is a function test_… of the module that calls main(); it takes a Server, which is started
when it is first asked for something. OTK_CLOCK_FILE gives it a clock that the test sets.
"""

import datetime
import http.client
import json
import os
import re
import select
import signal
import socket
import subprocess
import sys
import tempfile
import time
import traceback

PROGRAM = os.environ['OTKLIK_SERVER']
CTL = os.environ.get('OTKLIKCTL')
START = '2026-06-08T10:00:00+03:00'
PASSWORD = 'correct horse battery'
ROLES = ('denied', 'customer', 'demo', 'operator', 'supervisor', 'administrator')
PATIENCE = 60


class Answer:
    """What a call was answered."""

    def __init__(self, response):
        self.status = response.status
        self.headers = response.headers
        self.body = response.read()

    def json(self):
        return json.loads(self.body)

    def code(self):
        return self.json()['error']['code']


class Person:
    """Somebody signed in, or nobody where there is no token."""

    def __init__(self, server, tokens=None):
        self.server = server
        self.tokens = tokens or {}

    def call(self, method, path, body=None, headers=None, status=None):
        headers = dict(headers or {})
        if 'access_token' in self.tokens:
            headers['Authorization'] = 'Bearer ' + self.tokens['access_token']
        answer = self.server.call(method, path, body, headers)
        if status is not None:
            assert answer.status == status, f'{method} {path}: {answer.status} {answer.body[:300]}'
        return answer

    def get(self, path, status=200, **options):
        return self.call('GET', path, status=status, **options).json()

    def post(self, path, body, status=200, **options):
        return self.call('POST', path, body, status=status, **options).json()

    def put(self, path, body, status=204, **options):
        return self.call('PUT', path, body, status=status, **options)

    def delete(self, path, status=204, **options):
        return self.call('DELETE', path, status=status, **options)

    def command(self, command, root=None, status=200, fields=None, **args):
        """Gives a command; @fields are arguments whose names are taken here."""
        body = {'command': command, 'args': {**args, **(fields or {})}}
        if root:
            body['root'] = root
        return self.post('/api/v1/commands', body, status=status)


class Server:
    """A server in a folder of its own."""

    def __init__(self, folder, arguments=()):
        self.folder = folder
        self.arguments = list(arguments)
        self.database = os.path.join(folder, 'otklik.db')
        self.clock = os.path.join(folder, 'clock')
        self.process = None
        self.port = None
        self.log = os.path.join(folder, 'log')
        self.scheme = 'http'
        self.set_time(START)

    def set_time(self, text):
        """The file is replaced at once, so that nobody reads half of it."""
        with open(self.clock + '.new', 'w', encoding='utf-8') as file:
            file.write(text)
        os.rename(self.clock + '.new', self.clock)
        if self.process is not None:
            wanted = datetime.datetime.fromisoformat(text).timestamp() * 1000
            # It goes on from there.
            wait_until(lambda: 0 <= self.call('GET', '/api/v1/time').json()['server_time'] - wanted
                       < 60000, 'the clock is not followed')

    def environment(self):
        env = {key: value for key, value in os.environ.items() if not key.startswith('OTKLIK_')}
        return dict(env, OTK_CLOCK_FILE=self.clock, TZ='Europe/Moscow', XDG_DATA_HOME=self.folder)

    def run(self, *arguments, text='', environment=None):
        return subprocess.run([PROGRAM, *arguments], input=text, capture_output=True, text=True,
                              env={**self.environment(), **(environment or {})}, check=False,
                              timeout=PATIENCE)

    def init(self):
        done = self.run('--init', '--password-stdin', '--login', 'anna', '--name', 'Анна',
                        '--database', self.database, text=PASSWORD + '\n')
        assert done.returncode == 0, done.stderr

    def start(self, *arguments, environment=None, pass_fds=(), before=None):
        if not os.path.exists(self.database):
            self.init()
        with open(self.log, 'ab') as log:
            start = log.tell()
            self.process = subprocess.Popen(
                [PROGRAM, '--database', self.database, '--listen', '127.0.0.1:0', *self.arguments,
                 *arguments], stderr=log, stdin=subprocess.DEVNULL, pass_fds=pass_fds,
                env={**self.environment(), **(environment or {})}, preexec_fn=before)
        line = self.wait_for_log('listening', start)
        self.port = int(re.search(r':(\d+)$', line['uri'].rstrip('/'))[1])
        return self

    def read_log(self, start=0):
        with open(self.log, 'rb') as file:
            file.seek(start)
            text = file.read().decode()
        return [json.loads(line) for line in text.splitlines() if line.startswith('{') and line.endswith('}')]

    def wait_for_log(self, event, start=0):
        """Waits for a line of the log; fails where the server ends without it."""
        deadline = time.monotonic() + PATIENCE
        while True:
            for line in self.read_log(start):
                if line['event'] == event:
                    return line
            if self.process.poll() is not None:
                with open(self.log, encoding='utf-8') as file:
                    raise AssertionError(f'the server ended: {file.read()}')
            assert time.monotonic() < deadline, f'no {event} in the log'
            pause()

    def stop(self, number=signal.SIGTERM):
        if self.process is None:
            return 0
        if self.process.poll() is None:
            self.process.send_signal(number)
        status = self.process.wait(PATIENCE)
        self.process = None
        return status

    def ready(self):
        if self.process is None:
            self.start()
        return self

    def call(self, method, path, body=None, headers=None):
        self.ready()
        headers = dict(headers or {})
        if body is not None and not isinstance(body, bytes):
            body = json.dumps(body, ensure_ascii=False).encode()
            headers.setdefault('Content-Type', 'application/json')
        connection = http.client.HTTPConnection('127.0.0.1', self.port, timeout=PATIENCE)
        try:
            connection.request(method, path, body, headers)
            return Answer(connection.getresponse())
        finally:
            connection.close()

    def connect(self):
        self.ready()
        return socket.create_connection(('127.0.0.1', self.port), timeout=PATIENCE)

    def raw(self, request, port=None):
        """Sends bytes, returns all that comes until the other end closes."""
        self.ready()
        with socket.create_connection(('127.0.0.1', port or self.port), timeout=PATIENCE) as link:
            try:
                link.sendall(request)
            except (BrokenPipeError, ConnectionResetError):
                pass
            return read_all(link)

    def sign_in(self, login='anna', password=PASSWORD, status=201, **more):
        answer = self.call('POST', '/api/v1/session', {'login': login, 'password': password, **more})
        assert answer.status == status, f'{answer.status} {answer.body}'
        return Person(self, answer.json()) if status == 201 else answer

    def nobody(self):
        return Person(self)

    def person(self, admin, login, role, password=PASSWORD):
        """Makes an employee who can sign in, and signs him in."""
        made = admin.command('save', entity='employee', login=login, role=role, active=True,
                             fields={'name': login.title()})
        admin.put(f'/api/v1/employees/{made["subject"]}/password', {'password': 'begin with this'},
                  status=204)
        if role == 'denied':
            return Person(self, {'employee': made['subject']})
        first = self.sign_in(login, 'begin with this')
        first.put('/api/v1/me/password', {'password': 'begin with this', 'new_password': password})
        return first


def pause():
    """A moment in which the other process can go on."""
    select.select([], [], [], 0.02)


def wait_until(condition, what):
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, what
        pause()


def read_all(link):
    got = b''
    while True:
        try:
            piece = link.recv(65536)
        except ConnectionResetError:
            return got
        if not piece:
            return got
        got += piece


def check(got, expected):
    assert got == expected, f'expected {expected!r}, got {got!r}'


def main(tests):
    """Runs every test_… of a module and writes TAP."""
    names = [name for name in tests if name.startswith('test_')]
    failed = 0
    print(f'1..{len(names)}')
    for index, name in enumerate(names, 1):
        with tempfile.TemporaryDirectory() as folder:
            server = Server(folder, getattr(tests[name], 'arguments', ()))
            try:
                tests[name](server)
                status = server.stop()
                assert status == 0, f'the server ended with {status}'
                print(f'ok {index} {name[5:].replace("_", "-")}')
            except Exception:  # pylint: disable=broad-except
                failed += 1
                print(f'not ok {index} {name[5:].replace("_", "-")}')
                for line in traceback.format_exc().splitlines():
                    print(f'# {line}')
                if server.process is not None:
                    server.stop(signal.SIGKILL)
                if os.path.exists(server.log):
                    with open(server.log, encoding='utf-8', errors='replace') as file:
                        for line in file.read().splitlines()[-15:]:
                            print(f'# {line}')
        sys.stdout.flush()
    sys.exit(1 if failed else 0)
