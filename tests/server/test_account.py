# SPDX-License-Identifier: GPL-3.0-or-later
"""Signing in: tokens and their rotation, the second factor, guessing, sessions, passwords."""

import base64
import hashlib
import hmac
import struct

from server_support import PASSWORD, Person, check, main

NOW = 1780902000  # START


def code_at(secret, seconds):
    """RFC 6238."""
    key = base64.b32decode(secret)
    mac = hmac.new(key, struct.pack('>Q', seconds // 30), hashlib.sha1).digest()
    at = mac[-1] & 15
    return '%06d' % ((struct.unpack('>I', mac[at:at + 4])[0] & 0x7fffffff) % 1000000)


def refresh(server, tokens, status=200, **more):
    answer = server.call('POST', '/api/v1/session/refresh',
                         {'refresh_token': tokens['refresh_token'], 'device': tokens['device'], **more})
    check(answer.status, status)
    return answer.json()


def test_sign_in_and_out(server):
    person = server.sign_in()
    check(person.get('/api/v1/me')['employee']['login'], 'anna')
    person.delete('/api/v1/session')
    check(person.call('GET', '/api/v1/me').status, 401)
    check(server.sign_in(password='no', status=401).code(), 'wrong')
    check(server.sign_in(login='nobody', status=401).code(), 'wrong')


def test_access_tokens_are_short(server):
    person = server.sign_in()
    server.set_time('2026-06-08T10:14:20+03:00')
    person.get('/api/v1/me')
    server.set_time('2026-06-08T10:15:30+03:00')
    check(person.call('GET', '/api/v1/me').code(), 'token_expired')
    renewed = refresh(server, person.tokens)
    check(Person(server, renewed).call('GET', '/api/v1/me').status, 200)


def test_refresh_tokens_last_thirty_days(server):
    person = server.sign_in()
    server.set_time('2026-07-08T10:01:00+03:00')
    refresh(server, person.tokens, 401)


def test_a_refresh_token_belongs_to_its_device(server):
    person = server.sign_in()
    refresh(server, person.tokens, 401, device='019ea607-0000-7000-8000-000000000000')
    refresh(server, person.tokens)


def test_a_lost_answer_is_forgiven(server):
    """The answer with the new pair did not arrive: the old token is shown again."""
    person = server.sign_in()
    refresh(server, person.tokens)
    again = refresh(server, person.tokens)
    Person(server, again).get('/api/v1/me')


def test_a_copied_token_ends_the_session(server):
    person = server.sign_in()
    thief = Person(server, refresh(server, person.tokens))
    thief.get('/api/v1/me')
    # The confirmation is written behind the answer.
    thief.put('/api/v1/presence', {'doing': 'nothing'})
    thief.get('/api/v1/sessions')
    thief.command('save', entity='product', fields={'name': 'Terminal'})
    refresh(server, person.tokens, 401)
    check(thief.call('GET', '/api/v1/me').status, 401)
    refresh(server, thief.tokens, 401)


def test_the_second_factor(server):
    person = server.sign_in()
    check(person.post('/api/v1/me/totp', {'password': 'wrong one'}, 403)['error']['code'], 'wrong')
    secret = person.post('/api/v1/me/totp', {'password': PASSWORD})['secret']
    check(person.put('/api/v1/me/totp', {'code': '000000'}, 403).code(), 'code_wrong')
    person.put('/api/v1/me/totp', {'code': code_at(secret, NOW)})
    check(server.sign_in(status=401).code(), 'code_needed')
    check(server.sign_in(status=401, code=code_at(secret, NOW)).code(), 'code_wrong')
    server.set_time('2026-06-08T10:01:00+03:00')
    server.sign_in(code=code_at(secret, NOW + 60))
    check(server.sign_in(status=401, code=code_at(secret, NOW + 60)).code(), 'code_wrong')
    person.post('/api/v1/me/totp', {'password': PASSWORD}, 409)
    person.call('POST', '/api/v1/me/totp/end', {'password': PASSWORD}, status=204)
    server.sign_in()


def test_guessing_is_slowed_down(server):
    known = server.sign_in()
    for _ in range(5):
        server.sign_in(password='a wrong guess', status=401)
    answer = server.sign_in(status=429)
    check(answer.code(), 'slow_down')
    assert int(answer.headers['Retry-After']) > 0
    # His own device is not locked out by what others do, and neither is anybody else.
    server.sign_in(device_key=known.tokens['device_key'])
    check(server.sign_in(login='boris', status=401).code(), 'wrong')
    server.set_time('2026-06-08T10:01:00+03:00')
    server.sign_in()


def test_a_device_key_of_another_is_none(server):
    admin = server.sign_in()
    boris = server.person(admin, 'boris', 'operator')
    for _ in range(5):
        server.sign_in('boris', 'a wrong guess', 401, device_key=admin.tokens['device_key'])
    server.sign_in('boris', status=429, device_key=admin.tokens['device_key'])
    boris.get('/api/v1/me')


def test_sessions_are_listed_and_ended(server):
    first = server.sign_in(label='Phone')
    second = server.sign_in(label='Desk')
    listed = first.get('/api/v1/sessions')['sessions']
    check(sorted(entry['label'] for entry in listed), ['Desk', 'Phone'])
    other = next(entry for entry in listed if not entry['this'])
    first.delete(f'/api/v1/sessions/{other["id"]}')
    check(second.call('GET', '/api/v1/me').status, 401)
    refresh(server, second.tokens, 401)
    third = server.sign_in()
    third.delete('/api/v1/sessions')
    check(first.call('GET', '/api/v1/me').status, 401)
    third.get('/api/v1/me')


def test_nobody_ends_the_sessions_of_others(server):
    admin = server.sign_in()
    boris = server.person(admin, 'boris', 'operator')
    session = admin.get('/api/v1/sessions')['sessions'][0]['id']
    boris.delete(f'/api/v1/sessions/{session}')
    admin.get('/api/v1/me')
    boris.delete(f'/api/v1/employees/{admin.tokens["employee"]}/sessions', 403)
    admin.delete(f'/api/v1/employees/{boris.tokens["employee"]}/sessions')
    check(boris.call('GET', '/api/v1/me').status, 401)


def test_a_given_password_has_to_be_changed(server):
    admin = server.sign_in()
    made = admin.command('save', entity='employee', fields={
        'name': 'Boris', 'login': 'boris', 'role': 'operator', 'active': True})
    given = admin.call('PUT', f'/api/v1/employees/{made["subject"]}/password', status=200).json()
    boris = server.sign_in('boris', given['password'])
    check(boris.tokens['password_due'], True)
    check(boris.call('GET', '/api/v1/requests').code(), 'password_due')
    check(boris.put('/api/v1/me/password', {'password': given['password'], 'new_password': 'short'},
                    400).code(), 'invalid')
    boris.put('/api/v1/me/password', {'password': given['password'], 'new_password': 'long enough'})
    boris.get('/api/v1/requests')
    server.sign_in('boris', given['password'], 401)


def test_a_new_password_ends_other_sessions(server):
    first = server.sign_in()
    second = server.sign_in()
    first.put('/api/v1/me/password', {'password': PASSWORD, 'new_password': 'another battery'})
    check(second.call('GET', '/api/v1/me').status, 401)
    first.get('/api/v1/me')
    server.sign_in(status=401)


def test_whoever_may_not_work_is_out(server):
    admin = server.sign_in()
    boris = server.person(admin, 'boris', 'operator')
    admin.command('save', root=boris.tokens['employee'], entity='employee', fields={'active': False})
    check(boris.call('GET', '/api/v1/me').code(), 'account_closed')
    server.sign_in('boris', status=401)


if __name__ == '__main__':
    main(dict(globals()))
