# SPDX-License-Identifier: GPL-3.0-or-later
"""An organisation made in a moment with otklikctl, and the card as a person finds his way in it.

    from carddesk import CardDesk
    desk = CardDesk()
    desk.new('Нет связи')
    desk.launch()
    card = desk.open('Нет связи')
"""

import getpass
import json
import os
import subprocess

from otkgui import BUILD, App, Failure, let_events_in, xdotool

# A Monday; the schedule is 9 to 18 on working days.
MORNING = '2026-06-08T10:00:00+03:00'
NOW = '2026-06-08T10:20:00+03:00'

MAIN_TITLE = 'Отклик'
ME = 'Анна Смирнова'
ORGANISATION = {
    'format': 'otklik-organisation/1',
    'employees': [
        # The login that init gives to whoever sits here.
        {'key': 'anna', 'name': ME, 'login': getpass.getuser(), 'role': 'administrator'},
        {'name': 'Борис Кузнецов', 'login': 'boris'},
        {'name': 'Вера Соколова', 'login': 'vera'},
    ],
    'groups': [
        {'name': 'Дежурные', 'members': ['boris']},
        {'name': 'Инженеры', 'members': ['vera']},
    ],
    'companies': [{'name': 'ООО «Северный ветер»'}],
    'customers': [
        {'name': 'Ольга Ветрова', 'phone': '+7 903 111-22-33', 'email': 'o.vetrova@sever-veter.example',
         'company': 'ООО «Северный ветер»'},
        {'name': 'Иван Котов', 'phone': '+7 903 555-66-77'},
    ],
    'products': [{'name': 'Маршрутизатор М-5'}],
    'request_types': [
        {'name': 'Инцидент', 'priority': 'high', 'sort': 1},
        {'name': 'Вопрос', 'priority': 'low', 'sort': 2},
    ],
    'schedules': [
        {'name': 'Рабочие дни', 'spec': ['tz Europe/Moscow'] + [
            f'{day} 09:00-18:00' for day in ('mon', 'tue', 'wed', 'thu', 'fri')]},
    ],
    'slas': [{'name': 'Стандартный', 'schedule': 'Рабочие дни', 'reaction': '1h', 'resolution': '6h',
              'reaction_breach': 'system', 'breach_to_responsible': True}],
    'services': [
        {'name': 'Поддержка', 'responsibles': ['anna'], 'sla': 'Стандартный', 'sort': 1},
        {'name': 'Доступ', 'responsibles': ['boris'], 'sla': 'Стандартный', 'sort': 2},
    ],
    'levels': [
        {'name': 'Первая линия', 'groups': ['Дежурные'], 'sort': 1},
        {'name': 'Вторая линия', 'groups': ['Инженеры'], 'sort': 2},
    ],
    'articles': [
        {'title': 'Как перезапустить маршрутизатор', 'service': 'Поддержка', 'public': True,
         'body': ['1. Выключите питание.', '2. Включите через минуту.']},
    ],
}


class CardDesk:
    """The program on an organisation of its own, and the card that stands in front."""

    def __init__(self, now=NOW):
        self.app = App()
        self.front = None
        self.tabs = None
        self.parts = {}
        self.app.set_clock(now)
        self.ctl('init', '--name', ME)
        declared = os.path.join(self.app.scratch, 'organisation.json')
        with open(declared, 'w', encoding='utf-8') as file:
            json.dump(ORGANISATION, file, ensure_ascii=False)
        self.ctl('apply', declared)

    def ctl(self, *arguments, now=MORNING, login=None):
        """Runs otklikctl on the database; before launch() only."""
        command = [os.path.join(BUILD, 'src', 'ctl', 'otklikctl'), '--now', now]
        if login:
            command += ['--as', login]
        done = subprocess.run([*command, *arguments], env={**os.environ, 'OTK_DATA_DIR': self.app.data},
                              capture_output=True, text=True, check=False)
        if done.returncode:
            raise Failure(f'otklikctl {" ".join(arguments)}: {done.stderr}')
        return done.stdout

    def new(self, subject, *more, service='Поддержка', customer='Ольга Ветрова', now=MORNING):
        """Registers an incident; the numbers begin with 1."""
        self.ctl('request', 'new', '--type', 'Инцидент', '--service', service, '--customer', customer,
                 '--subject', subject, *more, now=now)

    def launch(self):
        self.app.launch(TZ='Europe/Moscow')
        self.app.wait_focus(MAIN_TITLE)

    @property
    def card(self):
        """The card that the test looks at: the one opened last."""
        return self.front

    def open(self, subject):
        """Opens a card with a click on the name in the list."""
        rows = self.app.wait(role='tree table', showing=True)
        self.app.wait(within=rows, role='label', name=subject, rows=True).click()
        return self.wait_card(subject)

    def wait_card(self, subject):
        """Until the card of this subject stands in front; from then on it is the one looked at."""
        self.front = self.app.wait_for(lambda: self.shown(subject), f'the card of {subject}')
        self.parts = {}
        return self.front

    def shown(self, subject):
        # A card in another tab keeps its place, but its labels are nowhere.
        return next((card for card in self.cards()
                     if card.find(role='heading', name=subject, showing=True)), None)

    def cards(self):
        """The cards of all tabs; nothing inside them or the list is looked at."""
        if self.tabs is None:
            self.tabs = self.app.find(role='filler', name='AdwTabView')
        queue = [self.tabs] if self.tabs else []
        while queue:
            node = queue.pop()
            if node.name == 'OtkCard':
                yield node
            elif node.name != 'OtkRequestsPage':
                queue += node.children

    def part(self, name):
        """A part of the card by the kind of its widget: OtkCardPanel, OtkStageBar, …"""
        if name not in self.parts:
            self.parts[name] = self.app.wait(within=self.card, role='filler', name=name, showing=True)
        return self.parts[name]

    @property
    def panel(self):
        return self.part('OtkCardPanel')

    def says(self, text, within=None, role='label'):
        """Waits until a label on the screen says it."""
        return self.app.wait_for(
            lambda: (within or self.card).find(role=role, text=text, showing=True), f'the words «{text}»')

    def value(self, caption, within=None):
        """What stands beside a caption: its accessible name ends with it."""
        node = (within or self.card).find(
            role='label', name=lambda name: name.endswith(' ' + caption), showing=True)
        return node.text if node else None

    def status(self):
        """The current stage of the bar at the top."""
        stages = self.stages()
        return next((name for name, state in stages if state == 'текущий'), None)

    def stages(self):
        """(status, state) of each stage, in order."""
        items = self.app.find_all(within=self.part('OtkStageBar'), role='list item')
        return [tuple(item.name.split(': ')) for item in items]

    def wait_status(self, status):
        self.app.wait_for(lambda: self.status() == status, f'the status {status}')

    def button(self, name, within=None):
        return self.app.wait(within=within or self.card, role='push button', name=name, showing=True)

    def has_button(self, name, within=None):
        return (within or self.card).find(role='push button', name=name, showing=True) is not None

    def press(self, name, within=None):
        """Clicks a button, with the wheel brought into view first where it has to be."""
        button = self.button(name, within)
        self.bring_into_view(button)
        button.click()

    def bring_into_view(self, node):
        pane = node.parent
        while pane and pane.role not in ('scroll pane', 'frame', 'dialog'):
            pane = pane.parent

        def seen():
            _, top, _, height = pane.extents
            _, y, _, own = node.extents
            return top <= y and y + own <= top + height
        x, y = pane.centre()
        for _ in range(40):
            if pane.role != 'scroll pane' or seen():
                return
            xdotool('mousemove', x, y, 'click', 5)
            let_events_in()
        raise Failure(f'{node} cannot be scrolled into view')

    def tab(self, name):
        """Goes to a tab of the card with the mouse."""
        self.app.wait(within=self.card, role='page tab', name=name, showing=True).click()

    def dialog(self, name):
        """The dialog that a button opened, once it has the keyboard."""
        window = self.app.wait_for(
            lambda: next((window for window in self.app.windows()
                          if window.role == 'dialog' and window.name == name), None), f'the dialog {name}')
        # Its X window has no title.
        self.app.wait_for(lambda: xdotool('getwindowfocus', 'getwindowname') != MAIN_TITLE,
                          f'the dialog {name} to have the keyboard')
        return window

    def response(self, dialog, name):
        """A button at the bottom of a dialog, found by its label: with a mnemonic the name has more."""
        def found():
            return next((button for button in dialog.find_all(role='push button', showing=True)
                         if button.find(role='label', name=name)), None)
        return self.app.wait_for(found, f'the button {name} of {dialog}')

    def wait_time(self, status, *beginnings):
        """Until the side panel's time in a status begins in one of these ways: '00:20:'."""
        wanted = tuple(f'{status}: {beginning}' for beginning in beginnings)
        self.app.wait(within=self.panel, role='label', name=lambda name: name.startswith(wanted))

    def gone(self, name):
        self.app.wait_for(lambda: not any(window.name == name for window in self.app.windows()),
                          f'the dialog {name} to go')
        self.app.wait_focus(MAIN_TITLE)
