# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of otklikctl share: a folder, a way to run the program, TAP.

A test is a function test_… of the module that calls main(); it takes a Desk in a folder of its own.
"""

import itertools
import json
import os
import subprocess
import sys
import tempfile
import traceback

PROGRAM = os.environ['OTKLIKCTL']
COUNTER = itertools.count()


class Result:
    """What came of one run."""

    def __init__(self, done):
        self.status = done.returncode
        self.output = done.stdout
        self.errors = done.stderr

    def json(self):
        return json.loads(self.output)


def new_database():
    """The URI of a new database where the test runs beside a PostgreSQL server, else None."""
    server = os.environ.get('OTK_TEST_POSTGRES')
    if not server:
        return None
    name = f'ctl{os.getpid()}_{next(COUNTER)}'
    subprocess.run([os.path.join(os.environ['OTK_TEST_POSTGRES_BIN'], 'psql'), '-q', '-c',
                    f'CREATE DATABASE {name} TEMPLATE template0', server % 'postgres'], check=True)
    return server % name


class Desk:
    """A database of its own, and the program that works on it."""

    def __init__(self, folder):
        self.folder = folder
        self.database = new_database() or os.path.join(folder, 'test.db')

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, content):
        """A file with text, bytes or JSON in it; returns its path."""
        data = content if isinstance(content, (str, bytes)) else json.dumps(content, ensure_ascii=False)
        with open(self.path(name), 'wb') as file:
            file.write(data if isinstance(data, bytes) else data.encode())
        return self.path(name)

    def run(self, *arguments, now=None, login=None, database=None, environment=None):
        """Runs the program as a person would."""
        command = [PROGRAM, *arguments]
        if arguments[0] != 'help':
            command += ['--db', database or self.database]
        if now:
            command += ['--now', now]
        if login:
            command += ['--as', login]
        env = dict(os.environ, TZ='Europe/Moscow', OTK_DATA_DIR=self.folder, **(environment or {}))
        return Result(subprocess.run(command, capture_output=True, text=True, errors='replace',
                                     env=env, check=False, timeout=120))

    def do(self, *arguments, **options):
        """A run that has to go through; returns its output."""
        result = self.run(*arguments, **options)
        assert result.status == 0, f'{arguments}: {result.status}: {result.errors}'
        return result.output

    def ask(self, *arguments, **options):
        """The same with an answer in JSON."""
        return json.loads(self.do(*arguments, '--json', **options))

    def refused(self, *arguments, saying='', status=1, **options):
        """A run that must not go through, with a reason that holds a text."""
        result = self.run(*arguments, **options)
        assert result.status == status, f'{arguments}: {result.status}: {result.output}{result.errors}'
        assert saying in result.errors, f'{arguments}: {result.errors}'
        assert result.errors.startswith('otklikctl: ') and len(result.errors) > 15, result.errors
        return result.errors

    def apply(self, organisation, **options):
        return self.do('apply', self.write('organisation.json', organisation), **options)

    def show(self, number, **options):
        return self.ask('request', 'show', str(number), **options)

    def new(self, *arguments, **options):
        """Registers a request; returns its number."""
        return self.ask('request', 'new', *arguments, **options)['number']


def check(got, expected):
    assert got == expected, f'expected {expected!r}, got {got!r}'


WEEK = [f'{day} 09:00-12:00 13:00-18:00' for day in ('mon', 'tue', 'wed', 'thu', 'fri')]

# The schedule W of the worked examples and a service for each pair of norms.
ORGANISATION = {
    'format': 'otklik-organisation/1',
    'employees': [
        {'name': 'Анна', 'login': 'anna', 'role': 'administrator'},
        {'name': 'Борис', 'login': 'boris'},
        {'name': 'Вера', 'login': 'vera'},
    ],
    'customers': [{'name': 'Ольга Ветрова', 'phone': '111'}],
    'request_types': [
        {'name': 'Вопрос', 'priority': 'low'},
        {'name': 'Инцидент', 'priority': 'high'},
    ],
    'schedules': [
        {'name': 'W', 'spec': ['tz Europe/Moscow', *WEEK]},
        {'name': 'Исключения', 'spec': ['tz Europe/Moscow', *WEEK, '2026-06-11 09:00-12:00 13:00-17:00',
                                        '2026-06-12 holiday # День России', '2026-06-13 10:00-14:00']},
        {'name': 'Всегда', 'spec': ['tz Europe/Moscow'] + [
            f'{day} 00:00-24:00' for day in ('mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun')]},
    ],
    'slas': [
        {'name': '1/8', 'schedule': 'W', 'reaction': '1h', 'resolution': '8h', 'reaction_remind': '30m'},
        {'name': '2/4', 'schedule': 'W', 'reaction': '2h', 'resolution': '4h', 'reaction_remind': '30m'},
        {'name': '1/16', 'schedule': 'Исключения', 'reaction': '1h', 'resolution': '16h'},
        {'name': '24x7', 'schedule': 'Всегда', 'reaction': '1h', 'resolution': '8h'},
    ],
    'services': [
        {'name': 'Один', 'responsibles': ['boris'], 'sla': '1/8'},
        {'name': 'Два', 'responsibles': ['boris'], 'sla': '2/4'},
        {'name': 'Исключения', 'responsibles': ['boris'], 'sla': '1/16'},
        {'name': 'Всегда', 'responsibles': ['boris'], 'sla': '24x7'},
        {'name': 'Двое', 'responsibles': ['boris', 'vera'], 'sla': '1/8'},
    ],
    'levels': [{'name': 'Вторая линия', 'operators': ['vera']}],
    'articles': [{'title': 'Сброс пароля'}],
    'settings': {'status.manual': True},
}

REQUEST = ('--type', 'Вопрос', '--customer', 'Ольга Ветрова', '--subject', 'Не пускает')


def main(tests):
    """Runs every test_… of a module and writes TAP."""
    names = [name for name in tests if name.startswith('test_')]
    failed = 0
    print(f'1..{len(names)}')
    for index, name in enumerate(names, 1):
        with tempfile.TemporaryDirectory() as folder:
            try:
                tests[name](Desk(folder))
                print(f'ok {index} {name[5:].replace("_", "-")}')
            except Exception:  # pylint: disable=broad-except
                failed += 1
                print(f'not ok {index} {name[5:].replace("_", "-")}')
                for line in traceback.format_exc().splitlines():
                    print(f'# {line}')
        sys.stdout.flush()
    sys.exit(1 if failed else 0)
