# SPDX-License-Identifier: GPL-3.0-or-later
"""Tests that act as a person does: look through AT-SPI, act with mouse and keyboard, wait for states.

    from otkgui import App, Scenario
    scenario = Scenario('/morning')
    app = App()

    @scenario.step('register')
    def register():
        app.key('ctrl+n')
        dialog = app.wait(role='dialog', name='Новое обращение')
        app.wait(role='text', name='Тема', within=dialog).type('Не печатает принтер')

    scenario.run(app)

Run under tests/gui/run-gui. Nothing sleeps: wait_for() looks again until a condition holds. When it
does not, the accessible tree and a picture of the screen tell why.
"""

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
import traceback

# Fatal warnings are for the program under test; libatspi warns about harmless things.
os.environ.pop('G_DEBUG', None)

import gi  # noqa: E402 (GLib reads G_DEBUG when it is loaded)
gi.require_version('Atspi', '2.0')
from gi.repository import Atspi, Gio, GLib  # noqa: E402

LIMIT = 10
# Letters typed faster than this can come out of order on a busy machine.
TYPING_DELAY_MS = 8
TYPING_ATTEMPTS = 3
LOOK_AGAIN_MS = 30
# A list holds hundreds of rows: their insides are looked at only when asked for.
ROW_ROLES = ('table row', 'list item')
WINDOW_ROLES = ('frame', 'dialog', 'window', 'alert')
BUILD = os.environ.get('OTK_BUILD_DIR', os.path.join(os.path.dirname(__file__), '..', '..', 'build'))
KEEP_GOING = 'OTK_KEEP_GOING' in os.environ
SCREENSHOTS = os.environ.get('OTK_SCREENSHOTS', os.path.join(BUILD, 'screenshots'))


class Failure(Exception):
    """A condition that did not come true."""


def let_events_in(milliseconds=LOOK_AGAIN_MS):
    """Runs the main loop for a moment."""
    loop = GLib.MainLoop()
    GLib.timeout_add(milliseconds, loop.quit)
    loop.run()


def xdotool(*arguments):
    done = subprocess.run(['xdotool', *map(str, arguments)], capture_output=True, text=True, check=False)
    return done.stdout.strip() if done.returncode == 0 else ''


def window_shape(number):
    """(x, y, width, height) of an X window on the screen, or None where it is gone."""
    told = subprocess.run(['xwininfo', '-id', number], capture_output=True, text=True, check=False).stdout
    values = [re.search(rf'{label}:\s+(-?\d+)', told)
              for label in ('Absolute upper-left X', 'Absolute upper-left Y', 'Width', 'Height')]
    return tuple(int(value[1]) for value in values) if all(values) else None


def screenshot(path):
    """Saves the whole screen as PNG."""
    os.makedirs(os.path.dirname(os.path.abspath(path)), exist_ok=True)
    subprocess.run(['import', '-window', 'root', path], check=True)
    return path


def key(*chords):
    """Presses chords such as 'ctrl+n' or 'Return' in whatever window has the focus."""
    xdotool('key', '--clearmodifiers', *chords)


def type_text(text):
    """Types into whatever has the focus. Prefer Node.type(), which reads back what arrived."""
    xdotool('type', '--clearmodifiers', '--delay', TYPING_DELAY_MS, '--', text)


class Node:
    """One accessible object."""

    def __init__(self, app, accessible):
        self.app = app
        self.accessible = accessible

    def __repr__(self):
        return f'<{self.role} "{self.name}">'

    @property
    def role(self):
        return self.accessible.get_role_name() or ''

    @property
    def name(self):
        return self.accessible.get_name() or ''

    @property
    def description(self):
        return self.accessible.get_description() or ''

    @property
    def text(self):
        """What an entry, a text view or a label holds."""
        interface = self.accessible.get_text_iface()
        if interface is None:
            return self.name
        return Atspi.Text.get_text(interface, 0, Atspi.Text.get_character_count(interface))

    def has(self, state):
        """Whether a state holds: 'checked', 'sensitive', 'selected', 'expanded', …"""
        return self.accessible.get_state_set().contains(getattr(Atspi.StateType, state.upper()))

    @property
    def extents(self):
        """(x, y, width, height) inside its window; width 0 where it is not on the screen."""
        component = self.accessible.get_component_iface()
        if component is None:
            return 0, 0, 0, 0
        # SCREEN coordinates make GTK 4.8 warn; the window's place comes from X.
        area = component.get_extents(Atspi.CoordType.WINDOW)
        return area.x, area.y, area.width, area.height

    @property
    def showing(self):
        return self.extents[2] > 0 and self.extents[3] > 0

    @property
    def parent(self):
        accessible = self.accessible.get_parent()
        return Node(self.app, accessible) if accessible else None

    @property
    def children(self):
        for index in range(self.accessible.get_child_count()):
            accessible = self.accessible.get_child_at_index(index)
            if accessible is not None:
                yield Node(self.app, accessible)

    @property
    def window(self):
        """The window it stands in."""
        node = self
        while node and node.role not in WINDOW_ROLES:
            node = node.parent
        return node

    def walk(self, rows=False):
        """Itself and everything under it, in order; the insides of rows only with rows."""
        queue = [self]
        while queue:
            node = queue.pop(0)
            yield node
            if rows or node is self or node.role not in ROW_ROLES:
                queue[0:0] = node.children

    def find_all(self, role=None, name=None, text=None, where=None, showing=None, rows=False):
        """Every node under it that has all that is named; name may be a predicate too."""
        for node in self.walk(rows):
            try:
                if ((role is None or node.role == role)
                        and (name is None or (name(node.name) if callable(name) else node.name == name))
                        and (text is None or node.text == text)
                        and (showing is None or node.showing == showing)
                        and (where is None or where(node))):
                    yield node
            except GLib.Error:
                # It went away while we looked.
                continue

    def find(self, **what):
        return next(self.find_all(**what), None)

    def centre(self):
        """The middle of it on the screen."""
        x, y, width, height = self.extents
        if width <= 0 or height <= 0:
            raise Failure(f'{self} is not on the screen')
        left, top = self.app.origin(self)
        return left + x + width // 2, top + y + height // 2

    def resting_centre(self):
        """The same once it stays there: what has just come may still scroll."""
        before, now = None, self.centre()
        while now != before:
            let_events_in()
            before, now = now, self.centre()
        return now

    def click(self, button=1, times=1, chord=None):
        """Clicks it with the mouse, as a person; chord is held meanwhile ('shift', 'ctrl')."""
        self.app.wait_for(lambda: self.showing, f'{self} to be on the screen')
        x, y = self.resting_centre()
        xdotool('mousemove', x, y)
        if chord:
            xdotool('keydown', chord)
        xdotool('click', '--repeat', times, '--delay', 60, button)
        if chord:
            xdotool('keyup', chord)

    def double_click(self):
        self.click(times=2)

    def actions(self):
        interface = self.accessible.get_action_iface()
        if interface is None:
            return []
        return [Atspi.Action.get_action_name(interface, index)
                for index in range(Atspi.Action.get_n_actions(interface))]

    def do(self, action='click'):
        """Carries out an action of it; a window has its parameterless actions ('win.new')."""
        names = self.actions()
        if action not in names:
            raise Failure(f'{self} has no action {action}, only {names}')
        Atspi.Action.do_action(self.accessible.get_action_iface(), names.index(action))

    def set_text(self, text):
        """Puts text in at once; for long texts that need not be typed."""
        Atspi.EditableText.set_text_contents(self.accessible.get_editable_text_iface(), text)
        self.app.wait_for(lambda: self.text == text, f'{self} to hold the text')

    def type(self, text, click=True):
        """Types text over what is there and reads it back; typed again where letters got lost."""
        for _ in range(TYPING_ATTEMPTS):
            if click:
                self.click()
            key('ctrl+a')
            if text == '':
                key('BackSpace')
            type_text(text)
            try:
                self.app.wait_for(lambda: self.text == text, f'{self} to hold "{text}"', limit=3)
                return
            except Failure:
                continue
        raise Failure(f'{self} holds "{self.text}" and not "{text}"')


class App:
    """The program under test."""

    def __init__(self, program=None, data=None):
        self.program = program or [os.path.join(BUILD, 'src', 'app', 'otklik')]
        self.scratch = tempfile.mkdtemp(prefix='app-', dir=os.environ.get('XDG_RUNTIME_DIR'))
        self.data = data or os.path.join(self.scratch, 'data')
        os.makedirs(self.data, exist_ok=True)
        self.clock = os.path.join(self.scratch, 'clock')
        self.log = os.path.join(self.scratch, 'log')
        self.process = None
        self.accessible = None

    def launch(self, *arguments, **environment):
        """Starts it and waits for its first window; environment adds to ours."""
        full = {**os.environ, 'G_DEBUG': 'fatal-warnings', 'G_ENABLE_DIAGNOSTIC': '0',
                'OTK_NON_UNIQUE': '1', 'OTK_DATA_DIR': self.data, **environment}
        if os.path.exists(self.clock):
            full['OTK_CLOCK_FILE'] = self.clock
        self.accessible = None
        with open(self.log, 'ab') as log:
            self.process = subprocess.Popen([*self.program, *arguments], env=full, stdout=log, stderr=log,
                                            stdin=subprocess.DEVNULL)
        self.wait_for(lambda: self.root and self.windows(), 'the first window', limit=30)
        self.wait_for(lambda: xdotool('getactivewindow') != '', 'the window to be active')
        return self

    def set_clock(self, instant):
        """Moves the program's clock (ISO 8601); before launch() it starts there."""
        whole = self.clock + '.new'
        with open(whole, 'w', encoding='utf-8') as file:
            file.write(instant + '\n')
        os.rename(whole, self.clock)

    @property
    def running(self):
        return self.process is not None and self.process.poll() is None

    def kill(self):
        """Ends it as a power cut does (kill -9)."""
        self.process.kill()
        self.process.wait()

    def quit(self, limit=LIMIT):
        """Asks it to end (SIGTERM) and returns its exit status."""
        if self.running:
            self.process.send_signal(signal.SIGTERM)
        return self.wait_end(limit)

    def wait_end(self, limit=LIMIT):
        try:
            return self.process.wait(limit)
        except subprocess.TimeoutExpired:
            raise Failure('the program does not end') from None

    def output(self):
        with open(self.log, encoding='utf-8', errors='replace') as file:
            return file.read()

    def notifications(self):
        """What the desktop was asked to show, in order: {"number", "title", "body", "urgent", "actions", "names"}."""
        path = os.environ['OTK_NOTIFICATIONS']
        if not os.path.exists(path):
            return []
        with open(path, encoding='utf-8') as file:
            return [json.loads(line) for line in file if line.endswith('\n')]

    def press_notification(self, shown, label=None):
        """Clicks a button of what notifications() told, or the whole of it."""
        name = 'default' if label is None else shown['names'][shown['actions'].index(label)]
        Gio.bus_get_sync(Gio.BusType.SESSION, None).call_sync(
            'org.freedesktop.Notifications', '/org/freedesktop/Notifications', 'org.otklik.Test', 'Press',
            GLib.Variant('(us)', (shown['number'], name)), None, Gio.DBusCallFlags.NONE, -1, None)

    @property
    def root(self):
        """Its accessible application, once it is on the bus."""
        if self.accessible is None:
            desktop = Atspi.get_desktop(0)
            for index in range(desktop.get_child_count()):
                accessible = desktop.get_child_at_index(index)
                if accessible is not None and accessible.get_process_id() == self.process.pid:
                    # Cached names and states come late; ask each time.
                    accessible.set_cache_mask(Atspi.Cache.NONE)
                    accessible.clear_cache()
                    self.accessible = accessible
        return Node(self, self.accessible) if self.accessible is not None else None

    def windows(self):
        return [node for node in self.root.children if node.role in WINDOW_ROLES]

    def shapes(self):
        """(title, (x, y, width, height)) of each X window of the program on the screen."""
        numbers = xdotool('search', '--onlyvisible', '--pid', self.process.pid).split()
        named = [(xdotool('getwindowname', number), window_shape(number)) for number in numbers]
        return [(title, shape) for title, shape in named if shape]

    def origin(self, node):
        """Where on the screen the zero of a node's extents lies.

        Extents are counted from the window's corner, but in a popover they say nothing true: there
        the popover's own X window, found by its size, gives the place.
        """
        shapes = self.shapes()
        titles = [window.name for window in self.windows()]
        while node:
            x, y, width, height = node.extents
            is_window = node.role in WINDOW_ROLES
            for title, shape in shapes:
                same = abs(shape[2] - width) <= 2 and abs(shape[3] - height) <= 2
                if same and (title == node.name if is_window else title not in titles):
                    return shape[0] - x, shape[1] - y
            if is_window and shapes:
                _, shape = min(shapes, key=lambda s: (s[0] != node.name, abs(s[1][2] - width)))
                return shape[0] - x, shape[1] - y
            node = node.parent
        raise Failure('it stands in no window')

    def find(self, within=None, **what):
        """The first node that has all that is named, or None; see Node.find_all()."""
        return (within or self.root).find(**what)

    def find_all(self, within=None, **what):
        return list((within or self.root).find_all(**what))

    def wait(self, limit=LIMIT, **what):
        """Waits until there is such a node and returns it."""
        return self.wait_for(lambda: self.find(**what), f'a node with {what}', limit)

    def wait_gone(self, limit=LIMIT, **what):
        self.wait_for(lambda: self.find(**what) is None, f'no node with {what}', limit)

    def wait_for(self, condition, what='the condition', limit=LIMIT):
        """Waits until condition() is true and returns its answer; fails after limit seconds."""
        end = time.monotonic() + limit
        error = None
        while True:
            try:
                answer = condition()
                if answer:
                    return answer
            except GLib.Error as gone:
                error = gone
            if self.process is not None and self.process.poll() is not None:
                raise Failure(f'the program ended with {self.process.returncode} while waiting for {what}')
            if time.monotonic() > end:
                raise Failure(f'waited {limit} s for {what}' + (f' ({error.message})' if error else ''))
            let_events_in()

    def wait_focus(self, title):
        """Until the window with this title has the keyboard."""
        self.wait_for(lambda: xdotool('getwindowfocus', 'getwindowname') == title,
                      f'the window "{title}" to have the keyboard')

    def key(self, *chords):
        key(*chords)

    def type(self, text):
        type_text(text)

    def screenshot(self, name):
        return screenshot(os.path.join(SCREENSHOTS, name if name.endswith('.png') else name + '.png'))

    def tree(self):
        """The accessible tree as text."""
        lines = []

        def visit(node, depth):
            try:
                x, y, width, height = node.extents
                text = node.text
                lines.append(f'{"  " * depth}{node.role} "{node.name}"'
                             + (f' = "{text[:80]}"' if text and text != node.name else '')
                             + (f' [{x},{y} {width}x{height}]' if width else '')
                             + (f' {node.actions()}' if node.actions() else ''))
                for number, child in enumerate(node.children):
                    if number > 60:
                        lines.append('  ' * depth + '  …')
                        break
                    visit(child, depth + 1)
            except GLib.Error:
                lines.append('  ' * depth + '(gone)')

        if self.running and self.root:
            visit(self.root, 0)
        return '\n'.join(lines)


class Scenario:
    """Steps that follow each other, each a test of its own in TAP."""

    def __init__(self, name):
        self.name = name
        self.steps = []

    def step(self, name):
        def add(function):
            self.steps.append((f'{self.name}/{name}', function))
            return function
        return add

    def explain(self, path, app):
        """Says after a failure what the screen and the program held."""
        print('#', traceback.format_exc().replace('\n', '\n# '))
        try:
            picture = screenshot(os.path.join(SCREENSHOTS, 'failed' + path.replace('/', '-') + '.png'))
            print('# picture:', picture)
            if app is not None:
                print('#', app.output()[-4000:].replace('\n', '\n# '))
                print('#', app.tree().replace('\n', '\n# '))
        except Exception as error:  # the first failure is the one to tell about
            print('# no more can be told:', error)

    def run(self, app=None):
        """Runs the steps in order until one fails, and ends the program and this process.

        With OTK_KEEP_GOING the steps after a failure are tried too: to see which of them notice that
        the program was broken on purpose.
        """
        print(f'1..{len(self.steps)}', flush=True)
        failed = None
        for number, (path, function) in enumerate(self.steps, 1):
            if failed and not KEEP_GOING:
                print(f'not ok {number} - {path}\n# not reached after {failed}')
                continue
            started = time.monotonic()
            try:
                function()
                print(f'ok {number} - {path}\n# {time.monotonic() - started:.1f} s', flush=True)
            except Exception:
                failed = path
                print(f'not ok {number} - {path}')
                if not KEEP_GOING:
                    self.explain(path, app)
        if app is not None and app.running:
            app.kill()
        sys.stdout.flush()
        sys.exit(1 if failed else 0)
