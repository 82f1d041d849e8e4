#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The conversation by who sees it, and a field that shows its choices when it is clicked."""

from carddesk import CardDesk
from otkgui import Scenario

scenario = Scenario('/card-talk')
desk = CardDesk()
desk.new('Нет связи в офисе')
desk.ctl('request', 'message', '1', '--text', 'Проверьте кабель', now='2026-06-08T10:05:00+03:00')
desk.ctl('request', 'message', '1', '--text', 'Клиент сердится', '--hidden', now='2026-06-08T10:06:00+03:00')
app = desk.app


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


if __name__ == '__main__':
    scenario.run(app)
