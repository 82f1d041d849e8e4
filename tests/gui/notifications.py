#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The desktop's notifications, as far as tests need them: each one becomes a line in a file.

Usage: notifications.py FILE READY

Writes {"number", "title", "body", "urgent", "actions", "names"} as JSON to FILE, and a line to the
descriptor READY once it has its name on the session bus. Press (number, name) of org.otklik.Test is
a click on a button, or on the whole with the name "default".
"""

import json
import os
import sys

import gi
gi.require_version('Gio', '2.0')
from gi.repository import Gio, GLib

NAME = 'org.freedesktop.Notifications'
INTERFACE = '''<node><interface name="org.freedesktop.Notifications">
  <method name="Notify">
    <arg type="s" direction="in"/><arg type="u" direction="in"/><arg type="s" direction="in"/>
    <arg type="s" direction="in"/><arg type="s" direction="in"/><arg type="as" direction="in"/>
    <arg type="a{sv}" direction="in"/><arg type="i" direction="in"/><arg type="u" direction="out"/>
  </method>
  <method name="CloseNotification"><arg type="u" direction="in"/></method>
  <method name="GetCapabilities"><arg type="as" direction="out"/></method>
  <method name="GetServerInformation">
    <arg type="s" direction="out"/><arg type="s" direction="out"/>
    <arg type="s" direction="out"/><arg type="s" direction="out"/>
  </method>
  <signal name="NotificationClosed"><arg type="u"/><arg type="u"/></signal>
  <signal name="ActionInvoked"><arg type="u"/><arg type="s"/></signal>
</interface><interface name="org.otklik.Test">
  <method name="Press"><arg type="u" direction="in"/><arg type="s" direction="in"/></method>
</interface></node>'''
PATH = '/org/freedesktop/Notifications'

shown = 0
bus = None


def notify(_program, replaces, _icon, title, body, actions, hints, _limit):
    global shown
    shown += 1
    number = replaces or shown
    line = {'number': number, 'title': title, 'body': body, 'urgent': hints.get('urgency') == 2,
            'actions': actions[1::2], 'names': actions[::2]}
    with open(sys.argv[1], 'a', encoding='utf-8') as file:
        file.write(json.dumps(line, ensure_ascii=False) + '\n')
    return GLib.Variant('(u)', (number,))


def press(number, name):
    for signal, arguments in (('ActionInvoked', GLib.Variant('(us)', (number, name))),
                              ('NotificationClosed', GLib.Variant('(uu)', (number, 2)))):
        bus.emit_signal(None, PATH, NAME, signal, arguments)


ANSWERS = {
    'Notify': notify,
    'Press': press,
    'CloseNotification': lambda _number: None,
    'GetCapabilities': lambda: GLib.Variant('(as)', (['actions', 'body'],)),
    'GetServerInformation': lambda: GLib.Variant('(ssss)', ('test', 'test', '1', '1.2')),
}


def called_cb(_connection, _sender, _path, _interface, method, arguments, invocation):
    invocation.return_value(ANSWERS[method](*arguments.unpack()))


def bus_acquired_cb(connection, _name):
    global bus
    bus = connection
    for interface in Gio.DBusNodeInfo.new_for_xml(INTERFACE).interfaces:
        connection.register_object(PATH, interface, called_cb, None, None)


def name_acquired_cb(_connection, _name):
    os.write(int(sys.argv[2]), b'ready\n')


Gio.bus_own_name(Gio.BusType.SESSION, NAME, Gio.BusNameOwnerFlags.NONE, bus_acquired_cb, name_acquired_cb, None)
GLib.MainLoop().run()
