#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who works on a request: somebody else's, classified, handed to a level, with tasks; edited, deleted."""

from carddesk import ME, CardDesk
from otkgui import Scenario

scenario = Scenario('/card-people')
desk = CardDesk()
desk.new('Не пускает в кабинет', service='Доступ')
desk.ctl('request', 'start', '1', login='boris', now='2026-06-08T10:10:00+03:00')
desk.ctl('request', 'new', '--customer', 'Иван Котов', '--subject', 'Непонятно', '--unclassified')
app = desk.app
PAUSE = 'Приостановить работу с обращением'


@scenario.step('pause-not-for-others')
def pause_not_for_others():
    desk.launch()
    desk.open('Не пускает в кабинет')
    desk.says('Борис Кузнецов', desk.panel)
    desk.wait_status('В работе')
    assert not desk.has_button(PAUSE, desk.panel)
    # Nor by its keys.
    app.key('ctrl+p')
    desk.press('Взять себе', desk.panel)
    desk.says(ME, desk.panel)
    assert not any(window.role == 'dialog' for window in app.windows())


@scenario.step('pause-for-responsible')
def pause_for_responsible():
    desk.button(PAUSE, desk.panel)


@scenario.step('level-chosen-in-panel')
def level():
    desk.press('Выбрать уровень поддержки', desk.panel)
    dialog = desk.dialog('Выбрать уровень поддержки')
    chooser = app.wait(within=dialog, role='text', name='Уровень поддержки')
    chooser.click()
    app.key('Down')
    for level_name in ('Первая линия', 'Вторая линия'):
        app.wait(within=dialog, role='list item', name=lambda name, wanted=level_name: wanted in name, showing=True)
    app.type('Втор')
    app.wait_gone(within=dialog, role='list item', name=lambda name: 'Первая линия' in name, showing=True)
    app.key('Return')
    app.wait_for(lambda: chooser.text == 'Вторая линия', 'the level to be chosen')
    desk.response(dialog, 'Назначить').click()
    desk.gone('Выбрать уровень поддержки')
    desk.says('Вторая линия', desk.panel)


@scenario.step('level-gives-its-operator')
def level_operator():
    # The only one of the group of that level.
    desk.says('Вера Соколова', desk.panel)
    app.wait_for(lambda: not desk.has_button(PAUSE, desk.panel), 'the pause to go')


@scenario.step('task-to-another')
def task():
    desk.press('+ Задача', desk.panel)
    dialog = desk.dialog('Новая задача')
    app.wait(within=dialog, role='text', name='Тема').type('Проверить права')
    executor = app.wait(within=dialog, role='text', name='Исполнитель')
    executor.click()
    app.type('Борис')
    app.wait(within=dialog, role='list item', name=lambda name: 'Борис Кузнецов' in name, showing=True)
    app.key('Return')
    app.wait_for(lambda: executor.text == 'Борис Кузнецов', 'the executor to be chosen')
    desk.response(dialog, 'Создать').click()
    desk.gone('Новая задача')
    tasks = desk.part('OtkCardTasks')
    app.wait(within=tasks, role='check box', name='Проверить права')
    app.wait(within=tasks, role='label', name=lambda name: name.startswith('Борис Кузнецов'))


@scenario.step('status-by-hand')
def status_by_hand():
    desk.press('Сменить статус')
    dialog = desk.dialog('Сменить статус')
    app.wait(within=dialog, role='check box', name='Принято').click()
    app.wait(within=dialog, role='text', name='Комментарий').type('Взято по ошибке')
    desk.response(dialog, 'Назначить').click()
    desk.gone('Сменить статус')
    desk.wait_status('Принято')


@scenario.step('edit')
def edit():
    desk.press('Редактировать')
    dialog = desk.dialog('Редактировать обращение')
    app.wait(within=dialog, role='text', name='Тема').type('Нет входа в кабинет')
    desk.response(dialog, 'Сохранить').click()
    desk.gone('Редактировать обращение')
    app.wait(within=desk.card, role='heading', name='Нет входа в кабинет')


@scenario.step('delete')
def delete():
    desk.press('Удалить')
    app.wait(within=desk.card, role='label', name=lambda name: name.startswith('Обращение удалено'), showing=True)
    app.wait_for(lambda: not desk.has_button('Редактировать'), 'the buttons to go')


@scenario.step('undo-delete')
def undo_delete():
    app.key('ctrl+z')
    desk.button('Удалить')
    desk.button('Редактировать')


@scenario.step('no-level-before-accepted')
def no_level_before():
    app.key('ctrl+w')
    desk.open('Непонятно')
    desk.wait_status('На классификации')
    assert not desk.has_button('Выбрать уровень поддержки', desk.panel)
    assert not desk.has_button('Приступить к выполнению')


@scenario.step('start-after-classification')
def start_after_classification():
    desk.press('Классифицировать')
    dialog = desk.dialog('Классифицировать обращение')
    for caption, words, whole in (('Тип обращения', 'Инц', 'Инцидент'), ('Сервис', 'Поддер', 'Поддержка')):
        chooser = app.wait(within=dialog, role='text', name=caption)
        chooser.click()
        app.type(words)
        app.wait(within=dialog, role='list item', name=lambda name, wanted=whole: wanted in name, showing=True)
        app.key('Return')
        app.wait_for(lambda node=chooser, wanted=whole: node.text == wanted, f'{whole} to be chosen')
    desk.response(dialog, 'Сохранить').click()
    desk.gone('Классифицировать обращение')
    desk.wait_status('Принято')
    desk.says(ME, desk.panel)
    desk.button('Выбрать уровень поддержки', desk.panel)
    desk.press('Приступить к выполнению')
    desk.wait_status('В работе')


if __name__ == '__main__':
    scenario.run(app)
