#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""init, apply, export-config, fill, rebuild, backup, sla check and the help."""

import copy
import json
import os

from ctl_support import ORGANISATION, REQUEST, check, main

SOURCE = os.environ['OTK_TEST_SRCDIR']
NOW = '2026-06-08T12:00:00+03:00'


def test_init_makes_an_administrator(desk):
    desk.do('init', '--name', 'Анна Смирнова')
    [employee] = json.loads(desk.do('export-config'))['employees']
    check((employee['name'], employee['role']), ('Анна Смирнова', 'administrator'))
    desk.refused('init', '--name', 'Анна')


def test_init_in_a_language(desk):
    """Whatever the locale is, what is made is called in the language that was asked for."""
    ways = [
        (['--lang', 'ru'], {'LC_ALL': 'C.UTF-8'}),
        (['--lang=ru'], {'LC_ALL': 'C'}),
        ([], {'LC_ALL': 'C.UTF-8', 'LANGUAGE': 'ru'}),
    ]
    for number, (words, environment) in enumerate(ways):
        database = desk.path(f'{number}.db')
        desk.do('init', '--name', 'Анна', *words, database=database, environment=environment)
        types = json.loads(desk.do('export-config', database=database))['request_types']
        check('Инцидент' in [one['name'] for one in types], True)
    desk.do('init', '--name', 'Anna')
    types = json.loads(desk.do('export-config'))['request_types']
    check('Incident' in [one['name'] for one in types], True)


def test_init_with_the_sample(desk):
    desk.do('init', '--sample', now=NOW)
    rows = desk.ask('request', 'list')
    check(rows['count'] >= 38, True)
    statuses = {row['status'] for row in rows['requests']}
    check(statuses, {'on_classification', 'accepted', 'in_work', 'in_waiting', 'done', 'closed'})
    assert any(row['overdue_resolution'] for row in rows['requests'])
    assert not all(row['overdue_resolution'] for row in rows['requests'])
    assert any(desk.show(row['number'])['conversation'] for row in rows['requests'][:10])
    check(desk.ask('rebuild', '--check')['differences'], 0)
    desk.refused('init', '--sample')


def test_sample_is_the_same_every_time(desk):
    lists = []
    for name in ('one.db', 'two.db'):
        desk.do('init', '--sample', now=NOW, database=desk.path(name))
        lists.append(desk.do('request', 'list', '--json', database=desk.path(name)))
    check(lists[0], lists[1])



def test_apply_is_idempotent(desk):
    assert 'changed' in desk.apply(ORGANISATION)
    check(desk.ask('apply', desk.write('again.json', ORGANISATION)), {'changed': 0})


def test_apply_changes_only_what_differs(desk):
    desk.apply(ORGANISATION)
    changed = copy.deepcopy(ORGANISATION)
    changed['slas'][0]['reaction'] = '45m'
    check(desk.ask('apply', desk.write('changed.json', changed)), {'changed': 1})
    # What a file leaves out stays.
    check(desk.ask('apply', desk.write('part.json', {
        'format': 'otklik-organisation/1', 'employees': [{'name': 'Борис Орлов', 'login': 'boris'}],
    })), {'changed': 1})
    boris = [one for one in json.loads(desk.do('export-config'))['employees'] if one['login'] == 'boris']
    check((boris[0]['name'], boris[0]['role']), ('Борис Орлов', 'operator'))


def test_a_key_survives_renaming(desk):
    desk.apply(ORGANISATION)
    for name in ('Продукт', 'Продукт 2'):
        desk.apply({'format': 'otklik-organisation/1', 'products': [{'key': 'p', 'name': name}]})
    check(json.loads(desk.do('export-config'))['products'], [{'name': 'Продукт 2'}])


def test_running_requests_keep_their_norm(desk):
    desk.apply(ORGANISATION, now='2026-06-08T09:00:00+03:00')
    number = desk.new(*REQUEST, '--service', 'Один', now='2026-06-08T09:00:00+03:00')
    changed = copy.deepcopy(ORGANISATION)
    changed['slas'][0]['reaction'] = '15m'
    desk.apply(changed, now='2026-06-08T09:05:00+03:00')
    check(desk.show(number)['reaction_due'], '2026-06-08T10:00:00+03:00')


def test_export_applies_elsewhere(desk):
    desk.do('init', '--sample', now=NOW)
    text = desk.do('export-config')
    check(desk.ask('apply', desk.write('export.json', text)), {'changed': 0})
    desk.do('apply', desk.path('export.json'), database=desk.path('other.db'))
    check(desk.do('export-config', database=desk.path('other.db')), text)


def test_the_example_applies(desk):
    desk.do('apply', os.path.join(SOURCE, 'data', 'organisation.example.json'))
    check(desk.ask('apply', os.path.join(SOURCE, 'data', 'organisation.example.json')), {'changed': 0})


def test_invalid_files_name_the_path_and_change_nothing(desk):
    desk.apply(ORGANISATION)
    before = desk.do('export-config')
    cases = [
        ({'services': [{'name': 'Новый', 'sla': 'Нет такого'}]}, '$.services[0].sla'),
        ({'employees': [{'name': 'Глеб', 'login': 'gleb'}, {'name': 'Х', 'role': 'boss'}]},
         '$.employees[1].role'),
        ({'employees': [{'login': 'gleb'}]}, '$.employees[0].name'),
        ({'employees': [{'name': 'Глеб', 'age': 30}]}, '$.employees[0].age'),
        ({'employees': [{'name': 'Глеб\u0007'}]}, '$.employees[0].name'),
        ({'employees': [{'name': 'я' * 201}]}, '$.employees[0].name'),
        ({'employees': [{'name': 5}]}, '$.employees[0].name'),
        ({'employees': {}}, '$.employees'),
        ({'employees': [[]]}, '$.employees[0]'),
        ({'groups': [{'name': 'Г', 'members': ['anna', 'nobody']}]}, '$.groups[0].members[1]'),
        ({'slas': [{'name': 'S', 'reaction': 'soon'}]}, '$.slas[0].reaction'),
        ({'slas': [{'name': 'S', 'norms': [{'priority': 'urgent'}]}]}, '$.slas[0].norms[0].priority'),
        ({'schedules': [{'name': 'S', 'spec': ['tz Europe/Moscow', 'mon 9-18']}]}, '$.schedules[0].spec'),
        ({'schedules': [{'name': 'S', 'spec': ['mon 09:00-18:00']}]}, '$.schedules[0].spec'),
        ({'folders': [{'name': 'F', 'filter': 'color=red'}]}, '$.folders[0].filter'),
        ({'products': [{'name': 'A'}, {'name': 'A'}]}, '$.products[1]'),
        ({'unknown': []}, '$.unknown'),
        ({'settings': {'status.manual': []}}, '$.settings.status.manual'),
        ({'settings': {'status.set': '9'}}, '$.settings.status.set'),
    ]
    for content, path in cases:
        file = desk.write('bad.json', {'format': 'otklik-organisation/1',
                                       'products': [{'name': 'Ещё'}], **content})
        desk.refused('apply', file, saying=path)
    for content in ('', '{', '[]', '{"format": "other/1"}', b'\xff\xfe', '[' * 100000, 'null'):
        desk.refused('apply', desk.write('bad.json', content))
    check(desk.do('export-config'), before)


def test_only_administrators_apply(desk):
    desk.apply(ORGANISATION)
    file = desk.write('more.json', {'format': 'otklik-organisation/1', 'products': [{'name': 'Ещё'}]})
    desk.refused('apply', file, login='boris')
    desk.do('apply', file, login='anna')


def test_fill_leaves_nothing_to_rebuild(desk):
    desk.do('fill', '--requests', '300', '--seed', '5', '--quiet', now=NOW)
    check(desk.ask('rebuild', '--check')['differences'], 0)
    check(desk.ask('tick', now=NOW)['fired'], 0)
    check(desk.ask('rebuild')['differences'], 0)


def test_fill_is_deterministic(desk):
    for name, seed in (('one.db', '5'), ('two.db', '5'), ('three.db', '6')):
        desk.do('fill', '--requests', '50', '--seed', seed, '--quiet', now=NOW, database=desk.path(name))
    one, two, three = [desk.do('request', 'list', '--json', database=desk.path(name))
                       for name in ('one.db', 'two.db', 'three.db')]
    check(one, two)
    check(one != three, True)


def test_backup_is_whole(desk):
    desk.do('init', '--sample', now=NOW)
    desk.do('backup', desk.path('copy.db'))
    check(desk.do('request', 'list', '--json', database=desk.path('copy.db')),
          desk.do('request', 'list', '--json'))


def test_sla_check(desk):
    case = {'id': 'x-1', 'op': 'due', 'calendar': {'timezone': 'UTC', 'weekly': {'mon': [['09:00', '17:00']]},
                                                   'holidays': []},
            'start': '2006-01-02T09:00:00+00:00', 'business_seconds': 3600,
            'expected_due': '2006-01-02T10:00:00+00:00'}
    document = {'format': 'sla-cases/1', 'cases': [case]}
    check(desk.do('sla', 'check', desk.write('cases.json', document)), '1 passed, 0 failed\n')
    document['cases'].append(dict(case, id='x-2', expected_due='2006-01-02T11:00:00+00:00'))
    result = desk.run('sla', 'check', desk.write('cases.json', document))
    check(result.status, 1)
    assert result.output.startswith('x-2 expected 2006-01-02T11:00:00'), result.output
    assert result.output.endswith('1 passed, 1 failed\n'), result.output


def test_bench_prints_reached_beside_target(desk):
    desk.do('fill', '--requests', '100', '--quiet', now=NOW)
    output = desk.do('bench')
    for name in (': query to rows', 'all ids by', 'card, its reads', 'search as you type',
                 'command beside its rows'):
        assert name in output, output
    assert 'target <' in output


def test_help_knows_every_command(desk):
    overview = desk.do('help')
    commands = [line.split('  ')[1] for line in overview.splitlines() if line.startswith('  ')]
    for words in ('init', 'apply', 'request new', 'request undo', 'sla check', 'tick', 'bench'):
        assert words in commands, overview
        text = desk.do('help', *words.split())
        assert 'otklikctl ' + words in text, text
        check(desk.do(*words.split(), '--help'), text)


main(dict(globals()))
