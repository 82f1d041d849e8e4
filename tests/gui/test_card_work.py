#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A request on its way: taken, put off with a reason, back by itself and by hand, completed."""

from carddesk import ME, CardDesk
from otkgui import Scenario

ARTICLE = 'Как перезапустить маршрутизатор'

scenario = Scenario('/card-work')
desk = CardDesk()
desk.new('Нет связи', '--text', 'Телефоны молчат с утра')
app = desk.app


def timer(caption):
    """The side panel's timer of a norm; what it says follows the caption."""
    node = app.wait(within=desk.panel, role='panel', name=lambda name: name.startswith(caption + ': '))
    return node.name.removeprefix(caption + ': ')


def wait_timer(caption, words):
    app.wait_for(lambda: words in timer(caption), f'{caption} to say «{words}»')


@scenario.step('open-by-name')
def open_by_name():
    desk.launch()
    desk.open('Нет связи')
    assert desk.says('Инцидент №1')


@scenario.step('stage-bar')
def stage_bar():
    assert desk.stages() == [
        ('Новое', 'пройден'), ('На классификации', 'пропущен'), ('Принято', 'текущий'),
        ('В работе', 'впереди'), ('В ожидании', 'впереди'), ('Выполнено', 'впереди'),
        ('Закрыто', 'впереди')], desk.stages()


@scenario.step('not-paused-before-work')
def not_paused_before_work():
    desk.button('Приступить к выполнению')
    assert not desk.has_button('Приостановить работу с обращением', desk.panel)
    assert not desk.has_button('Выполнено')


@scenario.step('start')
def start():
    wait_timer('Время реакции', '39 мин')
    desk.press('Приступить к выполнению')
    desk.wait_status('В работе')
    app.wait_for(lambda: not desk.has_button('Приступить к выполнению'), 'the button to go')
    # Accepted at 10:00, taken at 10:20.
    wait_timer('Время реакции', 'в срок, за 20 мин')


@scenario.step('pause-needs-reason')
def pause_needs_reason():
    pause = desk.button('Приостановить работу с обращением', desk.panel)
    clock = app.find(within=desk.panel, role='panel', name=lambda name: name.startswith('Время решения: '))
    assert pause.centre()[0] > clock.centre()[0], 'the button stands to the right of the timer'
    pause.click()
    dialog = desk.dialog('Перевести в ожидание')
    assert not desk.response(dialog, 'В ожидание').has('sensitive')
    app.wait(within=dialog, role='text', name='Причина').type('Ждём журнал')
    app.wait_for(lambda: desk.response(dialog, 'В ожидание').has('sensitive'), 'the button to work')


@scenario.step('pause-for-an-hour')
def pause_for_an_hour():
    dialog = desk.dialog('Перевести в ожидание')
    hours = app.wait(within=dialog, role='text', name='Планируемое время ожидания')
    hours.type('1')
    desk.response(dialog, 'В ожидание').click()
    desk.gone('Перевести в ожидание')
    desk.wait_status('В ожидании')


@scenario.step('reason-in-panel')
def reason_in_panel():
    desk.says('Ждём журнал', desk.panel)
    app.wait(within=desk.panel, role='label', showing=True,
             name=lambda name: '11:20' in name or 'автоматически' in name)


@scenario.step('timer-stands')
def timer_stands():
    wait_timer('Время решения', 'приостановлено')
    before = timer('Время решения')
    app.set_clock('2026-06-08T11:10:00+03:00')
    # The clock of the list and of the status times goes on; that of the norm does not.
    desk.wait_time('В ожидании', '00:49:', '00:50:')
    assert timer('Время решения') == before, timer('Время решения')


@scenario.step('resumes-by-itself')
def resumes_by_itself():
    app.set_clock('2026-06-08T11:25:00+03:00')
    desk.wait_status('В работе')
    app.wait_for(lambda: not desk.has_button('Возобновить работу', desk.panel), 'the button to go')
    # From 10:00 to 10:20 and from 11:20 on: the hour of waiting is not counted, to the second.
    wait_timer('Время решения', '5 ч 34 мин')
    desk.wait_time('В ожидании', '01:00:00')


@scenario.step('notice-of-resume')
def notice_of_resume():
    app.wait_for(lambda: any('Нет связи' in shown['title'] + shown['body'] for shown in app.notifications()),
                 'the desktop to be told')
    bell = app.wait(role='push button', name=lambda name: name.startswith('Уведомления'), showing=True)
    bell.click()
    app.wait(role='label', name=lambda name: 'Ожидание закончилось' in name, rows=True, showing=True)
    app.key('Escape')


@scenario.step('resume-by-hand')
def resume_by_hand():
    desk.press('Приостановить работу с обращением', desk.panel)
    dialog = desk.dialog('Перевести в ожидание')
    app.wait(within=dialog, role='text', name='Причина').type('До звонка')
    desk.response(dialog, 'В ожидание').click()
    desk.wait_status('В ожидании')
    desk.says('До звонка', desk.panel)
    desk.press('Возобновить работу', desk.panel)
    desk.wait_status('В работе')
    app.wait_for(lambda: app.find(within=desk.panel, text='До звонка', showing=True) is None,
                 'the reason to go')


@scenario.step('complete-with-article')
def complete_with_article():
    app.set_clock('2026-06-08T12:05:00+03:00')
    desk.press('Выполнено')
    dialog = desk.dialog('Выполнить обращение')
    article = app.wait(within=dialog, role='text', name='Статья из базы знаний')
    article.click()
    app.type('перезап')
    app.wait(within=dialog, role='list item', name=lambda name: ARTICLE in name, showing=True)
    app.key('Return')
    app.wait_for(lambda: article.text == ARTICLE, 'the article to be chosen')
    app.wait(within=dialog, role='text', name='Описание решения').type('Помог перезапуск')
    desk.response(dialog, 'Выполнено').click()
    desk.gone('Выполнить обращение')
    desk.wait_status('Выполнено')


@scenario.step('article-and-solution-shown')
def article_and_solution():
    app.wait_for(lambda: desk.value('Статья из базы знаний') == ARTICLE, 'the article in the card')
    desk.says('Помог перезапуск')


@scenario.step('facts-against-norms')
def facts():
    # 10:00 to 12:05 less the hour of waiting.
    wait_timer('Время решения', 'в срок, за 1 ч')
    desk.tab('Дополнительная')
    more = desk.part('OtkCardMore')
    app.wait(within=more, role='panel', name=lambda name: name.startswith('Время реакции: в срок, за 20 мин'))
    app.wait(within=more, role='panel', name=lambda name: name.startswith('Время решения: в срок, за 1 ч'))


@scenario.step('time-in-each-status')
def time_in_statuses():
    for status, time in (('Принято', '00:20:'), ('В работе', '00:44:'), ('В ожидании', '01:00:')):
        desk.wait_time(status, time)
    app.find(within=desk.panel, role='label', name=ME)


if __name__ == '__main__':
    scenario.run(app)
