#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The register of requests as an operator uses it: folders, table, search, the card by its name, notices."""

import getpass
import json
import os
import subprocess

from otkgui import BUILD, App, Scenario, key
from person import Person

ORGANISATION = {
    'format': 'otklik-organisation/1',
    'employees': [
        {'key': 'anna', 'name': 'Анна Смирнова', 'login': getpass.getuser(), 'role': 'administrator'},
        {'name': 'Борис Кузнецов', 'login': 'boris'},
    ],
    'companies': [{'name': 'ООО «Северный ветер»'}],
    'customers': [{'name': 'Ольга Ветрова', 'phone': '+7 903 111-22-33', 'company': 'ООО «Северный ветер»'}],
    'request_types': [{'name': 'Инцидент', 'priority': 'high'}, {'name': 'Вопрос', 'priority': 'low'}],
    'schedules': [{'name': 'Рабочие дни', 'spec': ['tz Europe/Moscow', 'mon 09:00-12:00 13:00-18:00']}],
    'slas': [{'name': 'Стандартный', 'schedule': 'Рабочие дни', 'reaction': '1h', 'resolution': '4h',
              'reaction_remind': '20m', 'resolution_remind': '30m', 'reaction_breach': 'system',
              'breach_to_responsible': True}],
    'services': [{'name': 'Поддержка', 'responsibles': ['anna'], 'sla': 'Стандартный'},
                 {'name': 'Доступ', 'responsibles': ['boris'], 'sla': 'Стандартный'}],
}

scenario = Scenario('/register')
app = App()
person = Person(app)


def ctl(*arguments, now='2026-06-08T10:00:00+03:00'):
    subprocess.run([os.path.join(BUILD, 'src', 'ctl', 'otklikctl'), '--now', now, *arguments], check=True,
                   env={**os.environ, 'OTK_DATA_DIR': app.data}, stdout=subprocess.DEVNULL)


def new(subject, kind, service, text=''):
    ctl('request', 'new', '--type', kind, '--service', service, '--customer', 'Ольга Ветрова', '--subject', subject,
        '--text', text)


def rows():
    """The subjects of the rows in the table, as far as they are seen."""
    table = app.find(role='tree table')
    return sorted(row.name.split(', ')[1] for row in table.find_all(role='table row', showing=True)
                  if row.name.startswith('№'))


def shows(*subjects):
    app.wait_for(lambda: rows() == sorted(subjects), f'the rows {subjects}')


def folder(name):
    app.wait(role='list item', name=lambda said: said.startswith(name), showing=True).click()


def row(subject):
    return app.wait(role='table row', name=lambda said: f', {subject}, ' in said, showing=True)


def notified(text):
    return [told for told in app.notifications() if text in told['body'] or text in told['title']]


@scenario.step('table-of-all')
def table():
    app.set_clock('2026-06-08T10:00:00+03:00')
    app.launch(TZ='Europe/Moscow')
    person.fill('Ваше имя', 'Анна Смирнова')
    person.press('Начать с пустой базы на этом компьютере')
    app.wait(role='label', text='Здесь нет обращений', showing=True)
    app.quit()
    declared = os.path.join(app.scratch, 'organisation.json')
    with open(declared, 'w', encoding='utf-8') as file:
        json.dump(ORGANISATION, file, ensure_ascii=False)
    ctl('apply', declared)
    new('Мигает экран', 'Инцидент', 'Поддержка', 'Гаснет каждые пять минут')
    new('Какой тариф', 'Вопрос', 'Поддержка')
    new('Нет доступа', 'Инцидент', 'Доступ')
    ctl('request', 'start', '2', now='2026-06-08T10:10:00+03:00')
    app.set_clock('2026-06-08T10:30:00+03:00')
    app.launch(TZ='Europe/Moscow')
    shows('Мигает экран', 'Какой тариф', 'Нет доступа')
    cells = [cell.text for cell in row('Мигает экран').find_all(role='label', rows=True)]
    for value in ('№1', 'Мигает экран', 'Высокий', 'Принято', 'Анна Смирнова', 'Ольга Ветрова'):
        assert value in cells, (value, cells)


@scenario.step('high-priority')
def high():
    folder('Высокий приоритет')
    shows('Мигает экран', 'Нет доступа')


@scenario.step('in-work-of-mine')
def in_work():
    folder('У меня в работе')
    shows('Какой тариф')


@scenario.step('mine-in-all-statuses')
def mine():
    folder('Я ответственный (все статусы)')
    shows('Мигает экран', 'Какой тариф')


@scenario.step('all-records')
def everything():
    folder('Все записи')
    shows('Мигает экран', 'Какой тариф', 'Нет доступа')


def said_of(name):
    """What the sidebar tells of a folder: «Все записи, обращений: 3»."""
    node = app.find(role='list item', name=lambda said: said.startswith(name + ', обращений'), showing=True)
    return node.name.removeprefix(name + ', обращений: ') if node else ''


@scenario.step('spread-over-the-folders')
def spread():
    sections = app.find(role='list', name='Разделы').find_all(role='list item')
    shown = [node.name.partition(', ')[0] for node in sections]
    first = shown.index('Все записи')
    assert shown[first:first + 4] == ['Все записи', 'Высокий приоритет', 'У меня в работе',
                                      'Я ответственный (все статусы)'], shown
    for name, count in (('Все записи', '3'), ('Высокий приоритет', '2'), ('У меня в работе', '1'),
                        ('Я ответственный (все статусы)', '2')):
        app.wait_for(lambda wanted=(name, count): said_of(wanted[0]) == wanted[1], f'{name} to hold {count}')


@scenario.step('search-bar')
def search():
    app.key('ctrl+f')
    person.field_of('Искать обращения').type('экраны')
    shows('Мигает экран')
    key('Escape')
    shows('Мигает экран', 'Какой тариф', 'Нет доступа')


@scenario.step('name-opens-the-card')
def name_opens():
    row('Мигает экран').find(role='label', text='Мигает экран', rows=True).click()
    person.card('Мигает экран')


@scenario.step('enter-opens-the-card')
def enter_opens():
    person.within = None
    folder('Все записи')
    shows('Мигает экран', 'Какой тариф', 'Нет доступа')
    # Another column of the row only selects it.
    cell = row('Какой тариф').find(role='label', text='Принято', rows=True) or \
        row('Какой тариф').find(role='label', text='В работе', rows=True)
    cell.click()
    key('Return')
    person.card('Какой тариф')
    app.key('ctrl+w')
    person.card('Мигает экран')


def label(text):
    return app.wait(within=person.within, role='label', text=text, rows=True, showing=True)


@scenario.step('customer-and-company')
def customer():
    label('Ольга Ветрова')
    label('ООО «Северный ветер»')


@scenario.step('text-of-the-query')
def query():
    label('Гаснет каждые пять минут')


@scenario.step('seven-statuses-in-order')
def statuses():
    stages = [node.name.partition(':')[0] for node in app.find(
        within=person.within, role='list', name='Этапы обращения').find_all(role='list item')]
    assert stages == ['Новое', 'На классификации', 'Принято', 'В работе', 'В ожидании', 'Выполнено', 'Закрыто'], stages


@scenario.step('accepted-at-once')
def accepted():
    person.status('Принято')
    app.wait(within=person.within, role='list item', name='Новое: пройден', showing=True)


@scenario.step('earlier-requests')
def earlier():
    app.wait(within=person.within, role='page tab', name='Дополнительная', showing=True).click()
    app.wait(within=person.within, name=lambda said: 'Какой тариф' in said, rows=True, showing=True)
    app.wait(within=person.within, role='page tab', name='Основная', showing=True).click()


@scenario.step('responsible-is-told')
def told():
    app.key('ctrl+shift+n')
    app.wait(role='label', name=lambda said: said.startswith('№1 '), rows=True, showing=True)
    app.wait(role='label', name=lambda said: 'Новое обращение для вас' in said, rows=True, showing=True)
    key('Escape')


@scenario.step('reaction-reminder')
def reaction_reminder():
    assert not notified('Время реакции истекает')
    app.set_clock('2026-06-08T10:41:00+03:00')
    app.wait_for(lambda: notified('Время реакции истекает'), 'the reminder')
    assert len(notified('Время реакции истекает')) == 1, app.notifications()


@scenario.step('reaction-escalation')
def reaction_breach():
    assert not notified('Время реакции истекло')
    app.set_clock('2026-06-08T11:01:00+03:00')
    app.wait_for(lambda: notified('Время реакции истекло'), 'the escalation')
    folder('Все записи')
    app.wait(role='list item', name=lambda said: said.startswith('Все записи') and 'просрочено: 2' in said)


@scenario.step('resolution-reminder')
def resolution_reminder():
    assert not notified('Время решения истекает')
    # Four hours from 10:00 with the lunch between: 15:00.
    app.set_clock('2026-06-08T14:31:00+03:00')
    app.wait_for(lambda: notified('Время решения истекает'), 'the reminder')


@scenario.step('no-resolution-escalation')
def resolution_breach():
    app.set_clock('2026-06-08T15:01:00+03:00')
    app.wait(role='list item', name=lambda said: said.startswith('Все записи') and 'просрочено: 3' in said)
    assert not notified('Время решения истекло'), app.notifications()


scenario.run(app)
