#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Statuses by the process and by hand, the buttons the administrator chooses, the requester's words."""

from carddesk import ME, CardDesk
from otkgui import Scenario
from person import Person

CHANGE = 'Сменить статус'

scenario = Scenario('/card-status')
desk = CardDesk()
desk.new('Нет связи')
desk.ctl('request', 'new', '--customer', 'Иван Котов', '--subject', 'Непонятно', '--unclassified')
desk.ctl('request', 'new', '--customer', 'Иван Котов', '--subject', 'Ещё непонятнее', '--unclassified')
app = desk.app
person = Person(app)


def rows():
    """The lines of the history: attribute, before, after."""
    table = app.find(within=desk.part('OtkCardHistory'), role='list', name='GtkColumnListView')
    return [[label.text for label in row.find_all(role='label')][2:7]
            for row in table.find_all(role='table row', showing=True)]


def parameters():
    """The section of the settings that holds for the whole workspace."""
    person.settings()
    sections = app.wait(role='list', name='Разделы настроек', showing=True)
    sections.find(role='label', name='Параметры', rows=True).click()
    app.wait(role='check box', name='Статус можно менять вручную', showing=True)


def fill_kind(dialog):
    """What a request needs to be accepted."""
    for caption, part, whole in (('Тип обращения', 'Воп', 'Вопрос'), ('Сервис', 'Дост', 'Доступ')):
        chooser = app.wait(within=dialog, role='text', name=caption)
        chooser.click()
        app.type(part)
        app.wait(within=dialog, role='list item', name=lambda name, wanted=whole: wanted in name, showing=True)
        app.key('Return')
        app.wait_for(lambda node=chooser, wanted=whole: node.text == wanted, f'{whole} to be chosen')


def back_to_card(subject):
    """The tab of a card, by the keyboard."""
    app.key('ctrl+Page_Down')
    desk.wait_card(subject)


@scenario.step('new-is-only-passed')
def new_is_only_passed():
    desk.launch()
    desk.open('Нет связи')
    assert desk.stages()[0] == ('Новое', 'пройден'), desk.stages()
    desk.wait_time('Новое', '00:00:00')
    desk.tab('История')
    # By the process, in the moment of registering.
    change = app.wait_for(lambda: next((row for row in rows() if row[:3] == ['Смена статуса', 'Новое', 'Принято']), None),
                          'the change from Новое')
    assert change[4] == '08.06.2026 10:00:00', change
    desk.tab('Основная')


@scenario.step('new-cannot-be-chosen')
def new_cannot_be_chosen():
    desk.press(CHANGE)
    dialog = desk.dialog(CHANGE)
    app.wait(within=dialog, role='check box', name='В работе')
    offered = [node.name for node in dialog.find_all(role='check box')]
    # Neither Новое, which is the process's own, nor the status it is in.
    assert offered == ['На классификации', 'В работе', 'В ожидании', 'Выполнено', 'Закрыто'], offered
    assert not desk.response(dialog, 'Назначить').has('sensitive')


@scenario.step('chosen-by-hand')
def chosen_by_hand():
    dialog = desk.dialog(CHANGE)
    app.wait(within=dialog, role='check box', name='В работе').click()
    app.wait_for(lambda: desk.response(dialog, 'Назначить').has('sensitive'), 'the button to work')
    app.wait(within=dialog, role='text', name='Комментарий').type('Взято по телефону')
    desk.response(dialog, 'Назначить').click()
    desk.gone(CHANGE)
    desk.wait_status('В работе')
    # As if by the button: the reaction is over, the answer to it is fixed.
    app.wait(within=desk.panel, role='panel', name=lambda name: name.startswith('Время реакции: в срок, за '))
    # The comment stands among what staff tell each other.
    app.wait(within=desk.part('OtkConversation'), role='panel',
             name=lambda name: name.startswith('Скрытое сообщение: ') and 'Взято по телефону' in name)


@scenario.step('waiting-by-hand-needs-reason')
def waiting_needs_reason():
    desk.press(CHANGE)
    dialog = desk.dialog(CHANGE)
    app.wait(within=dialog, role='check box', name='В ожидании').click()
    desk.response(dialog, 'Назначить').click()
    # It comes back with the reason, as another window to who listens.
    app.wait(role='label', name=lambda name: name.startswith('Укажите причину'), showing=True)
    dialog = desk.dialog(CHANGE)
    app.wait(within=dialog, role='text', name='Комментарий').type('Ждём мастера')
    desk.response(dialog, 'Назначить').click()
    desk.gone(CHANGE)
    desk.wait_status('В ожидании')
    desk.says('Ждём мастера', desk.panel)


@scenario.step('back-by-hand')
def back_by_hand():
    desk.press(CHANGE)
    dialog = desk.dialog(CHANGE)
    app.wait(within=dialog, role='check box', name='В работе').click()
    desk.response(dialog, 'Назначить').click()
    desk.gone(CHANGE)
    desk.wait_status('В работе')
    app.wait_for(lambda: app.find(within=desk.panel, text='Ждём мастера', showing=True) is None, 'the reason to go')


@scenario.step('manual-change-off')
def manual_off():
    parameters()
    switch = app.wait(role='check box', name='Статус можно менять вручную', showing=True)
    assert switch.has('checked')
    switch.click()
    app.wait_for(lambda: not switch.has('checked'), 'the switch to be off')
    back_to_card('Нет связи')
    app.wait_for(lambda: not desk.has_button(CHANGE), 'the button to go')
    # Nor by its keys: only the dialog of the keys after them comes.
    app.key('ctrl+shift+s', 'ctrl+e')
    desk.dialog('Редактировать обращение')
    assert not any(window.name == CHANGE for window in app.windows())
    app.key('Escape')
    desk.gone('Редактировать обращение')


@scenario.step('process-goes-on')
def process_goes_on():
    desk.press('Приостановить работу с обращением', desk.panel)
    dialog = desk.dialog('Перевести в ожидание')
    app.wait(within=dialog, role='text', name='Причина').type('Обед')
    app.wait(within=dialog, role='text', name='Планируемое время ожидания').type('1')
    desk.response(dialog, 'В ожидание').click()
    desk.gone('Перевести в ожидание')
    desk.wait_status('В ожидании')
    app.set_clock('2026-06-08T11:30:00+03:00')
    desk.wait_status('В работе')
    desk.press('Выполнено')
    dialog = desk.dialog('Выполнить обращение')
    app.wait(within=dialog, role='text', name='Описание решения').type('Починили')
    desk.response(dialog, 'Выполнено').click()
    desk.gone('Выполнить обращение')
    desk.wait_status('Выполнено')


@scenario.step('resolution-time-is-fixed')
def resolution_fixed():
    def said():
        return app.find(within=desk.panel, role='panel', name=lambda name: name.startswith('Время решения: ')).name
    before = app.wait_for(lambda: said() if 'в срок, за ' in said() else None, 'the resolution time')
    app.set_clock('2026-06-09T17:00:00+03:00')
    desk.wait_time('Выполнено', '29:2', '29:3')
    assert said() == before, (before, said())


@scenario.step('manual-change-on')
def manual_on():
    parameters()
    app.wait(role='check box', name='Статус можно менять вручную', showing=True).click()
    back_to_card('Нет связи')
    desk.button(CHANGE)


@scenario.step('buttons-chosen')
def buttons():
    assert not desk.has_button('Назначить ответственного')
    parameters()
    for name in ('Редактировать', 'Закрыть обращение'):
        check = app.wait(role='check box', name=name)
        desk.bring_into_view(check)
        was = check.has('checked')
        check.click()
        app.wait_for(lambda node=check, before=was: node.has('checked') != before, f'{name} to change')
    back_to_card('Нет связи')
    # Hidden and added.
    app.wait_for(lambda: not desk.has_button('Редактировать'), 'the button to go')
    desk.press('Закрыть обращение')
    desk.wait_status('Закрыто')


@scenario.step('words-of-the-requester')
def words():
    app.wait(role='list item', name=lambda said: said.startswith('Все записи'), showing=True).click()
    desk.open('Непонятно')
    talk = desk.part('OtkConversation')
    desk.press('Написать сообщение')
    editor = app.wait(within=desk.card, role='text', name='Сообщение', showing=True)
    editor.type('Какая у вас программа?', click=False)
    app.key('ctrl+Return')
    app.wait(within=talk, role='panel', name=f'{ME}: Какая у вас программа?')
    # What he answered by telephone.
    desk.press('Написать сообщение')
    desk.press('От заявителя')
    desk.says('от имени заявителя')
    editor.type('Не могу войти в кабинет')
    app.key('ctrl+Return')
    app.wait(within=talk, role='panel', name='Иван Котов: Не могу войти в кабинет')
    # The next is ours again.
    desk.press('Написать сообщение')
    desk.button('От заявителя')
    assert desk.card.find(role='label', name='от имени заявителя', showing=True) is None
    assert [window.name for window in app.windows()] == ['Отклик']


@scenario.step('accepted-by-hand-needs-service-and-type')
def accepted_by_hand():
    app.wait(role='list item', name=lambda said: said.startswith('Все записи'), showing=True).click()
    desk.open('Ещё непонятнее')
    desk.press(CHANGE)
    dialog = desk.dialog(CHANGE)
    assert dialog.find(role='text', name='Сервис', showing=True) is None
    accepted = app.wait(within=dialog, role='check box', name='Принято', showing=True)
    app.wait_for(lambda: accepted.extents[2] > 0, 'the choice to be laid out')
    accepted.click()
    app.wait(within=dialog, role='text', name='Сервис', showing=True)
    desk.response(dialog, 'Назначить').click()
    app.wait(role='label', name='Это нужно заполнить', showing=True)
    fill_kind(desk.dialog(CHANGE))
    desk.response(desk.dialog(CHANGE), 'Назначить').click()
    desk.gone(CHANGE)
    desk.wait_status('Принято')
    desk.says('Борис Кузнецов', desk.panel)
    app.wait(role='list item', name=lambda said: said.startswith('Все записи'), showing=True).click()
    desk.open('Непонятно')


@scenario.step('classification-needs-service-and-type')
def classification():
    desk.wait_status('На классификации')
    assert app.find(within=desk.panel, role='label', name=ME, showing=True) is None
    desk.press('Классифицировать')
    dialog = desk.dialog('Классифицировать обращение')
    desk.response(dialog, 'Сохранить').click()
    app.wait(role='label', name='Это нужно заполнить', showing=True)
    dialog = desk.dialog('Классифицировать обращение')
    fill_kind(dialog)
    desk.response(dialog, 'Сохранить').click()
    desk.gone('Классифицировать обращение')
    desk.wait_status('Принято')
    # The one who answers for «Доступ».
    desk.says('Борис Кузнецов', desk.panel)


if __name__ == '__main__':
    scenario.run(app)
