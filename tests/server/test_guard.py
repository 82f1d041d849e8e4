# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests that two readers understand differently, slow peers, too many of them: the server alone."""

import json
import os
import re
import socket
import time

from hostile import HOSTILE, LARGE_BODY, check_answers
from server_support import check, main, read_all, wait_until


def test_hostile_requests(server):
    server.ready()
    for name, request, statuses in HOSTILE:
        check_answers(name, server.raw(request), statuses)
    check(server.call('GET', '/health').status, 200)


test_hostile_requests.arguments = ['--idle-timeout', '1', '--head-timeout', '1']


def test_a_large_body_is_refused_unread(server):
    """413 before any of it is read, and nothing of it stays in memory."""
    server.ready()
    answer = server.raw(LARGE_BODY + b'x' * 1000)
    check(answer.split(b' ')[1], b'413')
    before = resident(server)
    link = server.connect()
    link.sendall(LARGE_BODY)
    try:
        for _ in range(1000):
            link.sendall(b'x' * 100000)
    except (BrokenPipeError, ConnectionResetError):
        pass
    link.close()
    check(server.call('GET', '/health').status, 200)
    assert resident(server) < before + 4096, 'the body was kept'


def test_no_100_continue_for_what_is_refused(server):
    answer = server.raw(b'POST /api/v1/session HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n'
                        b'Content-Length: 99999999\r\nExpect: 100-continue\r\n\r\n')
    check(answer.split(b' ')[1], b'413')


def resident(server):
    with open(f'/proc/{server.process.pid}/status', encoding='ascii') as file:
        return int(re.search(r'VmRSS:\s+(\d+)', file.read())[1])


def ends_within(link, seconds):
    link.settimeout(seconds)
    started = time.monotonic()
    read_all(link)
    return time.monotonic() - started


def test_slow_peers_are_cut(server):
    server.ready()
    for begin in (b'', b'GET /hea', b'GET /health HTTP/1.1\r\nHost: x\r\nX-Slow: ',
                  b'POST /api/v1/session HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n'
                  b'Content-Length: 100\r\n\r\n{"login":',
                  b'GET /health HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n'):
        link = server.connect()
        link.sendall(begin)
        ends_within(link, 30)
        link.close()
    check(server.call('GET', '/health').status, 200)


test_slow_peers_are_cut.arguments = ['--head-timeout', '1', '--body-timeout', '1']


def test_an_idle_connection_is_cut(server):
    link = server.connect()
    link.sendall(b'GET /health HTTP/1.1\r\nHost: x\r\n\r\n')
    link.settimeout(30)
    got = read_all(link)
    assert got.startswith(b'HTTP/1.1 200'), got


test_an_idle_connection_is_cut.arguments = ['--idle-timeout', '1']


def test_an_answer_that_is_not_taken_is_given_up(server):
    """The client asks for much and reads nothing."""
    server.ready()
    link = socket.socket()
    link.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    link.connect(('127.0.0.1', server.port))
    link.sendall(b'GET /api/v1/openapi.json HTTP/1.1\r\nHost: x\r\n\r\n' * 60)
    wait_until(lambda: server.call('GET', '/health').status == 200
               and connections(server) <= 1, 'the connection is still there')
    link.close()


test_an_answer_that_is_not_taken_is_given_up.arguments = ['--idle-timeout', '1']


def connections(server):
    text = server.call('GET', '/metrics').body.decode()
    return int(re.search(r'^otklik_connections (\d+)$', text, re.M)[1])


def test_too_many_of_one_peer(server):
    server.ready()
    links = [server.connect() for _ in range(4)]
    extra = server.connect()
    check(read_all(extra), b'')
    for link in links:
        link.close()
    def served():
        try:
            return server.call('GET', '/health').status == 200
        except OSError:
            return False
    wait_until(served, 'nobody is let in again')


test_too_many_of_one_peer.arguments = ['--max-per-peer', '4']


def test_connections_are_let_go(server):
    """Whoever leaves between two requests leaves nothing behind."""
    server.ready()
    files = f'/proc/{server.process.pid}/fd'
    before = len(os.listdir(files))
    for _ in range(200):
        link = server.connect()
        link.sendall(b'GET /health HTTP/1.1\r\nHost: x\r\n\r\n')
        got = b''
        while b'"ok"' not in got:
            got += link.recv(4096)
        link.close()
    wait_until(lambda: len(os.listdir(files)) <= before + 2, 'descriptors stay open')
    wait_until(lambda: connections(server) == 1, 'connections are still counted')


def test_the_log_tells_no_secrets(server):
    person = server.sign_in()
    server.sign_in(password='something wrong', status=401)
    person.get('/api/v1/requests?search=confidential')
    person.command('save', entity='customer', fields={'name': 'Секретный Клиент'})
    server.stop()
    with open(server.log, encoding='utf-8') as file:
        text = file.read()
    for secret in ('correct horse', 'something wrong', 'confidential', 'Секретный', 'anna',
                   person.tokens['access_token'], person.tokens['refresh_token']):
        assert secret not in text, f'the log holds {secret}'
    for line in text.splitlines():
        json.loads(line)


if __name__ == '__main__':
    main(dict(globals()))
