#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A window of one pane: two lines a request, one way back in the settings, keys that stay with their tab."""

from carddesk import CardDesk
from otkgui import Scenario, xdotool

scenario = Scenario('/narrow')
desk = CardDesk()
desk.new('Нет связи в офисе')
desk.new('Не звонит телефон')
app = desk.app


def resize(width):
    def resized():
        # As a person drags: what is folded away on the way lets the window become narrower still.
        xdotool('windowsize', xdotool('getactivewindow'), width, 760)
        # The frame around a window is part of it.
        return abs(app.find(role='frame').extents[2] - width) < 40
    app.wait_for(resized, f'a window of {width} px')


def brief(subject):
    return app.find(role='label', name=lambda name: name.startswith(f'{subject}, Принято · №'), rows=True,
                    showing=True)


def has_header():
    return app.find(role='label', name='Время решения', showing=True, rows=True) is not None


@scenario.step('two-lines-a-request')
def two_lines():
    desk.launch()
    app.wait_for(has_header, 'the header of the columns')
    resize(380)
    cell = app.wait_for(lambda: brief('Нет связи в офисе'), 'a request in two lines')
    # Name, status, number, responsible and how long is left, all inside the window.
    assert '№1 · Анна Смирнова' in cell.name and 'осталось' in cell.name
    table = app.find(role='tree table', showing=True)
    assert cell.extents[0] + cell.extents[2] <= table.extents[0] + table.extents[2]
    app.wait_for(lambda: not has_header(), 'no header over two lines')


@scenario.step('keys-are-the-lists-from-the-start')
def keys():
    app.key('j', 'Return')
    app.wait(role='heading', name='Нет связи в офисе', showing=True)


@scenario.step('focus-stays-with-the-tab')
def focus_stays():
    # Neither the buttons below nor the panel are where Enter would land.
    for chord in ('alt+3', 'alt+2', 'alt+1'):
        app.key(chord)
    app.key('Return')
    app.wait_for(lambda: len(app.windows()) == 1, 'no dialog')
    app.key('ctrl+w')


@scenario.step('jump-leaves-search-empty')
def jump():
    app.key('ctrl+f')
    search = app.wait(role='entry', name='Искать обращения')
    search.type('#1', click=False)
    app.key('Return')
    app.wait(role='heading', name='Нет связи в офисе', showing=True)
    app.wait_for(lambda: search.text == '', 'an empty search')
    app.key('ctrl+w')


@scenario.step('search-again-replaces')
def search_again():
    app.key('ctrl+f')
    search = app.wait(role='entry', name='Искать обращения')
    search.type('связи', click=False)
    app.key('ctrl+f')
    xdotool('type', '--delay', 40, 'zz')
    app.wait_for(lambda: search.text == 'zz', 'the new words alone')
    app.key('Escape')


@scenario.step('one-way-back-in-settings')
def one_way_back():
    app.key('ctrl+comma')
    app.wait(role='list item', name='Клиенты', showing=True).click()
    app.wait(role='push button', name='Все разделы', showing=True)
    app.wait(role='list item', name='Иван Котов', showing=True).click()
    app.wait(role='push button', name='Сохранить', showing=True)
    app.wait_for(lambda: not app.find(role='push button', name='Все разделы', showing=True),
                 'only the way back to the list')
    app.key('Escape')
    app.wait(role='push button', name='Все разделы', showing=True)


@scenario.step('columns-again-when-wide')
def wide():
    app.key('Escape')
    resize(1200)
    app.key('F9', 'F9')
    app.wait(role='list item', name=lambda name: name.startswith('Все записи'), showing=True).click()
    app.wait_for(has_header, 'the columns again')


if __name__ == '__main__':
    scenario.run(app)
