#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tabs of the card: what each shows, the conversation, the norms and facts, the history."""

from carddesk import ME, CardDesk
from otkgui import Scenario, let_events_in

scenario = Scenario('/card-tabs')
desk = CardDesk()
desk.new('Замена роутера', now='2026-06-05T11:00:00+03:00')
desk.new('Нет связи', '--text', 'Телефоны молчат с утра', '--product', 'Маршрутизатор М-5')
desk.new('Чужое', customer='Иван Котов')
desk.ctl('request', 'message', '2', '--from-customer', '--text', 'Когда почините?',
         now='2026-06-08T10:05:00+03:00')
desk.ctl('request', 'start', '2', now='2026-06-08T10:10:00+03:00')
desk.ctl('request', 'edit', '2', '--priority', 'low', now='2026-06-08T10:15:00+03:00')
app = desk.app


@scenario.step('data')
def data():
    desk.launch()
    desk.open('Нет связи')
    main = desk.part('OtkCardMain')
    for caption, value in (('Тип обращения', 'Инцидент'), ('Сервис', 'Поддержка'), ('Тема', 'Нет связи'),
                           ('Предмет обращения', 'Маршрутизатор М-5')):
        assert desk.value(caption, main) == value, (caption, desk.value(caption, main))
    priority = app.wait(within=main, role='panel', name='Приоритет')
    assert priority.find(role='label', name='Низкий')
    desk.says('Телефоны молчат с утра', main)


@scenario.step('customer')
def customer():
    main = desk.part('OtkCardMain')
    for caption, value in (('Автор обращения', 'Ольга Ветрова'), ('Телефон', '+7 903 111-22-33'),
                           ('Эл. почта', 'o.vetrova@sever-veter.example'),
                           ('Компания', 'ООО «Северный ветер»')):
        assert desk.value(caption, main) == value, (caption, desk.value(caption, main))


@scenario.step('panel')
def panel():
    dates = app.wait(within=desk.panel, role='label', name='Дата создания')
    assert app.find(within=desk.panel, role='label', name='20 мин назад').centre()[1] > dates.centre()[1]
    status = app.wait(within=desk.panel, role='label', name='Статус')
    assert 0 < app.find(within=desk.panel, role='label', name='В работе').centre()[1] - status.centre()[1] < 40
    responsible = app.wait(within=desk.panel, role='label', name='Ответственный')
    assert 0 < app.find(within=desk.panel, role='label', name=ME).centre()[1] - responsible.centre()[1] < 50


@scenario.step('countdown-runs')
def countdown_runs():
    def left():
        return app.find(within=desk.panel, role='panel', name=lambda name: name.startswith('Время решения: ')).name
    assert '5 ч 39 мин' in left() or '5 ч 40 мин' in left(), left()
    app.set_clock('2026-06-08T15:40:00+03:00')
    app.wait_for(lambda: '19 мин' in left() and ' с' in left(), 'minutes and seconds')
    first = left()
    app.wait_for(lambda: left() != first, 'the seconds to run')
    app.set_clock('2026-06-08T16:10:00+03:00')
    app.wait_for(lambda: 'просрочено' in left(), 'the norm to be over')


@scenario.step('buttons-at-bottom')
def buttons_at_bottom():
    _, top, _, height = desk.card.extents
    for name in ('Выполнено', 'Редактировать', 'Сменить статус', 'Удалить'):
        _, y, _, _ = desk.button(name).extents
        assert y > top + height - 60, name


@scenario.step('conversation')
def conversation():
    talk = desk.part('OtkConversation')
    app.wait(within=talk, role='panel', name='Ольга Ветрова: Когда почините?')
    desk.press('Написать сообщение')
    editor = app.wait(within=desk.card, role='text', name='Сообщение', showing=True)
    editor.type('Инженер уже едет', click=False)
    app.key('ctrl+Return')
    app.wait(within=talk, role='panel', name=f'{ME}: Инженер уже едет')
    # No other window and no other section: the card is still in front.
    assert [window.name for window in app.windows()] == ['Отклик']
    assert desk.card.showing


@scenario.step('norms-beside-facts')
def norms_beside_facts():
    desk.tab('Дополнительная')
    more = desk.part('OtkCardMore')
    blocks = {}
    for block in app.find_all(within=more, role='filler', name='OtkNormBlock'):
        texts = [label.text for label in block.find_all(role='label')]
        blocks[texts[0]] = dict(zip(texts, texts[1:]))
    assert blocks['Время реакции']['Норматив'] == '1 ч', blocks
    assert blocks['Время реакции']['Затрачено'] == '10 мин', blocks
    assert blocks['Время решения']['Норматив'] == '6 ч', blocks
    assert blocks['Время решения']['Затрачено'].startswith('6 ч 1'), blocks
    assert blocks['Время решения']['Срок'] == '08.06.2026 16:00:00', blocks


@scenario.step('feed')
def feed():
    more = desk.part('OtkCardMore')
    for words in ('Новое обращение для вас', 'Статус: Принято → В работе', 'Обращение зарегистрировано'):
        app.wait(within=more, role='label', name=words)


@scenario.step('earlier-requests')
def earlier():
    more = desk.part('OtkCardMore')
    link = app.wait(within=more, role='push button', name='Инцидент №1 · Замена роутера')
    assert app.find(within=more, role='push button', name=lambda name: 'Чужое' in name) is None
    assert app.find(within=more, role='push button', name=lambda name: '№2' in name) is None
    desk.bring_into_view(link)
    link.click()
    desk.wait_card('Замена роутера')
    app.key('ctrl+w')
    desk.wait_card('Нет связи')


def lines():
    """The rows of the history: № → the texts of its cells."""
    table = app.find(within=desk.part('OtkCardHistory'), role='list', name='GtkColumnListView')
    rows = [[label.text for label in row.find_all(role='label')]
            for row in table.find_all(role='table row', showing=True)]
    return [row for row in rows if row]


@scenario.step('history')
def history():
    desk.tab('История')
    rows = app.wait_for(lines, 'the rows of the history')
    cells = {row[2]: row for row in rows if row[2] in ('Приоритет', 'Смена статуса')}
    assert cells['Приоритет'][1:] == ['Изменение', 'Приоритет', 'Высокий', 'Низкий', ME,
                                      '08.06.2026 10:15:00'], cells
    changes = [row[3:5] for row in rows if row[2] == 'Смена статуса']
    assert changes == [['Принято', 'В работе'], ['Новое', 'Принято']], changes
    assert any(row[1] == 'Создание' for row in rows), rows


def choose(filter_name, line):
    """Opens a drop-down with the mouse and takes a line of it with the keyboard; 0 is everything."""
    app.wait(within=desk.part('OtkCardHistory'), role='combo box', name=filter_name).click()
    let_events_in()
    app.key('Home', *['Down'] * line, 'Return')


def distinct(column):
    """What the rows hold in a column, in the order in which the drop-down offers it."""
    return list(dict.fromkeys(row[column] for row in lines()))


@scenario.step('filter-by-parameter')
def filter_by_parameter():
    everything = len(lines())
    choose('Фильтр по параметру', distinct(2).index('Смена статуса') + 1)
    app.wait_for(lambda: distinct(2) == ['Смена статуса'], 'only changes of status')
    choose('Фильтр по параметру', 0)
    app.wait_for(lambda: len(lines()) == everything, 'all rows again')


@scenario.step('filter-by-action')
def filter_by_action():
    choose('Фильтр по действию', distinct(1).index('Создание') + 1)
    app.wait_for(lambda: distinct(1) == ['Создание'], 'only what was created')


@scenario.step('refresh')
def refresh():
    desk.press('Обновить', desk.part('OtkCardHistory'))
    app.wait_for(lambda: distinct(1) == ['Создание'], 'the filter to stay')


if __name__ == '__main__':
    scenario.run(app)
