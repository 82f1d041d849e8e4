#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A master request: the tab Связи, the message in the feeds, and the end of all in the parent's card."""

from carddesk import CardDesk
from otkgui import Scenario

scenario = Scenario('/card-links')
desk = CardDesk()
for subject, service in (('Нет связи в офисе', 'Поддержка'), ('Не звонит телефон', 'Поддержка'),
                         ('Не открывается почта', 'Доступ'), ('Совсем о другом', 'Поддержка')):
    desk.new(subject, service=service)
desk.ctl('request', 'merge', '1', '2', '3', now='2026-06-08T10:05:00+03:00')
desk.ctl('request', 'start', '1', now='2026-06-08T10:10:00+03:00')
app = desk.app
PARENT = 'Инцидент №1 · Нет связи в офисе'
CHILDREN = ('Инцидент №2 · Не звонит телефон', 'Инцидент №3 · Не открывается почта')


def has_links():
    return app.find(within=desk.card, role='page tab', name='Связи', showing=True) is not None


@scenario.step('no-tab-alone')
def no_tab_alone():
    desk.launch()
    desk.open('Совсем о другом')
    app.wait(within=desk.card, role='page tab', name='История', showing=True)
    assert not has_links()
    app.key('ctrl+w')


@scenario.step('all-linked-from-child')
def all_linked_from_child():
    desk.open('Не звонит телефон')
    desk.tab('Связи')
    links = desk.part('OtkCardLinks')
    parent = app.wait(within=links, role='push button', name=PARENT)
    children = [app.wait(within=links, role='push button', name=name) for name in CHILDREN]
    master, joined = (app.wait(within=links, role='label', name=name)
                      for name in ('Мастер-обращение', 'Объединённые обращения'))
    # The parent stands under its own heading, above the children.
    assert master.centre()[1] < parent.centre()[1] < joined.centre()[1] < children[0].centre()[1]


@scenario.step('feed-names-parent')
def feed_names_parent():
    desk.tab('Дополнительная')
    app.wait(within=desk.part('OtkCardMore'), role='label',
             name=lambda name: name.startswith('Объединено в Мастер-обращение') and '№1' in name)


@scenario.step('open-parent-from-links')
def open_parent():
    desk.tab('Связи')
    desk.press(PARENT, desk.part('OtkCardLinks'))
    desk.wait_card('Нет связи в офисе')
    desk.wait_status('В работе')


@scenario.step('open-child-from-links')
def open_child():
    desk.tab('Связи')
    desk.press(CHILDREN[1], desk.part('OtkCardLinks'))
    desk.wait_card('Не открывается почта')
    desk.wait_status('Принято')
    desk.tab('Связи')
    desk.press(PARENT, desk.part('OtkCardLinks'))
    desk.wait_card('Нет связи в офисе')


@scenario.step('parent-completes-children')
def parent_completes_children():
    desk.press('Выполнено')
    dialog = desk.dialog('Выполнить обращение')
    app.wait(within=dialog, role='text', name='Описание решения').type('Починен кабель')
    desk.response(dialog, 'Выполнено').click()
    desk.gone('Выполнить обращение')
    desk.wait_status('Выполнено')
    links = desk.part('OtkCardLinks')
    app.wait_for(lambda: len(app.find_all(within=links, role='label', name='Выполнено', showing=True)) == 3,
                 'parent and children to be completed')
    # That of another service and another responsible.
    desk.press(CHILDREN[1], links)
    desk.wait_card('Не открывается почта')
    desk.wait_status('Выполнено')


if __name__ == '__main__':
    scenario.run(app)
