#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A window with one of each thing that the rig must be able to handle; see test_rig.py."""

import gi
gi.require_version('Gtk', '4.0')
from gi.repository import Gio, GLib, Gtk  # noqa: E402


def name(widget, label):
    widget.update_property([Gtk.AccessibleProperty.LABEL], [label])
    return widget


def ask(window, label):
    """A dialog of its own window, answered with the mouse."""
    dialog = Gtk.Window(title='Вопрос', modal=True, transient_for=window, default_width=260)
    button = Gtk.Button(label='Да', margin_top=40, margin_bottom=20, margin_start=60, margin_end=20)

    def answered(_button):
        label.set_label('ответ: да')
        dialog.close()

    button.connect('clicked', answered)
    dialog.set_child(button)
    dialog.present()


def activated(application):
    window = Gtk.ApplicationWindow(application=application, title='Стенд', default_width=600,
                                   default_height=500)
    box = Gtk.Box(orientation=Gtk.Orientation.VERTICAL, spacing=6)
    label = Gtk.Label(label='начало')
    entry = name(Gtk.Entry(), 'Поле')
    entry.connect('changed', lambda e: label.set_label(f'поле: {e.get_text()}'))
    text = name(Gtk.TextView(height_request=80), 'Текст')
    check = Gtk.CheckButton(label='Флажок')
    question = Gtk.Button(label='Спросить')
    question.connect('clicked', lambda b: ask(window, label))
    later = Gtk.Button(label='Позже')
    later.connect('clicked', lambda b: GLib.timeout_add(300, lambda: label.set_label('позже')))

    menu = Gio.Menu()
    menu.append('Из меню', 'win.chosen')
    chosen = Gio.SimpleAction.new('chosen', None)
    chosen.connect('activate', lambda a, p: label.set_label('из меню'))
    window.add_action(chosen)
    application.set_accels_for_action('win.chosen', ['<Control>m'])
    menu_button = Gtk.MenuButton(label='Меню', menu_model=menu)

    rows = name(Gtk.ListBox(), 'Список')
    for number in range(3):
        rows.append(name(Gtk.ListBoxRow(child=Gtk.Label(label=f'строка {number}')), f'Строка {number}'))
    rows.connect('row-activated', lambda b, row: label.set_label(f'строка {row.get_index()}'))
    rows.set_activate_on_single_click(False)

    for widget in (label, entry, text, check, question, later, menu_button, rows):
        box.append(widget)
    window.set_child(box)
    window.present()


application = Gtk.Application(application_id='org.otklik.Rig', flags=Gio.ApplicationFlags.NON_UNIQUE)
application.connect('activate', activated)
application.run([])
