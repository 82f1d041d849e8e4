#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rig itself: it sees, clicks, types, waits, notices a crash, on a small window of its own."""

import os
import sys

from otkgui import App, Failure, SCREENSHOTS, Scenario, key, let_events_in

scenario = Scenario('/rig')
app = App(['/usr/bin/python3', os.path.join(os.path.dirname(os.path.abspath(__file__)), 'rig_window.py')])


def said(text):
    return app.wait(role='label', name=text)


def fails(function, words):
    try:
        function()
    except Failure as failure:
        assert words in str(failure), failure
        return
    raise AssertionError('it should have failed')


@scenario.step('launch')
def launch():
    app.launch()
    app.wait_focus('Стенд')
    assert [window.name for window in app.windows()] == ['Стенд']


@scenario.step('type-cyrillic')
def type_cyrillic():
    app.find(role='text', name='Поле').type('Съёмка «Ёлки»')
    said('поле: Съёмка «Ёлки»')


@scenario.step('type-again-replaces')
def type_again():
    app.find(role='text', name='Поле').type('коротко')
    said('поле: коротко')


@scenario.step('set-text-of-many-lines')
def set_text():
    text = app.find(role='text', name='Текст')
    text.set_text('первая\nвторая')
    assert text.text == 'первая\nвторая'


@scenario.step('check-box-by-mouse')
def check_box():
    check = app.find(role='check box', name='Флажок')
    assert not check.has('checked')
    check.click()
    app.wait_for(lambda: check.has('checked'), 'the check')


@scenario.step('dialog-by-mouse')
def dialog():
    app.find(role='push button', name='Спросить').click()
    yes = app.wait(role='push button', name='Да')
    app.wait_focus('Вопрос')
    yes.click()
    said('ответ: да')
    app.wait_gone(role='push button', name='Да')


@scenario.step('menu-by-mouse')
def menu():
    app.find(role='push button', name='Меню').click()
    app.wait(role='menu item', name='Из меню', showing=True).click()
    said('из меню')


@scenario.step('chord')
def chord():
    app.wait_focus('Стенд')
    app.find(role='text', name='Поле').type('до')
    said('поле: до')
    key('ctrl+m')
    said('из меню')


@scenario.step('action-of-a-node')
def action():
    app.find(role='text', name='Поле').type('до')
    app.find(role='frame').do('win.chosen')
    said('из меню')


@scenario.step('double-click-a-row')
def double_click():
    app.find(role='list item', name='Строка 1').double_click()
    said('строка 1')


@scenario.step('wait-for-what-comes-later')
def later():
    app.find(role='push button', name='Позже').click()
    said('позже')


@scenario.step('a-wait-ends')
def wait_ends():
    fails(lambda: app.wait(limit=0.3, name='Нет такого'), 'Нет такого')


@scenario.step('screenshot')
def picture():
    assert os.path.getsize(app.screenshot('rig')) > 1000
    assert os.path.dirname(app.screenshot('rig')) == SCREENSHOTS


@scenario.step('tree')
def tree():
    assert 'check box "Флажок"' in app.tree()


@scenario.step('kill-is-noticed')
def killed():
    app.kill()
    fails(lambda: app.wait_for(lambda: False, 'anything'), 'the program ended')
    assert not app.running


@scenario.step('launch-again')
def again():
    app.launch()
    said('начало')
    let_events_in()


if __name__ == '__main__':
    sys.exit(scenario.run(app))
