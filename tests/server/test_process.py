# SPDX-License-Identifier: GPL-3.0-or-later
"""The process: setting it up, its configuration, handed-over sockets, its end, TLS, copies."""

import json
import os
import shutil
import signal
import socket
import ssl
import stat
import subprocess
import threading

from server_support import PASSWORD, Server, check, main, read_all, wait_until
from test_files import sum_of

CERTIFICATE = ['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1',
               '-nodes', '-days', '2', '-subj', '/CN=localhost']


def test_init_tells_how_to_sign_in(server):
    done = server.run('--init', '--database', server.database)
    check(done.returncode, 0)
    lines = done.stdout.splitlines()
    login, password = lines[1].split(': ')[1], lines[2].split(': ')[1]
    person = server.sign_in(login, password)
    check(person.tokens['password_due'], True)
    check(server.run('--init', '--database', server.database).returncode, 1)


def test_init_only_once(server):
    server.init()
    done = server.run('--init', '--database', server.database)
    assert done.returncode == 1 and '--reset-password' in done.stderr, done.stderr


def test_no_server_without_init(server):
    done = server.run('--database', server.database, '--listen', '127.0.0.1:0')
    assert done.returncode == 1 and '--init' in done.stderr, done.stderr


def test_a_lost_password(server):
    server.init()
    done = server.run('--reset-password', '--login', 'anna', '--password-stdin', '--database',
                      server.database, text='remembered again\n')
    check(done.returncode, 0)
    server.sign_in(password='remembered again')
    server.sign_in(status=401)
    for text in ('short\n', '', 'anna\n'):
        assert server.run('--init', '--password-stdin', '--database', server.database + '2',
                          text=text).returncode == 1
    assert server.run('--reset-password', '--login', 'nobody', '--database', server.database).returncode


def test_configuration(server):
    path = os.path.join(server.folder, 'server.conf')
    def effective(*arguments, text='', environment=None):
        with open(path, 'w', encoding='utf-8') as file:
            file.write('[server]\n' + text)
        done = server.run('--config', path, '--check-config', *arguments, environment=environment)
        check(done.returncode, 0)
        return dict(line.split(' = ') for line in done.stdout.splitlines())
    check(effective()['max-per-peer'], '64')
    check(effective(text='max-per-peer = 7\n')['max-per-peer'], '7')
    environment = {'OTKLIK_MAX_PER_PEER': '8'}
    check(effective(text='max-per-peer = 7\n', environment=environment)['max-per-peer'], '8')
    check(effective('--max-per-peer=9', environment=environment)['max-per-peer'], '9')
    check(effective(environment={'STATE_DIRECTORY': '/var/lib/otklik'})['files'], '/var/lib/otklik/files')
    for arguments in (['--max-per-peer', '0'], ['--max-per-peer', 'many'], ['--tls-key', 'x'],
                      ['--config', '/nowhere']):
        check(server.run('--check-config', *arguments).returncode, 1)
    for arguments in (['--nonsense'], ['--listen'], ['word'], ['--init=1']):
        check(server.run(*arguments).returncode, 2)
    with open(path, 'w', encoding='utf-8') as file:
        file.write('[server]\nmax-per-pear = 7\n')
    assert 'max-per-pear' in server.run('--config', path, '--check-config').stderr


def test_every_option_is_in_the_manual(server):
    folder = os.path.join(os.environ['OTK_TEST_SRCDIR'], 'data')
    with open(os.path.join(folder, 'otklik-server.1'), encoding='utf-8') as file:
        manual = file.read().replace('\\-', '-')
    for line in server.run('--help').stdout.splitlines():
        if line.startswith('  --'):
            assert line.split()[0] in manual, f'{line.split()[0]} is missing from the manual'


def test_what_it_writes_is_private(server):
    server.start()
    admin = server.sign_in()
    admin.call('PUT', '/api/v1/files/' + sum_of(b'x'), b'x', status=201)
    check(stat.S_IMODE(os.stat(os.path.join(server.folder, 'files')).st_mode), 0o700)


def test_handed_over_sockets(server):
    """A request that comes before the server is answered by it, also across a restart."""
    listening = socket.socket()
    listening.bind(('127.0.0.1', 0))
    listening.listen(64)
    port = listening.getsockname()[1]
    server.init()
    for _ in range(2):
        early = socket.create_connection(('127.0.0.1', port))
        early.sendall(b'GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')
        # The descriptor has to be the third, as systemd hands it over.
        server.start(environment={'LISTEN_FDS': '1'}, pass_fds=[3],
                     before=lambda: os.dup2(listening.fileno(), 3))
        check(server.port, port)
        check(read_all(early).split(b' ')[1], b'200')
        check(server.stop(), 0)
    listening.close()


def test_running_requests_are_finished(server):
    """After SIGTERM nobody new comes in, and who is being served gets his answer."""
    server.start('--password-threads', '1')
    answers = []
    def sign_in():
        answers.append(server.call('POST', '/api/v1/session', {'login': 'anna', 'password': PASSWORD}))
    threads = [threading.Thread(target=sign_in) for _ in range(6)]
    for thread in threads:
        thread.start()
    # Everybody is in; this question is one of those that run.
    wait_until(lambda: running(server) - 1 + len(answers) >= 6, 'not everybody came in')
    process = server.process
    process.send_signal(signal.SIGTERM)
    server.wait_for_log('draining')
    for thread in threads:
        thread.join()
    check([answer.status for answer in answers], [201] * 6)
    check(process.wait(60), 0)
    try:
        socket.create_connection(('127.0.0.1', server.port))
        raise AssertionError('somebody listens still')
    except ConnectionRefusedError:
        pass


def running(server):
    text = server.call('GET', '/metrics').body.decode()
    return int(next(line for line in text.splitlines()
                    if line.startswith('otklik_requests_running ')).split()[1])


def test_the_end_does_not_wait_for_ever(server):
    server.start('--drain-timeout', '1')
    link = server.connect()
    link.sendall(b'POST /api/v1/session HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n'
                 b'Content-Length: 100\r\n\r\n{')
    wait_until(lambda: running(server) > 1, 'the request has not begun')
    check(server.stop(), 0)
    link.close()


def test_tls(server):
    key, certificate = (os.path.join(server.folder, name) for name in ('key.pem', 'cert.pem'))
    subprocess.run([*CERTIFICATE, '-keyout', key, '-out', certificate], check=True,
                   stderr=subprocess.DEVNULL)
    server.start('--tls-certificate', certificate, '--tls-key', key, '--head-timeout', '2')
    context = ssl.create_default_context(cafile=certificate)
    context.check_hostname = False
    for _ in range(3):
        with socket.create_connection(('127.0.0.1', server.port)) as plain, \
                context.wrap_socket(plain) as link:
            for _ in range(2):
                link.sendall(b'GET /health HTTP/1.1\r\nHost: x\r\n\r\n')
                got = b''
                while b'"ok"' not in got:
                    got += link.recv(4096)
            assert link.version() in ('TLSv1.2', 'TLSv1.3'), link.version()
    # Who never ends his handshake is cut as well, and who speaks no TLS.
    check(server.raw(b'GET /health HTTP/1.1\r\n\r\n')[:4] == b'HTTP', False)
    read_all(server.connect())
    # A renewed certificate is taken up.
    subprocess.run([*CERTIFICATE, '-keyout', key, '-out', certificate], check=True,
                   stderr=subprocess.DEVNULL)
    server.process.send_signal(signal.SIGHUP)
    renewed = ssl.create_default_context(cafile=certificate)
    renewed.check_hostname = False
    def is_new():
        try:
            with socket.create_connection(('127.0.0.1', server.port)) as plain, \
                    renewed.wrap_socket(plain):
                return True
        except ssl.SSLError:
            return False
    wait_until(is_new, 'the old certificate is still in use')


def test_a_copy_while_it_runs(server):
    admin = server.sign_in()
    admin.command('save', entity='product', fields={'name': 'Касса'})
    admin.call('PUT', '/api/v1/files/' + sum_of(b'content'), b'content', status=201)
    copy = os.path.join(server.folder, 'copy')
    done = server.run('--backup', copy, '--database', server.database)
    check((done.returncode, done.stderr), (0, ''))
    admin.command('save', entity='product', fields={'name': 'Весы'})
    server.stop()
    place = os.path.join(server.folder, 'place')
    check(server.run('--restore', copy, '--database', server.database).returncode, 1)
    other = Server(place_for(place))
    done = other.run('--restore', copy, '--database', other.database)
    check((done.returncode, done.stderr), (0, ''))
    person = other.sign_in()
    check([r['name'] for r in person.get('/api/v1/directory/product')['records']], ['Касса'])
    check(person.call('GET', '/api/v1/files/' + sum_of(b'content')).body, b'content')
    check(other.stop(), 0)
    shutil.rmtree(place)


def place_for(path):
    os.mkdir(path)
    return path


def test_killed_and_started_again(server):
    """What was answered is there after a kill."""
    admin = server.sign_in()
    for number in range(20):
        admin.command('save', entity='product', fields={'name': f'Товар {number}'})
    server.stop(signal.SIGKILL)
    check(len(server.sign_in().get('/api/v1/directory/product')['records']), 20)


def test_health_and_readiness(server):
    for path in ('/health', '/ready'):
        answer = server.call('GET', path)
        check((answer.status, json.loads(answer.body)), (200, {'status': 'ok'}))


def test_units_are_sound(server):
    folder = os.path.join(os.environ['OTK_TEST_SRCDIR'], 'data')
    for name in ('otklik-server.service', 'otklik-server.socket'):
        with open(os.path.join(folder, name), encoding='utf-8') as file:
            text = file.read()
        assert text.startswith('# SPDX') and '[Unit]' in text, name
    done = subprocess.run(['systemd-analyze', 'verify', '--man=no',
                           os.path.join(folder, 'otklik-server.service'),
                           os.path.join(folder, 'otklik-server.socket')],
                          capture_output=True, text=True, check=False)
    problems = [line for line in done.stderr.splitlines()
                if 'otklik-server' in line and 'is not executable' not in line]
    check(problems, [])


if __name__ == '__main__':
    main(dict(globals()))
