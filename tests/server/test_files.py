# SPDX-License-Identifier: GPL-3.0-or-later
"""Attachments by the hash of their content, in parts and at once."""

import hashlib
import os

from server_support import check, main
from test_api import new_request, organisation

PART = 4 * 1024 * 1024


def sum_of(content):
    return hashlib.sha256(content).hexdigest()


def bring(person, content, part, start=0):
    """Brings a file in parts of so many bytes."""
    path = '/api/v1/files/' + sum_of(content)
    for at in range(start, len(content), part):
        piece = content[at:at + part]
        last = at + len(piece) == len(content)
        answer = person.call('PATCH', path, piece, {'Upload-Offset': str(at),
                                                    'Upload-Complete': '?1' if last else '?0'})
        check(answer.status, 201 if last else 204)
        if not last:
            check(answer.headers['Upload-Offset'], str(at + len(piece)))


def test_a_small_file_at_once(server):
    admin = server.sign_in()
    content = 'Счёт'.encode()
    path = '/api/v1/files/' + sum_of(content)
    check(admin.call('HEAD', path).status, 404)
    check(admin.call('PUT', path, content).status, 201)
    answer = admin.call('GET', path)
    check((answer.status, answer.body), (200, content))
    check(answer.headers['Content-Disposition'], 'attachment')
    check(admin.call('HEAD', path).headers['Content-Length'], str(len(content)))
    check(admin.call('GET', path + '?offset=4').body, content[4:])
    check(admin.call('GET', path + '?offset=99').status, 400)


def test_a_file_in_parts_goes_on_after_a_break(server):
    admin = server.sign_in()
    content = os.urandom(PART + 12345)
    path = '/api/v1/files/' + sum_of(content)
    admin.call('PATCH', path, content[:100000], {'Upload-Offset': '0'}, status=204)
    server.stop()
    server.start()
    answer = admin.call('HEAD', path)
    check((answer.status, answer.headers['Upload-Offset']), (404, '100000'))
    wrong = admin.call('PATCH', path, b'x', {'Upload-Offset': '7'})
    check((wrong.status, wrong.headers['Upload-Offset']), (409, '100000'))
    bring(admin, content, PART, 100000)
    check(sum_of(admin.call('GET', path).body), sum_of(content))
    check(os.listdir(os.path.join(server.folder, 'files', 'incoming')), [])


def test_what_is_another_file_is_refused(server):
    admin = server.sign_in()
    path = '/api/v1/files/' + sum_of(b'announced')
    check(admin.call('PUT', path, b'another').status, 400)
    check(admin.call('GET', path).headers['Upload-Offset'], '0')
    for name in ('x', 'A' * 64, '..', '0' * 63, '0' * 65, '%2e%2e%2f' + '0' * 55):
        check(admin.call('PUT', '/api/v1/files/' + name, b'x').status, 404)
    answer = server.raw(f'PUT {path} HTTP/1.1\r\nHost: x\r\nContent-Length: {PART + 1}\r\n\r\n'.encode())
    check(answer.split(b' ')[1], b'413')
    check(admin.call('PATCH', path, b'x').status, 400)
    check(admin.call('PATCH', path, b'x', {'Upload-Offset': '-1'}).status, 400)


def test_ranges_are_not_served(server):
    admin = server.sign_in()
    content = b'0123456789'
    path = '/api/v1/files/' + sum_of(content)
    admin.call('PUT', path, content, status=201)
    answer = admin.call('GET', path, headers={'Range': 'bytes=2-3,5-6'})
    check((answer.status, answer.body), (200, content))


def test_a_file_is_seen_with_its_request(server):
    admin = server.sign_in()
    fields = organisation(admin)
    boris = server.person(admin, 'boris', 'operator')
    customer = server.person(admin, 'client', 'customer')
    mine = admin.command('save', root=customer.tokens['employee'], entity='customer',
                         fields={'name': 'Клиент'})['subject']
    contents = {'open': b'for him', 'hidden': b'for us', 'other': b'of another request'}
    own = new_request(admin, {**fields, 'customer': mine}, 'Мой')
    other = new_request(admin, fields, 'Чужой')
    for name, content in contents.items():
        admin.call('PUT', '/api/v1/files/' + sum_of(content), content, status=201)
        admin.command('attach', root=other if name == 'other' else own, hidden=name == 'hidden',
                      size=len(content), sha256=sum_of(content), fields={'name': name})
    paths = {name: '/api/v1/files/' + sum_of(content) for name, content in contents.items()}
    check([customer.call('GET', paths[name]).status for name in contents], [200, 404, 404])
    check([boris.call('GET', paths[name]).status for name in contents], [200, 200, 200])
    listed = customer.get(f'/api/v1/requests/{own}/attachments')['attachments']
    check([entry['name'] for entry in listed], ['open'])


def test_nobody_reads_what_another_brings(server):
    admin = server.sign_in()
    boris = server.person(admin, 'boris', 'operator')
    path = '/api/v1/files/' + sum_of(b'not yet attached')
    admin.call('PUT', path, b'not yet attached', status=201)
    check(boris.call('GET', path).status, 404)
    check(boris.call('PUT', path, b'not yet attached').status, 201)
    check(boris.call('GET', path).status, 200)


if __name__ == '__main__':
    main(dict(globals()))
