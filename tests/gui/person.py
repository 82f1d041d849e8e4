# SPDX-License-Identifier: GPL-3.0-or-later
"""What a person does again and again in Otklik's window: settings, the new request, the card.

    from person import Person
    person = Person(app)
    person.open_section('Сотрудники')
    person.add('Добавить сотрудника')
    person.fill('Имя', 'Борис Кузнецов')
"""

from otkgui import key, let_events_in

TABS = 60


def called(name):
    """A name for find(): buttons with a mnemonic say theirs twice, required fields add a star."""
    return lambda said: said in (name, f'{name} *', f'{name} {name}', f'{name} {name} *')


def seen(node, pane):
    """Whether a node stands in the part of a pane that is on the screen."""
    _, top, _, height = pane.extents
    _, y, _, size = node.extents
    return y >= top and y + size <= top + height


class Person:
    """Somebody at the window of an App."""

    def __init__(self, app):
        self.app = app
        self.within = None

    def wait(self, role, name, **what):
        what.setdefault('within', self.within)
        return self.app.wait(role=role, name=called(name), showing=True, **what)

    def press(self, name, **what):
        self.wait('push button', name, **what).click()

    # The settings.

    def settings(self):
        """Opens the settings by the keyboard."""
        self.within = None
        self.app.key('ctrl+comma')
        self.app.wait(role='list', name='Разделы настроек', showing=True)

    def open_section(self, title):
        """Goes to a section and works in it from now on; what left the screen is out of reach."""
        sections = self.app.wait(role='list', name='Разделы настроек', showing=True)
        sections.find(role='label', name=title, rows=True).click()
        search = self.app.wait(role='entry', name=f'Поиск: {title}', showing=True)
        self.within = self.enclosing(search, 'OtkSettingsSection')
        self.title = title

    def enclosing(self, node, name):
        while node.name != name:
            node = node.parent
        return node

    def add(self, label):
        self.press(label)
        self.wait('push button', 'Назад к списку (Esc)')

    def save(self, name):
        """Saves the form of the section and sees the entry in the list."""
        self.app.key('ctrl+Return')
        rows = self.app.wait(within=self.within, role='list', name=self.title)
        return self.app.wait(within=rows, role='label', text=name, rows=True, showing=True)

    # Fields.

    def field(self, name):
        return self.wait('text', name)

    def field_of(self, name):
        """A field that is not in a form, such as a search."""
        found = self.app.wait(role='entry', name=called(name), showing=True)
        return found.find(role='text') or found

    def fill(self, name, text):
        field = self.field(name)
        self.bring(field)
        field.type(text)

    def bring(self, node):
        """Moves on with Tab until a node can be seen in the pane it stands in."""
        pane = node
        while pane and pane.role != 'scroll pane':
            pane = pane.parent
        for _ in range(TABS):
            if not pane or seen(node, pane):
                return
            key('Tab')
            # The pane follows the keyboard within a frame.
            let_events_in()

    def choose(self, name, text, title):
        """Types a part of a name into a field with a list, and takes the first match."""
        self.fill(name, text)
        self.app.wait(within=self.within, role='list item', name=lambda said: said.startswith(title), showing=True)
        key('Return')
        field = self.field(name)
        # A field for several empties itself.
        self.app.wait_for(lambda: field.text in (title, ''), f'{name}: {title}')

    def create(self, name, text):
        """Types a name that nobody has yet, and takes the offer to create it."""
        self.fill(name, text)
        self.app.wait(within=self.within, role='list item', name=lambda said: said.startswith(f'Создать «{text}»'),
                      showing=True)
        key('Return')
        self.app.wait_gone(within=self.within, role='list item', name=lambda said: said.startswith('Создать «'),
                           showing=True)

    # The card.

    def card(self, subject):
        """The card of a request, once it is in front."""
        def shown():
            # Straight to the tabs: the settings in the first of them are a long walk.
            tabs = self.app.find(role='filler', name='AdwTabView')
            pages = [child for stack in tabs.children for page in stack.children for child in page.children]
            return next((card for card in pages if card.name == 'OtkCard' and card.showing
                         and card.find(role='heading', name=subject)), None)

        self.within = self.app.wait_for(shown, f'the card of {subject}')
        return self.within

    def status(self, status):
        """Waits for a status in the bar at the top of the card."""
        self.app.wait(within=self.within, role='list item', name=f'{status}: текущий', showing=True)

    def dialog(self, name):
        """The dialog that came up; from now on within it."""
        self.within = self.app.wait_for(
            lambda: next((window for window in self.app.windows() if window.name == name), None), f'the dialog {name}')
        return self.within

    def dialog_gone(self, name):
        self.app.wait_for(lambda: all(window.name != name for window in self.app.windows()), f'{name} to close')
