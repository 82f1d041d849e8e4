#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests are joined: in a window one of them is chosen as the main one, from the list and from the card."""

from carddesk import CardDesk
from otkgui import Scenario
from person import called

scenario = Scenario('/merge')
desk = CardDesk()
for subject in ('Нет связи в офисе', 'Не звонит телефон', 'Не открывается почта'):
    desk.new(subject)
app = desk.app
JOIN = 'Объединить в Мастер-обращение'
OFFICE = 'Инцидент №1 · Нет связи в офисе'
PHONE = 'Инцидент №2 · Не звонит телефон'
MAIL = 'Инцидент №3 · Не открывается почта'


def radio(dialog, name):
    return app.wait(within=dialog, role='check box', name=name)


def linked():
    """Связи of the card in front: the links in order."""
    links = desk.part('OtkCardLinks')
    return [node.name for node in links.find_all(role='push button', showing=True) if ' · ' in node.name]


@scenario.step('ticked-in-list')
def ticked_in_list():
    desk.launch()
    app.wait(role='list item', name=lambda said: said.startswith('Все записи'), showing=True).click()
    table = app.wait(role='tree table', showing=True)
    for subject in ('Нет связи в офисе', 'Не звонит телефон'):
        row = app.wait(within=table, role='table row', name=lambda said, part=subject: part in said, rows=True)
        row.find(role='check box', rows=True).click()
    app.wait(role='push button', name=called('С выделенными…'), showing=True).click()
    app.wait(role='menu item', name=JOIN, showing=True).do()
    dialog = desk.dialog(JOIN)
    assert [node.name for node in dialog.find_all(role='check box')] in ([OFFICE, PHONE], [PHONE, OFFICE])


@scenario.step('main-is-chosen')
def main_is_chosen():
    dialog = desk.dialog(JOIN)
    # Whichever is proposed, the other way round can be chosen.
    chosen = next(node for node in dialog.find_all(role='check box') if not node.has('checked'))
    main, child = (OFFICE, PHONE) if chosen.name == OFFICE else (PHONE, OFFICE)
    chosen.click()
    app.wait_for(lambda: radio(dialog, main).has('checked') and not radio(dialog, child).has('checked'), 'the choice')
    desk.response(dialog, 'Объединить').click()
    desk.gone(JOIN)
    desk.open(child.partition(' · ')[2])
    desk.tab('Связи')
    app.wait_for(lambda: linked() == [main, child], 'parent, then child')
    scenario.main = main
    scenario.child = child


@scenario.step('joined-from-card')
def joined_from_card():
    desk.press('Добавить обращения…', desk.part('OtkCardLinks'))
    dialog = desk.dialog(JOIN)
    # The family's main request stands there, not the child whose card this is.
    assert [node.name for node in dialog.find_all(role='check box')] == [scenario.main]
    assert not desk.response(dialog, 'Объединить').has('sensitive'), 'one request is nothing to join'
    app.wait(within=dialog, role='text', name='Добавить обращение').type('№3')
    app.wait(within=dialog, role='list item', name=lambda said: said.startswith('Не открывается почта'), showing=True)
    app.key('Return')
    assert not radio(dialog, MAIL).has('checked')
    desk.response(dialog, 'Объединить').click()
    desk.gone(JOIN)
    app.wait_for(lambda: linked()[:1] == [scenario.main] and sorted(linked()) == [OFFICE, PHONE, MAIL], 'the third request')


@scenario.step('taken-back')
def taken_back():
    app.key('ctrl+z')
    app.wait_for(lambda: linked() == [scenario.main, scenario.child], 'two again')


if __name__ == '__main__':
    scenario.run(app)
