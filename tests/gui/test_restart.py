#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the desktop and the window remember: notifications' buttons, tabs of cards after a restart."""

from carddesk import ME, CardDesk
from otkgui import Scenario

scenario = Scenario('/restart')
desk = CardDesk()
desk.new('Нет связи')
desk.new('Не звонит телефон')
desk.new('Совсем о другом', service='Доступ')
app = desk.app
# The settings of the run of a test are in memory only.
KEPT = {'GSETTINGS_BACKEND': 'keyfile', 'TZ': 'Europe/Moscow'}


def told(words, number):
    return next((shown for shown in app.notifications()
                 if words in shown['title'] + shown['body'] and number in shown['title'] + shown['body']), None)


def tabs():
    """The titles of the cards in the tabs, in order; their kind is not told to assistive tools."""
    bar = app.find(role='filler', name='AdwTabBar')
    return [node.text for node in bar.find_all(role='label', showing=True) if '№' in node.text]


@scenario.step('notice-of-breach')
def breach():
    app.launch(**KEPT)
    app.wait(role='tree table', showing=True)
    # An hour for the reaction, from ten; the SLA tells the responsible.
    app.set_clock('2026-06-08T11:00:30+03:00')
    shown = app.wait_for(lambda: told('Время реакции истекло', '№1'), 'the desktop to be told')
    assert shown['urgent'], shown
    assert shown['actions'][-1] == 'Приступить к выполнению', shown


@scenario.step('button-starts-the-work')
def start():
    app.press_notification(told('Время реакции истекло', '№1'), 'Приступить к выполнению')
    app.wait(role='table row', name=lambda said: 'Нет связи' in said and 'В работе' in said, showing=True)


@scenario.step('notification-opens-the-card')
def opens():
    app.press_notification(told('Время реакции истекло', '№2'))
    desk.wait_card('Не звонит телефон')
    desk.wait_status('Принято')


@scenario.step('tabs')
def several():
    app.wait(role='list item', name=lambda said: said.startswith('Все записи'), showing=True).click()
    desk.open('Совсем о другом')
    desk.says('Борис Кузнецов', desk.panel)
    app.key('ctrl+Page_Up')
    desk.wait_card('Не звонит телефон')
    assert tabs() == ['Инцидент №2', 'Инцидент №3'], tabs()


@scenario.step('tabs-after-a-restart')
def again():
    app.key('ctrl+q')
    assert app.wait_end() == 0
    desk.tabs = None
    app.launch(**KEPT)
    desk.wait_card('Не звонит телефон')
    app.wait_for(lambda: tabs() == ['Инцидент №2', 'Инцидент №3'], 'both tabs')
    desk.wait_status('Принято')
    app.key('ctrl+Page_Down')
    desk.wait_card('Совсем о другом')
    desk.says('Борис Кузнецов', desk.panel)


@scenario.step('closed-tab-stays-closed')
def closed():
    app.key('ctrl+w')
    desk.wait_card('Не звонит телефон')
    app.kill()
    desk.tabs = None
    app.launch(**KEPT)
    desk.wait_card('Не звонит телефон')
    assert tabs() == ['Инцидент №2'], tabs()
    desk.says(ME, desk.panel)


if __name__ == '__main__':
    scenario.run(app)
