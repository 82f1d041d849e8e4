#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A database that cannot be opened: what the window says, that nothing is touched, and that it can be
tried again."""

import hashlib
import os
import sqlite3

from carddesk import CardDesk
from otkgui import BUILD, App, Scenario

PROGRAM = os.path.join(BUILD, 'src', 'app', 'otklik')
# Root may write anywhere; without this right it may not.
MODEST = ['setpriv', '--bounding-set=-dac_override,-dac_read_search']

scenario = Scenario('/errors')
desk = CardDesk()
desk.new('Нет связи')
app = desk.app
database = os.path.join(app.data, 'otklik.db')
with open(database, 'rb') as file:
    whole = file.read()


def content():
    with open(database, 'rb') as stored:
        return hashlib.sha256(stored.read()).hexdigest()


def put(data):
    with open(database, 'wb') as stored:
        stored.write(data)


def change(statement):
    connection = sqlite3.connect(database)
    connection.execute(statement)
    connection.commit()
    connection.close()


def refused(title, *sentences, program=None):
    """Starts the program, reads the page and leaves it; the file stays as it was."""
    before = content()
    app.program = program or [PROGRAM]
    app.launch()
    app.wait(role='label', name=title, showing=True)
    for sentence in (*sentences, database):
        app.wait(role='label', name=lambda said, wanted=sentence: wanted in said, showing=True)
    assert content() == before
    app.wait(role='push button', name=lambda name: name.startswith('Повторить'), showing=True)


def leave():
    app.quit()
    app.program = [PROGRAM]


@scenario.step('damaged')
def damaged():
    put(whole[:100] + b'\0' * 4000 + whole[4100:])
    refused('База данных повреждена', 'Файл не тронут', 'резервную копию')


@scenario.step('tried-again')
def tried_again():
    put(whole)
    app.wait(role='push button', name=lambda name: name.startswith('Повторить'), showing=True).click()
    app.wait(role='table row', name=lambda said: 'Нет связи' in said, showing=True)
    leave()


@scenario.step('no-database-at-all')
def no_database():
    put('Список покупок: хлеб, молоко. '.encode() * 400)
    refused('База данных повреждена', 'Файл не тронут')
    leave()


@scenario.step('newer')
def newer():
    put(whole)
    change('PRAGMA user_version = 9999')
    refused('Для этой базы данных нужен более новый Отклик', 'В файле ничего не изменено', 'Обновите программу')
    leave()


@scenario.step('of-another-program')
def foreign():
    put(whole)
    change('PRAGMA application_id = 7')
    refused('Не удалось открыть базу данных', 'принадлежит другой программе', 'Файл не изменён')
    leave()


@scenario.step('read-only-folder')
def read_only():
    put(whole)
    os.chmod(app.data, 0o555)
    try:
        refused('В базу данных нельзя записать', 'Данные в сохранности', 'Разрешите запись',
                program=[*MODEST, PROGRAM])
        leave()
    finally:
        os.chmod(app.data, 0o755)


@scenario.step('missing-folder')
def missing():
    app.program = [PROGRAM, '--db', os.path.join(app.scratch, 'nowhere', 'otklik.db')]
    app.launch()
    app.wait(role='label', name='Не удалось открыть базу данных', showing=True)
    app.wait(role='label', name=lambda said: 'Нет папки' in said and 'nowhere' in said, showing=True)
    assert not os.path.exists(os.path.join(app.scratch, 'nowhere'))
    leave()


@scenario.step('held-by-another-program')
def held():
    first = App(data=app.data)
    first.launch()
    first.wait(role='table row', name=lambda said: 'Нет связи' in said, showing=True)
    refused('База данных занята', 'Данные в сохранности', 'Закройте другую программу')
    first.quit()
    app.wait(role='push button', name=lambda name: name.startswith('Повторить'), showing=True).click()
    app.wait(role='table row', name=lambda said: 'Нет связи' in said, showing=True)


if __name__ == '__main__':
    scenario.run(app)
