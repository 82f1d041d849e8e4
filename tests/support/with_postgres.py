#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs a command beside a private PostgreSQL server: with_postgres.py [--fsync] COMMAND [ARGUMENT …]

The server listens on a socket in a folder of its own and on nothing else; OTK_TEST_POSTGRES is the
URI to it, without a database, and OTK_TEST_POSTGRES_DATA its folder. Commands that run at the same
time share one server; the last one stops it and removes everything. A command inside another's
with_postgres.py uses that one's. With --fsync the server is the command's own, and as durable as a
real one: for tests that kill it; they start it again with "with_postgres.py --start". With --hold
the server only stays there while the command runs, which is not told of it: its own children that
are run beside a server share it.

Without PostgreSQL 15 or newer the command is skipped: status 77.
"""

import fcntl
import glob
import hashlib
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
SKIPPED = 77
FAST = ['fsync=off', 'full_page_writes=off', 'synchronous_commit=off']
SETTINGS = ['listen_addresses=', 'max_connections=120', 'shared_buffers=64MB', 'jit=off',
            'autovacuum_naptime=10', 'unix_socket_permissions=0777', 'log_min_messages=fatal']


def programs():
    """The folder of initdb and pg_ctl, of the newest version there is."""
    folders = glob.glob('/usr/lib/postgresql/*/bin') + glob.glob('/usr/pgsql-*/bin')
    found = [folder for folder in folders if os.path.exists(folder + '/initdb')]
    if found:
        return max(found, key=lambda folder: int(''.join(filter(str.isdigit, folder)) or 0))
    initdb = shutil.which('initdb')
    return os.path.dirname(os.path.realpath(initdb)) if initdb else None


def owner():
    """PostgreSQL does not run as root: then it runs as its own user, or as nobody."""
    if os.getuid() != 0:
        return None
    for name in ('postgres', 'nobody'):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            pass
    return None


class Cluster:
    """A folder with a database cluster and its socket."""

    def __init__(self, folder, durable):
        self.folder = folder
        self.data = os.path.join(folder, 'data')
        self.durable = durable
        self.bin = programs()
        self.user = owner()

    def uri(self):
        user = self.user.pw_name if self.user else pwd.getpwuid(os.getuid()).pw_name
        return f'postgresql://{user}@/%s?host={self.folder}'

    def run(self, *command):
        drop = {'user': self.user.pw_uid, 'group': self.user.pw_gid, 'extra_groups': []} \
            if self.user else {}
        environment = {'PATH': os.environ['PATH'], 'LC_ALL': 'C.UTF-8'}
        done = subprocess.run([os.path.join(self.bin, command[0]), *command[1:]], check=False,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, cwd='/', env=environment, **drop)
        if done.returncode != 0:
            sys.exit(f'with_postgres.py: {command[0]}: {done.stdout}')

    def start(self):
        os.makedirs(self.folder, mode=0o755, exist_ok=True)
        if self.user:
            os.chown(self.folder, self.user.pw_uid, self.user.pw_gid)
        self.run('initdb', '-D', self.data, '--no-sync', '-A', 'trust', '-E', 'UTF8',
                 '--locale=C.UTF-8')
        settings = SETTINGS + [f'unix_socket_directories={self.folder}']
        with open(os.path.join(self.data, 'postgresql.auto.conf'), 'a', encoding='ascii') as file:
            for setting in settings + ([] if self.durable else FAST):
                name, value = setting.split('=', 1)
                file.write(f"{name} = '{value}'\n")
        self.start_again()

    def start_again(self):
        self.run('pg_ctl', '-D', self.data, '-w', '-s', '-l', os.path.join(self.folder, 'log'),
                 'start')

    def stop(self):
        self.run('pg_ctl', '-D', self.data, '-w', '-s', '-m', 'immediate', 'stop')
        shutil.rmtree(self.folder, ignore_errors=True)


def run_in(cluster, command, told=True):
    environment = dict(os.environ) if not told else dict(os.environ, OTK_TEST_POSTGRES=cluster.uri(),
                       OTK_TEST_POSTGRES_DATA=cluster.data, OTK_TEST_POSTGRES_BIN=cluster.bin)
    if cluster.durable:
        environment['OTK_TEST_POSTGRES_ALONE'] = '1'
    for name in [name for name in environment if name.startswith('PG')]:
        del environment[name]
    child = subprocess.Popen(command, env=environment)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda caught, frame: child.send_signal(caught))
    return child.wait()


def run_alone(command):
    with tempfile.TemporaryDirectory(prefix='otk-pg-') as folder:
        os.chmod(folder, 0o755)
        cluster = Cluster(os.path.join(folder, 'pg'), durable=True)
        cluster.start()
        try:
            return run_in(cluster, command)
        finally:
            cluster.stop()


def run_shared(command, told):
    """Who holds the lock "users" shares the server; who can have it alone starts or stops it."""
    tree = hashlib.sha256(f'{os.getuid()} {HERE}'.encode()).hexdigest()[:12]
    base = os.path.join(tempfile.gettempdir(), f'otk-pg-{tree}')
    with open(base + '.door', 'w', encoding='ascii') as door, \
         open(base + '.users', 'w', encoding='ascii') as users:
        cluster = Cluster(base, durable=False)
        fcntl.flock(door, fcntl.LOCK_EX)
        try:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(base, ignore_errors=True)
            cluster.start()
        except BlockingIOError:
            pass
        fcntl.flock(users, fcntl.LOCK_SH)
        fcntl.flock(door, fcntl.LOCK_UN)
        try:
            return run_in(cluster, command, told)
        finally:
            fcntl.flock(door, fcntl.LOCK_EX)
            try:
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                cluster.stop()
            except BlockingIOError:
                pass


def main():
    arguments = sys.argv[1:]
    if arguments == ['--start']:
        Cluster(os.path.dirname(os.environ['OTK_TEST_POSTGRES_DATA']), durable=True).start_again()
        return 0
    alone, hold = arguments[:1] == ['--fsync'], arguments[:1] == ['--hold']
    command = arguments[1:] if alone or hold else arguments
    if not command:
        sys.exit(__doc__)
    if not programs():
        print('1..0 # SKIP PostgreSQL is not installed')
        return SKIPPED
    if alone:
        return run_alone(command)
    if os.environ.get('OTK_TEST_POSTGRES'):
        return subprocess.call(command)
    return run_shared(command, told=not hold)


if __name__ == '__main__':
    sys.exit(main())
