#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Somebody connects to a server, works on while it is away, and is brought up to date when it is back.

The server is a real process on loopback over a database that otklikctl made; the tokens go to a
Secret Service where one can be started, and else last as long as the window.
"""

import os
import shutil
import socket
import subprocess

from carddesk import MORNING, CardDesk
from otkgui import BUILD, App, Failure, Scenario, key, type_text
from person import Person

PROGRAM = os.environ.get('OTKLIK_SERVER', os.path.join(BUILD, 'src', 'server', 'otklik-server'))
PASSWORD = 'correct horse battery'
PATIENCE = 60

scenario = Scenario('/connect')
# The server's data; nobody looks at its window.
office = CardDesk()
DATABASE = os.path.join(office.app.data, 'otklik.db')
app = App()
app.set_clock(MORNING)
person = Person(app)


def free_port():
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        return probe.getsockname()[1]


PORT = free_port()


class Server:
    """otklik-server on a port that stays the same."""

    def __init__(self):
        self.process = None
        self.log = os.path.join(app.scratch, 'server.log')

    def environment(self):
        return {**{name: value for name, value in os.environ.items() if name != 'G_DEBUG'},
                'OTK_CLOCK_FILE': app.clock, 'XDG_DATA_HOME': office.app.data}

    def give_password(self, login):
        subprocess.run([PROGRAM, '--reset-password', '--login', login, '--password-stdin', '--database', DATABASE],
                       input=PASSWORD + '\n', text=True, check=True, env=self.environment(),
                       stdout=subprocess.DEVNULL)

    def start(self):
        with open(self.log, 'ab') as log:
            self.process = subprocess.Popen([PROGRAM, '--database', DATABASE, '--listen', f'127.0.0.1:{PORT}'],
                                            env=self.environment(), stdout=log, stderr=log)
        app.wait_for(self.answers, 'the server to listen', limit=PATIENCE)

    def answers(self):
        if self.process.poll() is not None:
            raise Failure('the server ended: ' + open(self.log, encoding='utf-8').read())
        with socket.socket() as probe:
            return probe.connect_ex(('127.0.0.1', PORT)) == 0

    def stop(self):
        self.process.terminate()
        self.process.wait(PATIENCE)


server = Server()


def start_keyring():
    """A Secret Service with an open keyring, where the machine has one."""
    program = shutil.which('gnome-keyring-daemon')
    if program:
        subprocess.run([program, '--unlock', '--components=secrets'], input='test', text=True, check=False,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def link(*words):
    """The button of the header bar, once it says all of this."""
    return app.wait(role='push button', name=lambda said: all(word in said for word in words), showing=True,
                    limit=PATIENCE)


def row(subject, start='№'):
    """A row of the list by its subject, seen from whatever width."""
    return app.wait(role='table row', showing=True, limit=PATIENCE,
                    where=lambda node: subject in node.name and node.name.startswith(start))


@scenario.step('start-page')
def start_page():
    office.new('Не печатает принтер')
    office.new('Нет связи в офисе')
    server.give_password('boris')
    server.start()
    start_keyring()
    app.launch(TZ='Europe/Moscow')
    app.wait(role='push button', name='Подключиться к серверу', showing=True).click()
    app.wait_focus('Подключиться к серверу')


@scenario.step('connect')
def connect():
    # By the keyboard alone, from the address on.
    for text, then in ((f'http://127.0.0.1:{PORT}', 'Tab'), ('boris', 'Tab'), (PASSWORD, 'Return')):
        type_text(text)
        key(then)
    link('На связи')
    row('Не печатает принтер')
    row('Нет связи в офисе')


@scenario.step('offline')
def offline():
    server.stop()
    link('Нет связи')
    person.within = None
    app.key('ctrl+n')
    app.wait_focus('Новое обращение')
    person.dialog('Новое обращение')
    person.choose('Тип обращения', 'Инц', 'Инцидент')
    person.choose('Сервис', 'Подд', 'Поддержка')
    person.fill('Тема', 'Протекает кран')
    person.choose('Автор обращения', 'Ольга', 'Ольга Ветрова')
    app.key('ctrl+Return')
    person.dialog_gone('Новое обращение')
    # Its card has come up; the list is behind it.
    app.key('ctrl+w')
    row('Протекает кран')
    link('Нет связи', '1 ещё не отправлено')


@scenario.step('healed')
def healed():
    server.start()
    link('На связи', 'Всё отправлено')
    row('Протекает кран')


@scenario.step('restart')
def restart():
    app.quit()
    app.launch(TZ='Europe/Moscow')
    row('Протекает кран')
    link('На связи' if shutil.which('gnome-keyring-daemon') else 'Войдите снова')


if os.access(PROGRAM, os.X_OK):
    try:
        scenario.run(app)
    finally:
        if server.process and server.process.poll() is None:
            server.stop()
else:
    print('1..0 # SKIP there is no otklik-server in this build')
