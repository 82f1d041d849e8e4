#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What people and broken machines do: every refusal says what to do and loses nothing."""

import fcntl
import os
import re
import resource
import signal
import sqlite3
import subprocess

from ctl_support import ORGANISATION, PROGRAM, REQUEST, check, main

MANUAL = os.path.join(os.path.dirname(__file__), '../../data/otklikctl.1')
NOW = '2026-06-08T09:00:00+03:00'


def test_misuse_exits_with_2(desk):
    for arguments in (['nonsense'], ['request'], ['request', 'dance'], ['request', 'show'],
                      ['request', 'show', '1', '2'], ['request', 'new', '--colour', 'red'],
                      ['request', 'new', '--subject'], ['request', 'new', '--subject', 'а', '--subject', 'б'],
                      ['request', 'list', '--json=yes'], ['fill'], ['fill', '--requests', 'many'],
                      ['fill', '--requests', '0']):
        desk.refused(*arguments, status=2)
    desk.refused('request', 'list', now='yesterday', status=2)
    check(desk.run('help', 'nonsense').status, 2)


def test_manual_names_every_command(desk):
    words = set(re.findall(r'[a-z-]+', open(MANUAL, encoding='utf-8').read().replace('\\-', '-')))
    listed = desk.do('help').split('Commands:')[1].split('Options of every')[0]
    for line in listed.strip().splitlines():
        for word in re.split('  +', line.strip())[0].split():
            assert not word.islower() or word in words, word


def test_no_database(desk):
    for arguments in (['request', 'list'], ['request', 'start', '1'], ['tick'], ['rebuild'],
                      ['export-config'], ['backup', desk.path('copy.db')], ['bench']):
        desk.refused(*arguments, saying='otklikctl init')
        check(os.path.exists(desk.database), False)


def test_missing_folder(desk):
    for arguments in (['init', '--name', 'Анна'], ['init', '--sample'], ['fill', '--requests', '1']):
        desk.refused(*arguments, database=desk.path('missing/test.db'))


def test_read_only_folder(desk):
    if os.geteuid() == 0:
        folder = '/proc'  # root may write anywhere else
    else:
        folder = desk.path('read-only')
        os.mkdir(folder, 0o500)
    desk.refused('init', '--name', 'Анна', database=os.path.join(folder, 'test.db'))


def test_no_database_at_all_in_the_file(desk):
    for content in ('plain text ' * 1000, b'\0' * 8192, b'SQLite format 3\0' + b'\xff' * 5000):
        path = desk.write('broken.db', content)
        for arguments in (['request', 'list'], ['init', '--name', 'Анна'], ['tick']):
            desk.refused(*arguments, database=path)
        with open(path, 'rb') as file:
            check(file.read(), content if isinstance(content, bytes) else content.encode())


def test_database_of_a_newer_program(desk):
    desk.apply(ORGANISATION)
    connection = sqlite3.connect(desk.database)
    [version] = connection.execute('PRAGMA user_version').fetchone()
    connection.execute(f'PRAGMA user_version = {version + 1000}')
    connection.commit()
    connection.close()
    before = open(desk.database, 'rb').read()
    desk.refused('request', 'list', saying='newer')
    desk.refused('request', 'start', '1', saying='newer')
    check(open(desk.database, 'rb').read(), before)


def test_database_held_by_another_program(desk):
    desk.apply(ORGANISATION, now=NOW)
    desk.new(*REQUEST, '--service', 'Один', now=NOW)
    # The first program reads its file from a pipe and holds the database meanwhile.
    with open(desk.database + '.lock', 'r+b') as lock:
        fcntl.lockf(lock, fcntl.LOCK_EX)
        held = desk.run('request', 'start', '1', now=NOW)
    if held.status == 0:  # the store locks by other means
        with subprocess.Popen([PROGRAM, 'fill', '--requests', '100000', '--db', desk.database],
                              stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as other:
            other.stderr.readline()  # it is at work
            held = desk.run('request', 'new', *REQUEST, '--service', 'Один')
            read = desk.run('request', 'list')
            other.kill()
        check(read.status, 0)
    check(held.status, 1)
    assert held.errors.startswith('otklikctl: '), held.errors


def test_killed_in_the_middle(desk):
    desk.apply(ORGANISATION, now=NOW)
    with subprocess.Popen([PROGRAM, 'fill', '--requests', '100000', '--db', desk.database],
                          stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as other:
        other.stderr.readline()
        other.kill()
    desk.do('request', 'list')
    check(desk.ask('rebuild', '--check')['differences'], 0)


def test_full_disk(desk):
    """A limit on the size of files stands in for the disk: no test may fill the real one."""
    desk.apply(ORGANISATION, now=NOW)
    room = os.path.getsize(desk.database) + 40000

    def limit():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))

    acknowledged = 0
    for _ in range(100):
        done = subprocess.run([PROGRAM, 'request', 'new', *REQUEST, '--service', 'Один', '--text', 'я' * 20000,
                               '--db', desk.database, '--now', NOW],
                              capture_output=True, text=True, check=False, preexec_fn=limit)
        if done.returncode != 0:
            break
        acknowledged += 1
    check(done.returncode, 1)
    assert done.stderr.startswith('otklikctl: ') and 'The disk is full' in done.stderr, done.stderr
    # There is room again: nothing that was acknowledged is lost, and work goes on.
    check(desk.ask('request', 'list')['count'], acknowledged)
    check(desk.ask('rebuild', '--check')['differences'], 0)
    check(desk.new(*REQUEST, '--service', 'Один', now=NOW), acknowledged + 1)


def test_bad_texts(desk):
    desk.apply(ORGANISATION, now=NOW)
    base = ['--type', 'Вопрос', '--service', 'Один', '--customer', 'Ольга Ветрова']
    desk.refused('request', 'new', *base, '--subject', 'я' * 501, now=NOW)
    desk.refused('request', 'new', *base, '--subject', '', now=NOW)
    desk.refused('request', 'new', *base, '--subject', '   ', now=NOW)
    desk.refused('request', 'new', *base, now=NOW)
    check(desk.ask('request', 'list')['count'], 0)
    # What cannot be seen is left out.
    number = str(desk.new(*base, '--subject', 'А\x07', '--text', 'Б\x1b[31m', now=NOW))
    check((desk.show(number)['subject'], desk.show(number)['text']), ('А', 'Б[31m'))
    desk.refused('request', 'message', number, '--text', '', now=NOW, login='boris')
    desk.refused('request', 'message', number, '--text', '\x01\x02', now=NOW, login='boris')
    check(desk.show(number)['conversation'], [])


def test_invalid_utf8(desk):
    desk.apply(ORGANISATION, now=NOW)
    done = subprocess.run([PROGRAM.encode(), b'request', b'new', b'--db', desk.database.encode(),
                           b'--subject', b'\xff\xfe\xfa'], capture_output=True, check=False)
    check(done.returncode, 2)
    assert b'UTF-8' in done.stderr, done.stderr


def test_names_nobody_has(desk):
    desk.apply(ORGANISATION, now=NOW)
    number = str(desk.new(*REQUEST, '--service', 'Один', now=NOW))
    desk.refused('request', 'show', '99', saying='99')
    desk.refused('request', 'show', 'nonsense', saying='nonsense')
    desk.refused('request', 'new', '--type', 'Нет', now=NOW, saying='«Нет»')
    desk.refused('request', 'assign', number, '--responsible', 'gleb', now=NOW, saying='gleb')
    desk.refused('request', 'start', number, now=NOW, login='gleb', saying='gleb')


def test_refused_by_the_rules(desk):
    desk.apply(ORGANISATION, now=NOW)
    number = str(desk.new(*REQUEST, '--service', 'Один', now=NOW))
    desk.refused('request', 'resume', number, now=NOW, login='boris')
    check(desk.ask('request', 'restore', number, now=NOW, login='anna')['changed'], False)
    desk.refused('request', 'pause', number, '--reason', 'Ждём', now=NOW, login='boris')
    desk.do('request', 'start', number, now=NOW, login='boris')
    desk.refused('request', 'pause', number, now=NOW, login='boris')
    desk.refused('request', 'pause', number, '--reason', 'Ждём', '--hours', '-1', now=NOW, login='boris',
                 status=2)
    check(desk.show(number)['status'], 'in_work')


def test_clock_that_jumps_back(desk):
    desk.apply(ORGANISATION, now=NOW)
    number = str(desk.new(*REQUEST, '--service', 'Один', now=NOW))
    desk.do('request', 'start', number, now='2026-06-08T08:00:00+03:00', login='boris')
    shown = desk.show(number, now='2026-06-08T08:30:00+03:00')
    check((shown['status'], shown['reaction_spent_s']), ('in_work', 0))
    # What happened is dated alike everywhere: not before what happened before it.
    [entry] = [line for line in shown['history'] if line.get('field') == 'status' and line['after'] == 'in_work']
    check((entry['at'], shown['status_since']), (shown['created_at'], shown['created_at']))
    check(desk.ask('rebuild', '--check')['differences'], 0)


def test_reasons_speak_russian_where_people_do(desk):
    languages = subprocess.run(['locale', '-a'], capture_output=True, text=True, check=False).stdout
    if 'ru_RU.utf8' not in languages:
        return
    result = desk.run('request', 'list', environment={'LC_ALL': 'ru_RU.UTF-8'})
    check(result.status, 1)


def test_password_among_arguments(desk):
    """Everybody on the machine can read arguments: a password there is refused, and not repeated."""
    for uri in ('postgresql://anna:verysecret@/desk', 'postgresql:///desk?password=verysecret'):
        said = desk.refused('request', 'list', database=uri, saying='PGPASSFILE')
        check('verysecret' in said, False)


main(dict(globals()))
