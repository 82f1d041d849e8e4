#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""One morning of a person who has just got Otklik: an empty folder, a call, a request's whole life."""

import re

from otkgui import App, Scenario, key, type_text
from person import Person

SUBJECT = 'Не печатает принтер'
ARTICLE = 'Как почистить ролики подачи'

scenario = Scenario('/morning')
app = App()
person = Person(app)


def label(text, within=None):
    return app.wait(within=within or person.within, role='label', text=text, rows=True, showing=True)


def timer(name):
    """What a timer in the card's panel says aloud: «Время решения: 7 ч 20 мин»."""
    node = app.find(within=person.within, role='panel', name=lambda said: said.startswith(name + ': '), showing=True)
    return node.name.partition(': ')[2] if node else ''


def minutes_left():
    """Of the resolution time, or -1 where nothing counts."""
    told = re.match(r'(\d+) ч(?: (\d+) мин)?', timer('Время решения'))
    return int(told[1]) * 60 + int(told[2] or 0) if told else -1


@scenario.step('start-empty')
def start_empty():
    app.set_clock('2026-06-08T10:00:00+03:00')
    app.launch(TZ='Europe/Moscow')
    person.fill('Ваше имя', 'Анна Смирнова')
    person.press('Начать с пустой базы на этом компьютере')
    app.wait(role='label', text='Здесь нет обращений', showing=True)


@scenario.step('two-employees')
def two_employees():
    person.settings()
    person.open_section('Сотрудники')
    for name in ('Борис Кузнецов', 'Вера Соколова'):
        person.add('Добавить сотрудника')
        person.fill('Имя', name)
        person.save(name)


@scenario.step('schedule')
def schedule():
    person.open_section('Графики обслуживания')
    person.add('Добавить график')
    person.fill('Название', 'Рабочая неделя')
    person.choose('Часовой пояс', 'Europe/Moscow', 'Europe/Moscow')
    person.save('Рабочая неделя')


@scenario.step('sla')
def sla():
    person.open_section('SLA')
    person.add('Добавить SLA')
    person.fill('Название', 'Стандартный')
    person.choose('График обслуживания', 'Рабочая', 'Рабочая неделя')
    person.fill('Нормативное время реакции', '1 ч')
    person.fill('Нормативное время решения', '4 ч')
    person.save('Стандартный')


@scenario.step('service')
def service():
    person.open_section('Сервисы')
    person.add('Добавить сервис')
    person.fill('Название', 'Поддержка')
    person.choose('Ответственные', 'Борис', 'Борис Кузнецов')
    person.choose('Ответственные', 'Вера', 'Вера Соколова')
    person.choose('SLA', 'Станд', 'Стандартный')
    person.save('Поддержка')


@scenario.step('article')
def article():
    person.open_section('Статьи')
    person.add('Добавить статью')
    person.fill('Заголовок', ARTICLE)
    person.save(ARTICLE)


def register(subject, text, customer, company, responsible=None):
    person.within = None
    app.key('ctrl+n')
    app.wait_focus('Новое обращение')
    person.dialog('Новое обращение')
    person.choose('Тип обращения', 'Инц', 'Инцидент')
    person.choose('Сервис', 'Подд', 'Поддержка')
    if responsible:
        person.choose('Ответственный', responsible, responsible)
    person.fill('Тема', subject)
    person.fill('Текст обращения', text)
    person.create('Автор обращения', customer)
    person.create('Компания', company)


@scenario.step('first-call-loads-one-of-them')
def first_call():
    register('Нет связи с кассой', 'Касса не видит сервер', 'Иван Котов', 'ООО Юг', 'Вера Соколова')
    app.key('ctrl+Return')
    app.wait_focus('Отклик')
    card = person.card('Нет связи с кассой')
    label('Вера Соколова', card)


@scenario.step('register-a-call')
def register_call():
    register(SUBJECT, 'Принтер мнёт бумагу и мигает', 'Ольга Ветрова', 'ООО Север')
    app.key('ctrl+Return')
    app.wait_focus('Отклик')
    card = person.card(SUBJECT)
    person.status('Принято')
    label('Ольга Ветрова', card)
    label('ООО Север', card)


@scenario.step('routed-to-the-less-loaded')
def routed():
    label('Борис Кузнецов')


@scenario.step('countdown-runs')
def countdown():
    # The program's clock runs on from where it is set, by the seconds that the steps take.
    app.wait_for(lambda: minutes_left() in (238, 239), 'the countdown to run')
    app.set_clock('2026-06-08T10:20:00+03:00')
    app.wait_for(lambda: 220 <= minutes_left() <= 223, 'twenty minutes less')
    assert re.match('4[0-3] мин', timer('Время реакции')), timer('Время реакции')


def write(text):
    person.press('Написать сообщение')
    editor = person.wait('text', 'Сообщение')
    editor.type(text)


@scenario.step('hidden-note')
def hidden_note():
    write('Картриджи есть на складе')
    app.key('ctrl+shift+h')
    app.wait(within=person.within, role='label', text='только сотрудники', showing=True)
    person.press('Отправить')
    app.wait(within=person.within, name=lambda said: said.startswith('Скрытое сообщение: '), rows=True)
    label('Картриджи есть на складе')


@scenario.step('reply')
def reply():
    write('Выезжаем к вам')
    app.key('ctrl+Return')
    label('Выезжаем к вам')


@scenario.step('take-it')
def take():
    person.press('Приступить к выполнению')
    person.status('В работе')
    label('Анна Смирнова')
    app.wait_for(lambda: 'в срок' in timer('Время реакции'), 'the reaction to be in time')


@scenario.step('pause-for-an-hour')
def pause():
    person.press('Приостановить работу с обращением')
    person.dialog('Перевести в ожидание')
    person.fill('Причина', 'Ждём картридж')
    person.fill('Планируемое время ожидания', '1')
    person.press('В ожидание')
    person.dialog_gone('Перевести в ожидание')
    person.card(SUBJECT)
    person.status('В ожидании')
    label('Ждём картридж')


@scenario.step('timer-stands')
def timer_stands():
    app.set_clock('2026-06-08T10:50:00+03:00')
    app.wait(within=person.within, role='label', name=lambda said: said.startswith('В ожидании: 00:2'), showing=True)
    assert '3 ч 4' in timer('Время решения'), timer('Время решения')


@scenario.step('resumes-by-itself')
def resumes():
    app.set_clock('2026-06-08T11:40:00+03:00')
    person.status('В работе')
    app.wait_for(lambda: any('№2' in told['title'] for told in app.notifications()), 'a notification')
    # Twenty minutes before the pause, and as many since 11:20.
    app.wait_for(lambda: 199 <= minutes_left() <= 204, 'the countdown to go on')


@scenario.step('complete-with-an-article')
def complete():
    person.press('Выполнено')
    person.dialog('Выполнить обращение')
    person.choose('Статья из базы знаний', 'ролик', ARTICLE)
    person.fill('Описание решения', 'Почистили ролики')
    app.key('ctrl+Return')
    person.card(SUBJECT)
    person.status('Выполнено')
    label(ARTICLE)


@scenario.step('find-by-another-form-of-a-word')
def find():
    person.within = None
    app.key('ctrl+f')
    # In the text it says «мнёт бумагу».
    person.field_of('Искать обращения').type('бумаги')
    app.wait(role='table row', name=lambda said: SUBJECT in said, showing=True)
    app.wait_gone(role='table row', name=lambda said: 'Нет связи с кассой' in said, showing=True)


@scenario.step('undo')
def undo():
    key('Escape')
    row = app.wait(role='table row', name=lambda said: SUBJECT in said and 'Выполнено' in said, showing=True)
    row.click()
    app.key('ctrl+z')
    app.wait(role='table row', name=lambda said: SUBJECT in said and 'В работе' in said, showing=True)


@scenario.step('kill-in-the-middle-of-a-reply')
def kill():
    row = app.wait(role='table row', name=lambda said: SUBJECT in said, showing=True)
    row.find(role='label', text=SUBJECT, rows=True).double_click()
    person.card(SUBJECT)
    write('Ролики почистили, прове')
    app.wait(within=person.within, role='label', text='Черновик сохранён', showing=True)
    app.kill()


@scenario.step('the-draft-is-there-again')
def draft():
    app.launch(TZ='Europe/Moscow')
    app.wait(role='table row', name=lambda said: SUBJECT in said, showing=True).find(
        role='label', text=SUBJECT, rows=True).double_click()
    person.card(SUBJECT)
    person.status('В работе')
    editor = person.wait('text', 'Сообщение')
    assert editor.text == 'Ролики почистили, прове', editor.text
    editor.click()
    key('ctrl+End')
    type_text('рьте')
    app.wait_for(lambda: editor.text == 'Ролики почистили, проверьте', 'to go on typing')
    app.key('ctrl+Return')
    label('Ролики почистили, проверьте')


scenario.run(app)
