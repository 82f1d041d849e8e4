#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A request's whole life through the command line."""

import json

from ctl_support import ORGANISATION, REQUEST, check, main

MORNING = '2026-06-08T09:00:00+03:00'


def at(minutes):
    return f'2026-06-08T{9 + minutes // 60:02}:{minutes % 60:02}:00+03:00'


def start(desk, *arguments):
    desk.apply(ORGANISATION, now=MORNING)
    return str(desk.new(*REQUEST, '--service', 'Один', *arguments, now=MORNING))


def status(desk, number):
    return desk.show(number)['status']


def test_whole_life(desk):
    number = start(desk)
    check(status(desk, number), 'accepted')
    desk.do('request', 'start', number, now=at(10), login='boris')
    desk.do('request', 'message', number, '--text', 'Проверьте', now=at(15), login='boris')
    desk.do('request', 'message', number, '--text', 'Похоже на №9', '--hidden', now=at(16), login='boris')
    desk.do('request', 'message', number, '--text', 'Не помогло', '--from-customer', now=at(20), login='boris')
    desk.do('request', 'pause', number, '--reason', 'Ждём журнал', '--hours', '1,5', now=at(25), login='boris')
    check(status(desk, number), 'in_waiting')
    desk.do('request', 'resume', number, now=at(40), login='boris')
    desk.do('request', 'complete', number, '--article', 'Сброс пароля', '--solution', 'Сбросили',
            now=at(60), login='boris')
    check(status(desk, number), 'done')
    desk.do('request', 'reopen', number, now=at(70), login='boris')
    check(status(desk, number), 'in_work')
    desk.do('request', 'complete', number, now=at(80), login='boris')
    desk.do('request', 'close', number, now=at(90), login='boris')
    shown = desk.show(number, now=at(120))
    check((shown['status'], shown['returns'], shown['article']), ('closed', 1, 'Сброс пароля'))
    kinds = [message['kind'] for message in shown['conversation']]
    assert kinds.count('public') == 2 and 'hidden' in kinds, kinds
    check(shown['resolution_spent_s'], (25 + 20 + 10) * 60)
    check([fact['after'] for fact in shown['history'] if fact.get('field') == 'status'],
          ['accepted', 'in_work', 'in_waiting', 'in_work', 'done', 'in_work', 'done', 'closed'])


def test_show_has_what_programs_need(desk):
    shown = desk.show(start(desk))
    for name in ('number', 'status', 'responsible', 'priority', 'reaction_due', 'resolution_due',
                 'reaction_spent_s', 'resolution_spent_s', 'remaining_s', 'overdue_reaction',
                 'overdue_resolution', 'pending_until', 'time_in_status_s', 'history'):
        assert name in shown, name
    check((shown['number'], shown['responsible'], shown['priority']), (1, 'Борис', 'low'))
    assert 'Борис' in desk.do('request', 'show', '1')


def test_classification(desk):
    desk.apply(ORGANISATION, now=MORNING)
    number = str(desk.new('--customer', 'Ольга Ветрова', '--subject', 'Не пускает', '--unclassified',
                          now=MORNING))
    shown = desk.show(number)
    check((shown['status'], shown['reaction_due']), ('on_classification', None))
    desk.refused('request', 'start', number, login='boris', now=at(1))
    desk.refused('request', 'classify', number, now=at(1))
    desk.do('request', 'classify', number, '--type', 'Инцидент', '--service', 'Один', now=at(30))
    shown = desk.show(number)
    check((shown['status'], shown['priority'], shown['responsible'], shown['reaction_due']),
          ('accepted', 'high', 'Борис', '2026-06-08T10:30:00+03:00'))


def test_goes_to_the_least_loaded(desk):
    desk.apply(ORGANISATION, now=MORNING)
    for minute in range(4):
        desk.new(*REQUEST, '--service', 'Двое', now=at(minute))
    who = [desk.show(number)['responsible'] for number in (1, 2, 3, 4)]
    check(sorted(who), ['Борис', 'Борис', 'Вера', 'Вера'])


def test_assign_level_and_status_by_hand(desk):
    number = start(desk)
    desk.do('request', 'assign', number, '--responsible', 'vera', now=at(1), login='anna')
    check(desk.show(number)['responsible'], 'Вера')
    desk.do('request', 'assign', number, '--responsible', 'boris', now=at(2), login='anna')
    desk.do('request', 'level', number, '--level', 'Вторая линия', now=at(3), login='anna')
    shown = desk.show(number)
    check((shown['level'], shown['responsible']), ('Вторая линия', 'Вера'))
    desk.do('request', 'status', number, '--status', 'in_work', now=at(4), login='vera')
    check(status(desk, number), 'in_work')


def test_merge(desk):
    number = start(desk)
    children = [str(desk.new(*REQUEST, '--service', 'Один', now=at(n))) for n in (1, 2)]
    desk.do('request', 'merge', number, *children, now=at(3), login='anna')
    check(desk.show(number)['is_master'], True)
    assert desk.show(children[0])['master']
    desk.refused('request', 'merge', number, number, now=at(4), login='anna')
    desk.do('request', 'unlink', children[1], now=at(5), login='anna')
    desk.do('request', 'start', number, now=at(6), login='boris')
    desk.do('request', 'complete', number, now=at(7), login='boris')
    check(status(desk, children[0]), 'done')
    check(status(desk, children[1]), 'accepted')


def test_delete_and_restore(desk):
    number = start(desk)
    desk.do('request', 'delete', number, now=at(1), login='anna')
    check(desk.ask('request', 'list')['count'], 0)
    desk.do('request', 'restore', number, now=at(2), login='anna')
    check(desk.ask('request', 'list')['count'], 1)


def test_undo(desk):
    number = start(desk)
    desk.do('request', 'start', number, now=at(1), login='boris')
    desk.do('request', 'undo', now=at(2), login='boris')
    check(status(desk, number), 'accepted')
    edited = desk.ask('request', 'edit', number, '--subject', 'Другая тема', now=at(3), login='anna')
    desk.do('request', 'undo', edited['command'], now=at(4), login='anna')
    check(desk.show(number)['subject'], 'Не пускает')
    desk.refused('request', 'undo', 'nonsense', now=at(5), login='anna')
    desk.refused('request', 'undo', now=at(5), login='vera', saying='take back')
    # Something newer stands in the way.
    first = desk.ask('request', 'edit', number, '--subject', 'Раз', now=at(6), login='anna')
    desk.do('request', 'edit', number, '--subject', 'Два', now=at(7), login='anna')
    desk.refused('request', 'undo', first['command'], now=at(8), login='anna')
    check(desk.show(number)['subject'], 'Два')
    check(desk.ask('rebuild', '--check')['differences'], 0)


def test_list_by_view_and_search(desk):
    desk.apply(ORGANISATION, now=MORNING)
    desk.new(*REQUEST, '--service', 'Один', '--priority', 'high', now=at(1))
    desk.new('--type', 'Вопрос', '--customer', 'Ольга Ветрова', '--subject', 'Терминал печатает чеки',
             '--service', 'Двое', '--responsible', 'vera', now=at(2))

    def numbers(*arguments, **options):
        return [row['number'] for row in desk.ask('request', 'list', *arguments, **options)['requests']]

    check(numbers(), [2, 1])
    check(numbers('--sort', 'created_at'), [1, 2])
    check(numbers('--limit', '1'), [2])
    check(numbers('--view', 'priority=high'), [1])
    check(numbers('--view', 'responsible=Вера'), [2])
    check(sorted(numbers('--view', 'responsible in Вера, Борис')), [1, 2])
    check(numbers('--view', 'responsible != Вера'), [1])
    desk.refused('request', 'list', '--view', 'responsible=Глеб', saying='Глеб')
    check(numbers('--view', 'responsible=@me', login='vera'), [2])
    check(numbers('--view', 'priority=high; responsible=@me', login='vera'), [])
    check(numbers('--search', 'терминала'), [2])
    check(numbers('--search', 'nthvbyfk'), [2])
    check(numbers('--search', 'ольга'), [2, 1])
    desk.refused('request', 'list', '--view', 'color=red')
    desk.refused('request', 'list', '--sort', 'color', status=2)


def test_six_statuses_instead_of_seven(desk):
    desk.apply(dict(ORGANISATION, settings={'status.set': '6'}), now=MORNING)
    number = str(desk.new(*REQUEST, '--service', 'Один', now=at(1)))
    desk.do('request', 'start', number, now=at(2), login='boris')
    desk.do('request', 'complete', number, now=at(3), login='boris')
    desk.do('request', 'close', number, now=at(4), login='boris')
    shown = desk.do('request', 'show', number, now=at(5))
    assert 'Resolved' in shown and 'Completed' not in shown.replace('Completed:', ''), shown
    assert 'Resolved' in desk.do('request', 'list')
    # The codes are the same, so that the switch can be turned back.
    check(desk.show(number)['status'], 'closed')
    desk.apply(dict(ORGANISATION, settings={'status.set': '7'}), now=at(6))
    assert 'Resolved' not in desk.do('request', 'show', number, now=at(7))


def test_customers_and_colleagues_see_no_more_than_they_may(desk):
    organisation = dict(ORGANISATION, employees=ORGANISATION['employees'] + [
        {'name': 'Ольга Ветрова', 'login': 'olga', 'role': 'customer'}])
    desk.apply(organisation, now=MORNING)
    number = str(desk.new(*REQUEST, '--service', 'Один', now=at(1)))
    desk.do('request', 'start', number, now=at(2), login='boris')
    desk.do('request', 'message', number, '--text', 'Совершенная тайна', '--hidden', now=at(3), login='boris')
    desk.do('request', 'pause', number, '--reason', 'Ждём бухгалтерию', now=at(4), login='boris')
    # Somebody else's request is none.
    for arguments in (['request', 'show', number], ['explain', number], ['request', 'show', number, '--json']):
        desk.refused(*arguments, login='olga', saying='no request')
    check(desk.ask('request', 'list', login='olga')['count'], 0)
    check(desk.ask('request', 'list', '--search', 'тайна', login='olga')['count'], 0)
    # Her own has no hidden messages and no reasons of pauses.
    words = ['--type', 'Вопрос', '--service', 'Один', '--subject', 'Моё']
    desk.refused('request', 'new', *words, '--customer', 'Ольга Ветрова', now=at(5), login='olga',
                 saying='your own name')
    own = str(desk.new(*words, now=at(5), login='olga'))
    check(desk.show(own)['customer'], 'Ольга Ветрова')
    desk.do('request', 'start', own, now=at(6), login='boris')
    desk.do('request', 'message', own, '--text', 'Совершенная тайна', '--hidden', now=at(7), login='boris')
    desk.do('request', 'message', own, '--text', 'Видно всем', now=at(7), login='boris')
    desk.do('request', 'pause', own, '--reason', 'Ждём бухгалтерию', now=at(8), login='boris')
    for arguments in (['request', 'show', own], ['request', 'show', own, '--json'], ['explain', own]):
        shown = desk.do(*arguments, login='olga', now=at(9))
        assert 'тайна' not in shown and 'бухгалтерию' not in shown, shown
    check([message['body'] for message in desk.show(own, login='olga')['conversation']], ['Видно всем'])
    check(len(desk.show(own, login='boris')['conversation']), 2)
    # An operator sees his own and his groups' where the workspace says so (K15).
    desk.apply(dict(organisation, settings={'visibility': 'own'}), now=at(10), login='anna')
    desk.refused('request', 'show', number, login='vera', saying='no request')
    check(desk.ask('request', 'list', login='vera')['count'], 0)
    check(desk.ask('request', 'list', login='boris')['count'], 2)


def test_refused_request_leaves_nobody_behind(desk):
    desk.apply(ORGANISATION, now=MORNING)
    before = desk.do('export-config')
    desk.refused('request', 'new', '--customer', 'Иван Котов', '--company', 'ООО «Кот»', '--type', 'Вопрос',
                 '--service', 'Один', now=at(1), login='boris')
    check(desk.do('export-config'), before)
    check(desk.ask('rebuild', '--check')['differences'], 0)


def test_operators_register_new_customers(desk):
    desk.apply(ORGANISATION, now=MORNING)
    desk.new('--customer', 'Иван Котов', '--company', 'ООО «Кот»', '--type', 'Вопрос', '--service', 'Один',
             '--subject', 'А', now=at(1), login='boris')
    check(desk.show(1)['company'], 'ООО «Кот»')


def test_new_customer_and_company(desk):
    desk.apply(ORGANISATION, now=MORNING)
    desk.new('--type', 'Вопрос', '--service', 'Один', '--subject', 'А', '--customer', 'Иван Котов',
             '--phone', '222', '--company', 'ООО «Кот»', now=at(1))
    desk.new('--type', 'Вопрос', '--service', 'Один', '--subject', 'Б', '--customer', 'Иван Котов', now=at(2))
    shown = desk.show(2)
    check((shown['customer'], shown['company'], shown['client_kind']),
          ('Иван Котов', 'ООО «Кот»', 'company'))
    exported = json.loads(desk.do('export-config'))
    check(len(exported['customers']), 2)
    # A namesake with another phone is another person.
    desk.new('--type', 'Вопрос', '--service', 'Один', '--subject', 'В', '--customer', 'Иван Котов',
             '--phone', '333', now=at(3))
    desk.refused('request', 'new', '--type', 'Вопрос', '--service', 'Один', '--subject', 'Г',
                 '--customer', 'Иван Котов', now=at(4), saying='Several requesters')


main(dict(globals()))
