# SPDX-License-Identifier: GPL-3.0-or-later
"""Sync as it is carried over HTTP: devices, pulls, and who waits for something to pull."""

import json
import threading
import uuid

from server_support import check, main

DEVICE = str(uuid.UUID('019ea607-1111-7000-8000-000000000001'))
HELLO = {'proto': 1, 'schema': 1, 'device': DEVICE, 'name': 'Desk', 'profile': 'desk', 'version': '1'}
PULL = {'proto': 1, 'schema': 1, 'device': DEVICE, 'acked_seq': 0, 'max_seq': 0, 'profile': 1,
        'want_checksum': False, 'max_bytes': 8000000}


def lines(answer):
    check((answer.status, answer.headers['Content-Type'].split(';')[0]), (200, 'application/x-ndjson'))
    return [json.loads(line) for line in answer.body.splitlines()]


def test_a_device_pulls_what_there_is(server):
    person = server.sign_in(device=DEVICE)
    check(person.call('POST', '/sync/v1/pull', PULL).status, 403)
    known = person.post('/sync/v1/device', HELLO)
    check(known['device'], DEVICE)
    got = lines(person.call('POST', '/sync/v1/pull', {**PULL, 'epoch': known['epoch']}))
    assert 'h' in got[0] and 'end' in got[-1], (got[0], got[-1])
    assert any(line.get('r', [None])[0] == 'employee' for line in got), 'nobody came'
    cookie = got[-1]['end']['cookie']
    person.command('save', entity='product', fields={'name': 'Касса'})
    more = lines(person.call('POST', '/sync/v1/pull', {**PULL, 'epoch': known['epoch'], 'cookie': cookie}))
    check([line['r'][0] for line in more if 'r' in line and line['r'][0] != 'fact'][0] != '', True)
    assert len(more) < len(got), 'everything came again'


def test_malformed_messages(server):
    person = server.sign_in(device=DEVICE)
    person.post('/sync/v1/device', HELLO)
    for path in ('device', 'push', 'pull', 'check'):
        for body in (b'', b'{', b'[]', b'{}', b'\xff', b'[' * 5000, b'{"proto":"x"}'):
            answer = person.call('POST', '/sync/v1/' + path, body)
            assert 400 <= answer.status < 500, f'{path} {body[:20]}: {answer.status}'
    answer = person.call('POST', '/sync/v1/pull', {**PULL, 'schema': 9999})
    check(answer.status, 426)


def test_whoever_waits_is_told(server):
    person = server.sign_in()
    other = server.sign_in()
    answers = []
    waiting = threading.Thread(target=lambda: answers.append(person.get('/sync/v1/live?wait=50')))
    waiting.start()
    # Until he waits nothing is lost either: a poke carries no data.
    while waiting.is_alive():
        other.command('save', entity='product', fields={'name': str(uuid.uuid4())})
        waiting.join(0.1)
    check(answers, [{'poke': True}])
    check(person.get('/sync/v1/live?wait=1'), {'poke': False})


def test_the_end_releases_who_waits(server):
    person = server.sign_in()
    answers = []
    waiting = threading.Thread(target=lambda: answers.append(person.call('GET', '/sync/v1/live?wait=50')))
    waiting.start()
    while not running(server):
        pass
    check(server.stop(), 0)
    waiting.join()
    check(answers[0].status, 200)


def running(server):
    text = server.call('GET', '/metrics').body.decode()
    return 'otklik_requests_running 2' in text


if __name__ == '__main__':
    main(dict(globals()))
