#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The worked examples of product.md §2.3 through the command line."""

from ctl_support import ORGANISATION, REQUEST, check, main


def start(desk, service, at):
    desk.apply(ORGANISATION, now='2026-06-01T09:00:00+03:00')
    return desk.new(*REQUEST, '--service', service, now=at)


def due(desk, number, **options):
    shown = desk.show(number, **options)
    return shown['reaction_due'], shown['resolution_due']


def test_example_a(desk):
    number = start(desk, 'Один', '2026-06-05T16:30:00+03:00')
    check(due(desk, number), ('2026-06-05T17:30:00+03:00', '2026-06-08T16:30:00+03:00'))


def test_example_b(desk):
    number = start(desk, 'Два', '2026-06-08T10:00:00+03:00')
    check(due(desk, number)[1], '2026-06-08T15:00:00+03:00')


def pause(desk, number, at, *arguments):
    desk.do('request', 'pause', str(number), '--reason', 'Ждём', *arguments, now=at, login='boris')


def test_example_b1_resumes_by_itself(desk):
    number = start(desk, 'Два', '2026-06-08T10:00:00+03:00')
    desk.do('request', 'start', str(number), now='2026-06-08T10:05:00+03:00', login='boris')
    pause(desk, number, '2026-06-08T11:00:00+03:00', '--hours', '2')
    waiting = desk.show(number, now='2026-06-08T12:00:00+03:00')
    check((waiting['status'], waiting['pending_until'], waiting['resolution_due']),
          ('in_waiting', '2026-06-08T13:00:00+03:00', None))
    check((waiting['resolution_spent_s'], waiting['remaining_s']), (3600, 3 * 3600))
    # Nobody ran the program for two hours: it resumes at its own moment all the same.
    check(desk.ask('tick', now='2026-06-08T15:00:00+03:00')['fired'] >= 1, True)
    shown = desk.show(number, now='2026-06-08T15:00:00+03:00')
    check((shown['status'], shown['status_since'], shown['resolution_due']),
          ('in_work', '2026-06-08T13:00:00+03:00', '2026-06-08T16:00:00+03:00'))
    check(desk.ask('tick', now='2026-06-08T15:00:00+03:00')['fired'], 0)


def test_example_b2_resumed_by_hand(desk):
    number = start(desk, 'Два', '2026-06-08T10:00:00+03:00')
    desk.do('request', 'start', str(number), now='2026-06-08T10:05:00+03:00', login='boris')
    pause(desk, number, '2026-06-08T11:00:00+03:00', '--hours', '2')
    desk.do('request', 'resume', str(number), now='2026-06-08T11:30:00+03:00', login='boris')
    check(due(desk, number)[1], '2026-06-08T15:30:00+03:00')


def test_example_c_taken_outside_the_schedule(desk):
    number = start(desk, 'Один', '2026-06-06T12:00:00+03:00')
    check(due(desk, number)[0], '2026-06-08T10:00:00+03:00')
    desk.do('request', 'start', str(number), now='2026-06-06T14:00:00+03:00', login='boris')
    shown = desk.show(number, now='2026-06-09T14:00:00+03:00')
    check((shown['reaction_spent_s'], shown['overdue_reaction']), (0, False))


def test_example_d_exceptions(desk):
    number = start(desk, 'Исключения', '2026-06-10T16:00:00+03:00')
    check(due(desk, number)[1], '2026-06-15T12:00:00+03:00')


def test_example_f_pause_over_the_weekend(desk):
    number = start(desk, 'Два', '2026-06-05T15:30:00+03:00')
    desk.do('request', 'start', str(number), now='2026-06-05T15:40:00+03:00', login='boris')
    pause(desk, number, '2026-06-05T17:30:00+03:00', '--hours', '2')
    desk.do('tick', now='2026-06-05T19:30:00+03:00')
    shown = desk.show(number, now='2026-06-06T12:00:00+03:00')
    check((shown['status'], shown['status_since'], shown['resolution_due'], shown['remaining_s']),
          ('in_work', '2026-06-05T19:30:00+03:00', '2026-06-08T11:00:00+03:00', 2 * 3600))


def test_example_g_reminder(desk):
    number = start(desk, 'Один', '2026-06-05T16:30:00+03:00')
    check(desk.show(number)['reaction_remind_at'], '2026-06-05T17:00:00+03:00')


def test_example_g2_reminder_over_the_night(desk):
    number = start(desk, 'Два', '2026-06-08T17:45:00+03:00')
    shown = desk.show(number)
    check((shown['reaction_due'], shown['reaction_remind_at']),
          ('2026-06-09T10:45:00+03:00', '2026-06-09T10:15:00+03:00'))


def test_example_h_round_the_clock(desk):
    number = start(desk, 'Всегда', '2026-06-06T23:30:00+03:00')
    check(due(desk, number)[0], '2026-06-07T00:30:00+03:00')


def test_breaches_fire_once_and_in_order(desk):
    number = start(desk, 'Один', '2026-06-05T16:30:00+03:00')
    check(desk.ask('tick', now='2026-06-05T17:29:59+03:00')['fired'], 1)  # the reminder of 17:00
    check(desk.show(number)['overdue_reaction'], False)
    check(desk.ask('tick', now='2026-06-10T12:00:00+03:00')['fired'], 2)
    shown = desk.show(number)
    check((shown['overdue_reaction'], shown['overdue_resolution']), (True, True))
    times = [fact['at'] for fact in shown['history'] if fact.get('field', '').startswith('overdue_')]
    check(times, ['2026-06-05T17:30:00+03:00', '2026-06-08T16:30:00+03:00'])
    check(desk.ask('tick', now='2026-06-10T12:00:00+03:00')['fired'], 0)


def test_time_in_each_status(desk):
    number = start(desk, 'Один', '2026-06-05T16:30:00+03:00')
    desk.do('request', 'start', str(number), now='2026-06-05T16:40:00+03:00', login='boris')
    desk.do('request', 'complete', str(number), now='2026-06-05T17:40:00+03:00', login='boris')
    spent = desk.show(number, now='2026-06-05T18:00:00+03:00')['time_in_status_s']
    check(spent, {'new': 0, 'on_classification': 0, 'accepted': 600, 'in_work': 3600, 'in_waiting': 0,
                  'done': 1200, 'closed': 0})


def test_explains_a_due_time(desk):
    number = start(desk, 'Исключения', '2026-06-10T16:00:00+03:00')
    text = desk.do('explain', str(number))
    for piece in ('День России', '15.06.2026', '16 h'):
        assert piece in text, text


main(dict(globals()))
