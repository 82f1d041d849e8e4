#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The conversation by who sees it, and a field that shows its choices when it is clicked."""

from carddesk import MAIN_TITLE, ME, CardDesk
from otkgui import Scenario
from person import Person

PRESET = 'Сообщения по умолчанию скрыты от автора обращения'

scenario = Scenario('/card-talk')
desk = CardDesk()
desk.new('Нет связи в офисе')
desk.ctl('request', 'message', '1', '--text', 'Проверьте кабель', now='2026-06-08T10:05:00+03:00')
desk.ctl('request', 'message', '1', '--text', 'Клиент сердится', '--hidden', now='2026-06-08T10:06:00+03:00')
app = desk.app
person = Person(app)


def says(text):
    return app.find(within=desk.part('OtkConversation'), role='label', text=text, showing=True) is not None


def wait_said(open_one, hidden_one):
    app.wait_for(lambda: (says('Проверьте кабель'), says('Клиент сердится')) == (open_one, hidden_one),
                 f'the open message {open_one}, the hidden one {hidden_one}')


def choose(name):
    button = app.wait(within=desk.part('OtkConversation'), name=name, showing=True,
                      where=lambda node: 'button' in node.role)
    desk.bring_into_view(button)
    button.click()


@scenario.step('by-who-sees-it')
def by_who_sees_it():
    desk.launch()
    desk.open('Нет связи в офисе')
    wait_said(True, True)
    choose('С заявителем')
    wait_said(True, False)
    choose('Скрытые')
    wait_said(False, True)
    choose('Все')
    wait_said(True, True)


@scenario.step('click-shows-the-choices')
def click_shows():
    app.key('ctrl+n')
    app.wait_for(lambda: len(app.windows()) > 1, 'the form')
    form = next(window for window in app.windows() if 'Новое обращение' in window.name)
    app.wait(within=form, role='text', name='Сервис', showing=True).click()
    app.wait(within=form, role='list item', name='Доступ', showing=True)
    app.key('Down', 'Return')
    service = app.wait(within=form, role='text', name='Сервис', showing=True)
    app.wait_for(lambda: service.text in ('Доступ', 'Поддержка'), 'the chosen service')


@scenario.step('public-though-hidden-is-preset')
def public_though_preset():
    app.key('Escape')
    app.wait_focus(MAIN_TITLE)
    person.settings()
    sections = app.wait(role='list', name='Разделы настроек', showing=True)
    sections.find(role='label', name='Параметры', rows=True).click()
    switch = app.wait(role='check box', name=PRESET)
    desk.bring_into_view(switch)
    switch.click()
    app.wait_for(lambda: switch.has('checked'), 'the setting')
    app.key('ctrl+Page_Down')
    desk.wait_card('Нет связи в офисе')
    talk = desk.part('OtkConversation')
    # The preset counts,
    desk.press('Написать сообщение')
    editor = app.wait(within=desk.card, role='text', name='Сообщение', showing=True)
    editor.type('Между нами', click=False)
    app.key('ctrl+Return')
    app.wait(within=talk, name=lambda said: said.startswith('Скрытое сообщение: ') and 'Между нами' in said)
    # and so does the button that says otherwise.
    desk.press('Написать сообщение')
    editor = app.wait(within=desk.card, role='text', name='Сообщение', showing=True)
    app.key('ctrl+shift+h')
    editor.type('Это для вас', click=False)
    app.key('ctrl+Return')
    app.wait(within=talk, role='panel', name=f'{ME}: Это для вас')


if __name__ == '__main__':
    scenario.run(app)
