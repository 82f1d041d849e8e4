# SPDX-License-Identifier: GPL-3.0-or-later
"""Every route for every role: who may call it, and what he is shown of it."""

import re

from server_support import ROLES, Person, check, main
from test_api import filled, new_request, organisation

# Who may call what: the least role of each kind of route.
LEAST = {'anybody': 'denied', 'person': 'customer', 'signed-in': 'customer', 'staff': 'demo',
         'administrator': 'administrator'}
BODIES = {'/api/v1/me/password': {'password': 'x', 'new_password': 'y'}, '/api/v1/me/totp': {},
          '/api/v1/presence': {'doing': 'nothing'}}


def team(server):
    """One person of each role; the denied one has a session from better days."""
    admin = server.sign_in()
    people = {role: server.person(admin, role, role)
              for role in ROLES if role not in ('administrator', 'denied')}
    people['denied'] = server.person(admin, 'gone', 'operator')
    admin.command('save', root=people['denied'].tokens['employee'], entity='employee',
                  fields={'role': 'denied'})
    people['administrator'] = admin
    return people


def test_routes_by_roles(server):
    people = team(server)
    described = server.call('GET', '/api/v1/openapi.json').json()['paths']
    for path, methods in described.items():
        for method, operation in methods.items():
            who = operation['x-who']
            # These end the session that the others are tried with.
            if who in ('anybody', 'nearby') or (method, path) == ('delete', '/api/v1/session'):
                continue
            for role in ROLES:
                body = BODIES.get(path, {}) if 'requestBody' in operation and '/files/' not in path else None
                if path == '/sync/v1/live':
                    continue
                if '/files/' in path and 'requestBody' in operation:
                    body = b'x'
                answer = people[role].call(method.upper(), filled(path), body)
                allowed = ROLES.index(role) >= ROLES.index(LEAST[who])
                refused = answer.status in (401, 403) and (
                    answer.status == 401 or method == 'head'
                    or answer.code() in ('not_allowed', 'account_closed'))
                if refused and allowed and who == 'person':
                    refused = answer.code() != 'not_allowed'
                assert refused != allowed, f'{role} {method} {path}: {answer.status} {answer.body[:200]}'
            check(Person(server).call(method.upper(), filled(path)).status, 401)


def test_a_customer_sees_his_own(server):
    people = team(server)
    admin, customer = people['administrator'], people['customer']
    fields = organisation(admin)
    mine = customer.tokens['employee']
    own = new_request(admin, {**fields, 'customer': made_customer(admin, mine)}, 'Мой вопрос')
    other = new_request(admin, fields, 'Чужой вопрос')
    admin.command('message', root=own, body='Видно')
    admin.command('message', root=own, body='Не видно', hidden=True)
    admin.command('edit', root=own, fields={'comment': 'для своих'})
    check([row['id'] for row in customer.get('/api/v1/requests')['requests']], [own])
    check(customer.call('GET', f'/api/v1/requests/{other}').status, 404)
    check(customer.call('GET', f'/api/v1/requests/{other}/messages').status, 404)
    card = customer.get(f'/api/v1/requests/{own}')['request']
    assert 'comment' not in card, card
    bodies = [m['body'] for m in customer.get(f'/api/v1/requests/{own}/messages')['messages']]
    assert 'Видно' in bodies and 'Не видно' not in bodies, bodies
    check(customer.call('GET', f'/api/v1/requests/{own}/history').status, 403)
    for query in ('view=comment%3D%D0%B4%D0%BB%D1%8F%20%D1%81%D0%B2%D0%BE%D0%B8%D1%85',
                  'sort=difficulty'):
        answer = customer.call('GET', '/api/v1/requests?' + query)
        assert answer.status == 400 or [row['id'] for row in answer.json()['requests']] == [own]


def made_customer(admin, account):
    """The customer whose account it is: they have one id."""
    return admin.command('save', root=account, entity='customer', fields={'name': 'Клиент'})['subject']


def test_the_directory_by_roles(server):
    people = team(server)
    admin, customer = people['administrator'], people['customer']
    organisation(admin)
    admin.command('save', entity='article', fields={'title': 'Для своих', 'body': 'тайна'})
    admin.command('save', entity='article', public=True, fields={'title': 'Для всех', 'body': 'явь'})
    titles = [a['title'] for a in customer.get('/api/v1/directory/article')['records']]
    check(titles, ['Для всех'])
    check(customer.get('/api/v1/search/article?text=%D1%82%D0%B0%D0%B9%D0%BD%D0%B0')['records'], [])
    service = customer.get('/api/v1/directory/service')['records'][0]
    check(sorted(set(service) - {'id', 'name', 'sort', 'text', 'parent'}), [])
    check(customer.get('/api/v1/directory/customer')['records'], [])
    people_seen = customer.get('/api/v1/directory/employee')['records']
    check([person['id'] for person in people_seen], [customer.tokens['employee']])
    for kind in ('group', 'level', 'sla', 'norm', 'schedule', 'setting', 'folder', 'calendar'):
        check(customer.call('GET', f'/api/v1/directory/{kind}').status, 404)
        people['operator'].get(f'/api/v1/directory/{kind}')


def test_commands_by_roles(server):
    """What a role may do is decided in core; the API lets nothing past it."""
    people = team(server)
    admin = people['administrator']
    fields = organisation(admin)
    for role in ('customer', 'demo', 'operator', 'supervisor'):
        answer = people[role].call('POST', '/api/v1/commands', {
            'command': 'save', 'args': {'entity': 'employee', 'name': 'Я', 'role': 'administrator'}})
        check((role, answer.status), (role, 403))
    request = new_request(admin, fields, 'Вопрос')
    check(people['demo'].call('POST', '/api/v1/commands', {'command': 'start', 'root': request}).status,
          403)
    check(people['operator'].call('POST', '/api/v1/commands', {'command': 'purge', 'root': request})
          .status, 403)
    answer = people['customer'].call('POST', '/api/v1/commands', {'command': 'start', 'root': request})
    assert answer.status in (403, 404), answer.status
    check(admin.call('POST', '/api/v1/commands', {'command': 'timer', 'root': request}).status, 403)


def test_operators_see_their_own_where_it_is_so(server):
    people = team(server)
    admin = people['administrator']
    fields = organisation(admin)
    request = new_request(admin, fields, 'Вопрос')
    settings = [s for s in admin.get('/api/v1/directory/setting')['records'] if s['key'] == 'visibility']
    admin.command('save', root=settings[0]['id'] if settings else None, entity='setting',
                  key='visibility', value='own')
    check(people['operator'].get('/api/v1/requests')['requests'], [])
    check(people['operator'].call('GET', f'/api/v1/requests/{request}').status, 404)
    check(len(people['supervisor'].get('/api/v1/requests')['requests']), 1)
    admin.put('/api/v1/presence', {'doing': 'looking', 'request': request})
    seen = next(p for p in people['operator'].get('/api/v1/team')['team']
                if p['employee'] == admin.tokens['employee'])
    assert 'request' not in seen and 'doing' not in seen, seen


def test_metrics_are_for_programs_nearby(server):
    check(server.call('GET', '/metrics').status, 200)
    check(server.call('GET', '/metrics', headers={'X-Forwarded-For': '192.0.2.1'}).status, 403)
    text = server.call('GET', '/metrics').body.decode()
    for line in text.splitlines():
        assert re.fullmatch(r'# (HELP|TYPE) \w+ .+|\w+(\{[^}]*\})? [\d.]+', line), line


if __name__ == '__main__':
    main(dict(globals()))
