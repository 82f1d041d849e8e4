# SPDX-License-Identifier: GPL-3.0-or-later
"""The API as a program uses it, and its description held against what runs."""

import json
import re
import subprocess

from server_support import PROGRAM, check, main

SOME_ID = '019ea607-0000-7000-8000-000000000001'
VALUES = {'id': SOME_ID, 'kind': 'service', 'sha256': '0' * 64}


def filled(path):
    return re.sub(r'{(\w+)}', lambda match: VALUES[match[1]], path)


def organisation(admin):
    """A service that the administrator answers for, and a customer."""
    me = admin.tokens['employee']
    service = admin.command('save', entity='service', responsibles=[me],
                            fields={'name': 'Доступ'})['subject']
    customer = admin.command('save', entity='customer', fields={'name': 'Ольга Ветрова'})['subject']
    kind = admin.get('/api/v1/directory/request_type')['records'][0]['id']
    return {'service': service, 'customer': customer, 'type': kind, 'channel': 'phone'}


def new_request(admin, fields, subject):
    made = admin.command('create', fields={**fields, 'subject': subject})
    check(made['status'], 'applied')
    return made['subject']


def test_a_request_from_beginning_to_end(server):
    admin = server.sign_in()
    fields = organisation(admin)
    request = new_request(admin, fields, 'Не пускает')
    card = admin.get(f'/api/v1/requests/{request}')
    check(card['request']['status'], 'accepted')
    check(card['names'][fields['customer']], 'Ольга Ветрова')
    assert 'start' in card['allowed'] and 'resume' not in card['allowed'], card['allowed']
    check(admin.get(f'/api/v1/requests/{card["request"]["number"]}')['request']['id'], request)
    admin.command('start', root=request)
    admin.command('message', root=request, body='Проверьте ещё раз')
    admin.command('message', root=request, body='Между нами', hidden=True)
    bodies = [m.get('body') for m in admin.get(f'/api/v1/requests/{request}/messages')['messages']]
    assert 'Проверьте ещё раз' in bodies and 'Между нами' in bodies, bodies
    check(admin.command('pause', root=request, status=400)['error']['code'], 'invalid')
    history = admin.get(f'/api/v1/requests/{request}/history')['history']
    assert any(line.get('field') == 'status' and line['after'] == 'in_work' for line in history)
    check(admin.get('/api/v1/requests')['requests'][0]['id'], request)


def test_a_command_is_executed_once(server):
    admin = server.sign_in()
    body = {'command': 'save', 'id': SOME_ID, 'args': {'entity': 'product', 'name': 'Касса'}}
    check(admin.post('/api/v1/commands', body)['status'], 'applied')
    check(admin.post('/api/v1/commands', body)['status'], 'unchanged')
    check(len(admin.get('/api/v1/directory/product')['records']), 1)


def test_several_commands(server):
    admin = server.sign_in()
    commands = [{'command': 'save', 'args': {'entity': 'product', 'name': name}}
                for name in ('Касса', 'Весы')]
    commands.insert(1, {'command': 'start', 'root': SOME_ID})
    outcomes = admin.post('/api/v1/commands', {'commands': commands})['outcomes']
    check([outcome['status'] for outcome in outcomes], ['applied', 'refused', 'applied'])
    check(outcomes[1]['error']['code'], 'not_found')


def test_malformed_commands(server):
    admin = server.sign_in()
    for body in ({}, {'command': 7}, {'command': 'dance'}, {'command': 'timer'},
                 {'command': 'save', 'args': []}, {'command': 'save', 'id': 'x'},
                 {'command': 'save', 'args': {'entity': 'nothing'}}, {'commands': []},
                 {'commands': [7]}, {'commands': [{'command': 'start'}] * 51},
                 {'command': 'create', 'args': {'number': 'seven'}},
                 {'command': 'create', 'args': {'subject': 'a\u0000b'}},
                 {'command': 'create', 'args': {'subject': ['a']}},
                 {'command': 'start', 'more': 1}):
        answer = admin.call('POST', '/api/v1/commands', body)
        assert answer.status in (400, 403, 404, 422), f'{body}: {answer.status} {answer.body}'
    check(admin.call('POST', '/api/v1/commands', b'[]', {'Content-Type': 'application/json'}).status, 400)
    check(admin.call('POST', '/api/v1/commands', b'{}', {'Content-Type': 'text/plain'}).status, 415)


def test_pages_follow_each_other(server):
    admin = server.sign_in()
    fields = organisation(admin)
    made = [new_request(admin, fields, f'Вопрос {n % 4}') for n in range(23)]
    for sort in ('', '&sort=subject', '&sort=-subject', '&sort=number', '&sort=-resolution_due',
                 '&sort=customer', '&sort=-created_at', '&sort=rating'):
        whole = [row['id'] for row in admin.get(f'/api/v1/requests?limit=200{sort}')['requests']]
        check(sorted(whole), sorted(made))
        seen, after = [], ''
        while True:
            page = admin.get(f'/api/v1/requests?limit=5{sort}{after}')
            seen += [row['id'] for row in page['requests']]
            if 'next' not in page:
                break
            after = '&after=' + page['next'].replace('=', '%3D')
        check(seen, whole)
    check(len(admin.get('/api/v1/requests?search=%D0%B2%D0%BE%D0%BF%D1%80%D0%BE%D1%81&limit=9')
              ['requests']), 9)


def test_views(server):
    admin = server.sign_in()
    fields = organisation(admin)
    first = new_request(admin, fields, 'Первый')
    new_request(admin, fields, 'Второй')
    admin.command('start', root=first)
    found = admin.get('/api/v1/requests?view=status%3Din_work%3B%20responsible%3D%40me')['requests']
    check([row['id'] for row in found], [first])
    for query in ('view=nonsense%3D1', 'sort=text', 'sort=nothing', 'limit=0', 'limit=x', 'after=x',
                  'after=%00', 'limit=1&limit=2', 'view=%ff'):
        check(admin.call('GET', '/api/v1/requests?' + query).status, 400)


def test_directory_and_search(server):
    admin = server.sign_in()
    fields = organisation(admin)
    check(admin.get(f'/api/v1/directory/customer/{fields["customer"]}')['name'], 'Ольга Ветрова')
    found = admin.get('/api/v1/search/customer?text=%D0%B2%D0%B5%D1%82')['records']
    check([record['id'] for record in found], [fields['customer']])
    for path in ('/directory/nothing', '/directory/message', '/search/service', '/directory/service/x',
                 f'/directory/service/{SOME_ID}', f'/requests/{SOME_ID}', '/requests/999999'):
        answer = admin.call('GET', '/api/v1' + path)
        assert answer.status in (400, 404), f'{path}: {answer.status}'


def test_the_team(server):
    admin = server.sign_in()
    fields = organisation(admin)
    request = new_request(admin, fields, 'Вопрос')
    boris = server.person(admin, 'boris', 'operator')
    boris.put('/api/v1/presence', {'doing': 'replying', 'request': request})
    person = next(entry for entry in admin.get('/api/v1/team')['team']
                  if entry['employee'] == boris.tokens['employee'])
    check((person['here'], person['doing'], person['request']), (True, 'replying', request))
    server.set_time('2026-06-08T10:05:00+03:00')
    person = next(entry for entry in admin.get('/api/v1/team')['team']
                  if entry['employee'] == boris.tokens['employee'])
    check((person['here'], 'doing' in person), (False, False))
    boris.put('/api/v1/presence', {'doing': 'dancing'}, 400)


def test_description_and_routes_agree(server):
    described = server.call('GET', '/api/v1/openapi.json').json()
    there = {(method.upper(), path): operation for path, methods in described['paths'].items()
             for method, operation in methods.items()}
    table = {}
    for line in subprocess.run([PROGRAM, '--routes'], capture_output=True, text=True,
                               check=True).stdout.splitlines():
        method, path, who, _, summary = line.split('\t')
        table[(method, path)] = (who, summary)
    check(sorted(there), sorted(table))
    for route, (who, summary) in table.items():
        check((there[route]['x-who'], there[route]['summary']), (who, summary))
        names = [p['name'] for p in there[route].get('parameters', ()) if p['in'] == 'path']
        check(names, re.findall(r'{(\w+)}', route[1]))
    check(len({operation['operationId'] for operation in there.values()}), len(there))


def test_what_is_described_runs_and_nothing_else(server):
    """Each route answers; each other method of its path is refused with the list of those."""
    described = server.call('GET', '/api/v1/openapi.json').json()['paths']
    for path, methods in described.items():
        for method in ('GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'):
            answer = server.call(method, filled(path))
            if method.lower() in methods:
                assert answer.status not in (404, 405, 500, 501), f'{method} {path}: {answer.status}'
            else:
                check((method, path, answer.status), (method, path, 405))
                check(sorted(answer.headers['Allow'].split(', ')),
                      sorted(name.upper() for name in methods))
    for path in ('/', '/api', '/api/v1', '/api/v1/', '/api/v1/me/', '/api/v2/me', '/health/x'):
        check(server.call('GET', path).status, 404)


def test_errors_are_json_and_tell_nothing_of_the_inside(server):
    for method, path in (('GET', '/nothing'), ('GET', '/api/v1/me'), ('BREW', '/health')):
        answer = server.raw(f'{method} {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'.encode())
        head, _, body = answer.partition(b'\r\n\r\n')
        check(sorted(json.loads(body)['error']), ['code', 'text'])
        assert b'\r\nServer:' not in head, head


if __name__ == '__main__':
    main(dict(globals()))
