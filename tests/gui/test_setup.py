#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""An administrator sets the norms up in the window, and requests get the times that follow: schedules of
the SLA, of a company and of a category, with lunch and a holiday; a request with a file."""

import os

from carddesk import ME, CardDesk
from otkgui import Scenario, key, let_events_in, type_text
from person import Person

# A Friday; the Monday after it is a holiday below.
FRIDAY = '2026-06-05T11:30:00+03:00'

scenario = Scenario('/setup')
desk = CardDesk(now=FRIDAY)
app = desk.app
person = Person(app)
attached = os.path.join(app.scratch, 'act.txt')
with open(attached, 'w', encoding='utf-8') as file:
    file.write('Акт осмотра\n')


def box(name):
    return app.wait(within=person.within, role='check box', name=name, showing=True)


def tick(name, wanted=True):
    node = box(name)
    if node.has('checked') != wanted:
        node.click()
    app.wait_for(lambda: box(name).has('checked') == wanted, f'{name} to change')


def press(name):
    button = app.wait(within=person.within, role='push button', name=name)
    person.bring(button)
    button.click()


@scenario.step('category-company-customer')
def directory():
    desk.launch()
    person.settings()
    person.open_section('Категории клиентов')
    person.add('Добавить категорию')
    person.fill('Название', 'Ключевые')
    person.save('Ключевые')
    person.open_section('Компании')
    person.add('Добавить компанию')
    person.fill('Название', 'ООО Ключ')
    person.choose('Категория клиентов', 'Ключ', 'Ключевые')
    person.save('ООО Ключ')
    person.add('Добавить компанию')
    person.fill('Название', 'ООО Круг')
    person.save('ООО Круг')
    person.open_section('Клиенты')
    for name, company in (('Пётр Ключов', 'ООО Ключ'), ('Роман Кругов', 'ООО Круг')):
        person.add('Добавить клиента')
        person.fill('Имя', name)
        person.choose('Компания', company, company)
        person.save(name)


@scenario.step('category-is-kept')
def kept():
    person.open_section('Компании')
    rows = app.wait(within=person.within, role='list', name='Компании')
    app.wait(within=rows, role='label', text='ООО Ключ', rows=True, showing=True).click()
    app.wait_for(lambda: person.field('Категория клиентов').text == 'Ключевые', 'the category of the company')
    key('Escape')


def hours(lunch):
    """The hours of Monday on all working days."""
    tick('Понедельник: обеденный перерыв', lunch)
    press('Скопировать понедельник на остальные будни')


@scenario.step('schedule-with-lunch-and-holiday')
def schedule():
    person.open_section('Графики обслуживания')
    person.add('Добавить график')
    person.fill('Название', 'С обедом')
    hours(lunch=True)
    press('Добавить исключение')
    person.fill('Дата исключения', '2026-06-08')
    person.save('С обедом')


@scenario.step('schedule-of-a-company')
def of_company():
    person.add('Добавить график')
    person.fill('Название', 'Для Круга')
    tick('Понедельник: круглосуточно')
    press('Скопировать понедельник на остальные будни')
    person.choose('Компания', 'ООО Круг', 'ООО Круг')
    person.save('Для Круга')


@scenario.step('schedule-of-a-category')
def of_category():
    person.add('Добавить график')
    person.fill('Название', 'Для ключевых')
    hours(lunch=False)
    person.choose('Категория клиентов', 'Ключ', 'Ключевые')
    person.save('Для ключевых')


@scenario.step('norms')
def norms():
    person.open_section('SLA')
    person.add('Добавить SLA')
    person.fill('Название', 'Особый')
    person.choose('График обслуживания', 'С обедом', 'С обедом')
    person.fill('Нормативное время реакции', '1 ч')
    person.fill('Нормативное время решения', '8 ч')
    person.save('Особый')
    person.open_section('Сервисы')
    person.add('Добавить сервис')
    person.fill('Название', 'Ремонт')
    person.choose('Ответственные', 'Анна', ME)
    person.choose('SLA', 'Особый', 'Особый')
    person.save('Ремонт')


def filter_by_rows():
    """Conditions by rows; the text below follows, and the other way round."""
    text = person.field('Фильтр текстом')
    person.press('Добавить условие')
    app.wait_for(lambda: text.text == 'status=new', 'the new condition')
    app.wait(within=person.within, role='label', name=lambda said: said.startswith('Подходит '), showing=True)
    value = app.wait(within=person.within, role='combo box', name='Значение', showing=True)
    person.bring(value)
    value.click()
    app.key('Down', 'Return')
    app.wait_for(lambda: text.text == 'status=on_classification', 'the value')
    person.fill('Фильтр текстом', 'priority=high; status in accepted,in_work')
    checks = [app.wait(within=person.within, role='check box', name=name) for name in ('Принято', 'В работе', 'Новое')]
    assert [check.has('checked') for check in checks] == [True, True, False]
    removers = person.within.find_all(role='push button', name='Убрать условие', showing=True)
    removers = list(removers)
    assert len(removers) == 2, removers
    person.bring(removers[1])
    removers[1].click()
    app.wait_for(lambda: text.text == 'priority=high', 'the condition to go')
    person.fill('Фильтр текстом', 'priority=high; status in accepted,in_work')


@scenario.step('folder')
def folder():
    person.open_section('Папки')
    person.add('Добавить папку')
    person.fill('Название', 'Ремонт высокой важности')
    filter_by_rows()
    person.save('Ремонт высокой важности')


def register(subject, customer, more=None):
    app.set_clock(FRIDAY)
    person.within = None
    app.key('ctrl+n')
    app.wait_focus('Новое обращение')
    person.dialog('Новое обращение')
    person.choose('Тип обращения', 'Инц', 'Инцидент')
    person.choose('Сервис', 'Рем', 'Ремонт')
    person.fill('Тема', subject)
    person.choose('Автор обращения', customer, customer)
    if more:
        more()
    # The seconds that all this took are not what is measured.
    app.set_clock(FRIDAY)
    app.key('ctrl+Return')
    app.wait_focus('Отклик')
    desk.wait_card(subject)
    desk.wait_status('Принято')


def due():
    """When the reaction and the resolution are due, to the minute."""
    desk.tab('Дополнительная')
    blocks = {}
    for block in app.find_all(within=desk.part('OtkCardMore'), role='filler', name='OtkNormBlock'):
        texts = [label.text for label in block.find_all(role='label')]
        blocks[texts[0]] = dict(zip(texts, texts[1:]))['Срок'][:16]
    return blocks['Время реакции'], blocks['Время решения']


@scenario.step('both-times-by-the-norms')
def by_the_norms():
    register('Скрипит дверь', 'Иван Котов')
    # Half an hour before lunch and half an hour after it; then five hours on Friday, and after the
    # weekend and the holiday the rest on Tuesday.
    assert due() == ('05.06.2026 13:30', '09.06.2026 11:30'), due()


@scenario.step('created-by-an-employee')
def created():
    desk.tab('История')
    table = app.find(within=desk.part('OtkCardHistory'), role='list', name='GtkColumnListView')

    def made():
        rows = [[label.text for label in row.find_all(role='label')]
                for row in table.find_all(role='table row', showing=True)]
        return next((row for row in rows if 'Создание' in row), None)
    row = app.wait_for(made, 'the row of the creation')
    assert ME in row and any(cell.startswith('05.06.2026 11:30') for cell in row), row
    desk.tab('Основная')
    assert desk.value('Канал', desk.part('OtkCardMain')) == 'Телефон'
    desk.says(ME, desk.panel)


@scenario.step('times-by-the-schedule-of-the-category')
def by_category():
    register('Не крутится ключ', 'Пётр Ключов')
    # Without lunch till six on Friday, the rest on Monday, which is no holiday here.
    assert due() == ('05.06.2026 12:30', '08.06.2026 10:30'), due()


def attach():
    press('Приложить файлы')
    app.wait_focus('Приложить файлы')
    # A slash begins a path.
    type_text(attached)
    let_events_in()
    key('Return')
    app.wait_focus('Новое обращение')
    app.wait(within=person.within, role='label', text='act.txt')


@scenario.step('times-by-the-schedule-of-the-company')
def by_company():
    register('Круг не катится', 'Роман Кругов', attach)
    assert due() == ('05.06.2026 12:30', '05.06.2026 19:30'), due()


@scenario.step('folder-holds-what-its-filter-says')
def folder_holds():
    app.wait(role='list item', name=lambda said: said.startswith('Ремонт высокой важности, обращений: 3'),
             showing=True).click()
    rows = app.wait(role='tree table', showing=True)
    app.wait_for(lambda: len([row for row in rows.find_all(role='table row', showing=True)
                              if row.name.startswith('№')]) == 3, 'the three of the folder')
    desk.open('Круг не катится')


@scenario.step('file-is-attached')
def file_attached():
    desk.tab('Основная')
    app.wait(within=desk.card, role='push button', name=lambda name: 'act.txt' in name, showing=True)
    stored = [os.path.join(folder, name) for folder, _, names in os.walk(app.data) for name in names]
    with open(attached, 'rb') as whole:
        content = whole.read()
    assert any(open(path, 'rb').read() == content for path in stored if os.path.getsize(path) == len(content))


if __name__ == '__main__':
    scenario.run(app)
