#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks what the compiler cannot see: the layers, the sizes, the lists (CONTRIBUTING.md, "Checks").

Usage: check_tree.py [ROOT]. Writes TAP: a line for each rule, "# FILE:LINE: PROBLEM" for each finding.

A rule is a function that takes a Tree and yields (path, line, text); RULES at the end lists them.
"""

import os
import re
import subprocess
import sys

# Which layers a layer may include. The libraries are those of LIBRARIES below.
LAYERS = {
    'core': set(),
    'wire': {'core'},
    'store': {'core'},
    'desk': {'core', 'store'},
    'sync': {'core', 'wire', 'store', 'desk'},
    'lines': {'core', 'wire', 'desk'},
    'server': {'core', 'wire', 'store', 'desk', 'sync', 'lines'},
    'app': {'core', 'wire', 'desk', 'sync'},
    'sim': {'core', 'wire', 'store', 'desk', 'sync'},
    'ctl': {'core', 'wire', 'store', 'desk', 'sync', 'sim'},
}

# Of a layer that stands here only these headers are seen from above.
PORTS = {('desk', 'store'): {'otk-store.h', 'otk-replica.h'}}

# What a header in angle brackets belongs to, and the layers that may see it.
LIBRARIES = {
    r'gio/|glib-unix\.h': {'store', 'desk', 'sync', 'lines', 'server', 'app', 'ctl'},
    r'json-glib/': {'wire', 'server', 'ctl'},
    r'sqlite3\.h|libpq-fe\.h|libstemmer\.h': {'store', 'sim'},
    r'gtk/|gdk/|gsk/|adwaita\.h|gtksourceview/|pango/|cairo': {'app'},
    r'md4c': {'app', 'server'},
    r'libsoup/': {'sync', 'server'},
    r'sodium\.h|liboath/': {'server'},
    r'(sys/)?time\.h': {'store', 'desk', 'sync', 'lines', 'server', 'app', 'ctl'},
}

TOP_FOLDERS = {'src', 'data', 'ui', 'po', 'tests', 'build-aux', 'subprojects'}
TOP_FILES = {'meson.build', 'meson_options.txt', 'README.md', 'LICENSE', 'CONTRIBUTING.md', 'NEWS.md'}
EXTENSIONS = {'.1', '.build', '.c', '.cfg', '.conf', '.css', '.dict', '.h', '.html', '.in', '.js', '.json',
              '.md', '.mjs', '.png', '.po', '.py', '.service', '.sh', '.socket', '.sql', '.supp', '.svg', '.tsv',
              '.txt', '.ui', '.wrap', '.xml'}
EXTENSIONLESS_IN = ('build-aux/', 'tests/gui/', 'tests/fuzz/', 'po/LINGUAS')
BINARY = {'.png'}

FILE_LINES = 700
FUNCTION_LINES = 60
LONG_FUNCTION_LINES = 120
COMMITS_CHECKED = 50

COMMENT_OR_STRING = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S)
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]', re.M)
SQL = re.compile(r'\b(SELECT|INSERT (OR \w+ )?INTO|UPDATE \w+ SET|DELETE FROM|REPLACE INTO'
                 r'|(CREATE|DROP|ALTER) (TABLE|INDEX|VIRTUAL|TRIGGER))\s')
CLOCK = re.compile(r'\b(g_get_real_time|g_get_monotonic_time|g_get_current_time|clock_gettime'
                   r'|gettimeofday|g_date_time_new_now\w*|g_timer_new|localtime(_r)?|gmtime(_r)?|time)'
                   r'\s*\(')
SLEEP = re.compile(r'\b(g_usleep|usleep|nanosleep|sleep|time\.sleep)\s*\(|^\s*sleep\s+[\d.$]', re.M)
TRANSLATABLE = re.compile(r'\b(_|N_|C_|NC_|gettext|ngettext|dgettext|dngettext|g_dngettext'
                          r'|g_dpgettext2)\s*\([^";]*"')
TRANSLATABLE_XML = re.compile(r'translatable="(yes|true|1)"')
UNFINISHED = re.compile(r'\b(TO' r'DO|FIX' r'ME|X' r'XX)\b')
AREA = r'[a-z][a-z0-9-]*(/[a-z0-9-]+)*'
SUBJECT = re.compile(rf'{AREA}(, {AREA})*: [A-ZА-ЯЁ].*[^.]$')
SPDX = 'SPDX-License-Identifier: GPL-3.0-or-later'
CHECKERS = ('tests/check_tree.py', 'tests/test_check_tree.py')


def line_of(text, offset):
    return text.count('\n', 0, offset) + 1


def blank(match):
    return re.sub(r'[^\n]', ' ', match[0])


def without_comments(text):
    """The same text, line for line, with blanks where comments stood."""
    return COMMENT_OR_STRING.sub(lambda m: m[0] if m[0][0] in '"\'' else blank(m), text)


def without_strings(text):
    """The code alone: blanks where comments and literals stood."""
    return COMMENT_OR_STRING.sub(blank, text)


class Tree:
    """The files of the project, as Git knows them or, outside Git, as they lie."""

    def __init__(self, root):
        self.root = root
        self.texts = {}
        self.paths = sorted(path for path in self.list_git() or self.list_walk()
                            if os.path.isfile(os.path.join(root, path)))

    def git(self, *arguments):
        """Git's answer, or nothing; the owner of the checkout may be another user (CI)."""
        if not os.path.exists(os.path.join(self.root, '.git')):
            return ''
        done = subprocess.run(['git', '-c', 'safe.directory=*', '-C', self.root, *arguments],
                              capture_output=True, text=True, check=False)
        return done.stdout if done.returncode == 0 else ''

    def list_git(self):
        return [path for path in self.git('ls-files', '-z', '--cached', '--others',
                                          '--exclude-standard').split('\0') if path]

    def list_walk(self):
        for folder, folders, files in os.walk(self.root):
            folders[:] = [name for name in folders
                          if not name.startswith('.') and name != '__pycache__'
                          and (name == 'build-aux' or not name.startswith('build'))]
            for name in files:
                yield os.path.relpath(os.path.join(folder, name), self.root)

    def read(self, path):
        if path not in self.texts:
            with open(os.path.join(self.root, path), encoding='utf-8', errors='replace') as file:
                self.texts[path] = file.read()
        return self.texts[path]

    def under(self, prefix, *endings):
        return [path for path in self.paths
                if path.startswith(prefix) and path.endswith(endings or '')]

    def c_files(self):
        return self.under('src/', '.c', '.h') + self.under('tests/', '.c', '.h')

    def layer(self, path):
        parts = path.split('/')
        return parts[1] if parts[0] == 'src' and len(parts) > 2 else None


def includes_by_bare_name(tree):
    for path in tree.c_files():
        text = tree.read(path)
        for match in INCLUDE.finditer(without_comments(text)):
            if '../' in match[2]:
                yield path, line_of(text, match.start()), f'include by bare name, not {match[2]}'


def includes_within_layers(tree):
    owners = {os.path.basename(path): tree.layer(path) for path in tree.under('src/', '.h')}
    for path in tree.under('src/', '.c', '.h'):
        layer = tree.layer(path)
        if layer not in LAYERS:
            yield path, 1, f'src/{layer} is no layer of the architecture'
            continue
        text = tree.read(path)
        for match in INCLUDE.finditer(without_comments(text)):
            line = line_of(text, match.start())
            owner = owners.get(os.path.basename(match[2]))
            if owner and owner != layer and owner not in LAYERS[layer]:
                yield path, line, f'{layer} may not include {match[2]} of {owner}'
            elif owner and owner != layer and (
                    match[2].endswith('-private.h')
                    or match[2] not in PORTS.get((layer, owner), {match[2]})):
                yield path, line, f'{match[2]} is not what {owner} shows to {layer}'
            for library, layers in LIBRARIES.items():
                if match[1] == '<' and re.match(library, match[2]) and layer not in layers:
                    yield path, line, f'{layer} may not include <{match[2]}>'


def templates_have_widgets(tree):
    for path in tree.under('ui/', '.ui'):
        base = os.path.basename(path)[:-3]
        if '<template' in tree.read(path) and f'src/app/{base}.c' not in tree.paths:
            yield path, 1, f'has no widget src/app/{base}.c'


def templates_are_in_gresource(tree):
    listed = ''.join(tree.read(path) for path in tree.paths if path.endswith('.gresource.xml'))
    for path in tree.under('ui/', '.ui', '.css'):
        if not re.search(rf'[>/"]{re.escape(os.path.basename(path))}<', listed):
            yield path, 1, 'is missing from the gresource'


def translatables_are_listed(tree):
    if 'po/POTFILES.in' not in tree.paths:
        yield 'po/POTFILES.in', 1, 'is missing'
        return
    listed = {line.strip() for line in tree.read('po/POTFILES.in').splitlines()
              if line.strip() and not line.startswith('#')}
    for path in (tree.under('src/', '.c', '.h') + tree.under('ui/', '.ui')
                 + tree.under('data/', '.in')):
        text = tree.read(path)
        if path.endswith(('.c', '.h')):
            found = TRANSLATABLE.search(without_comments(text))
        elif path.endswith('.ui'):
            found = TRANSLATABLE_XML.search(text)
        else:
            found = path.endswith(('.desktop.in', '.xml.in'))
        if found and path not in listed:
            yield path, 1, 'has strings for people but is missing from po/POTFILES.in'
    for path in sorted(listed - set(tree.paths)):
        yield 'po/POTFILES.in', 1, f'names {path}, which is not there'


def core_has_no_clock(tree):
    for path in tree.under('src/core/', '.c', '.h'):
        text = tree.read(path)
        for match in CLOCK.finditer(without_strings(text)):
            yield (path, line_of(text, match.start()),
                   f'core asks no clock ({match[1]}): take the time as an argument')


def literals(text):
    """Yields (offset, content) of each string, neighbours joined as the compiler joins them."""
    start, end, content = None, None, ''
    for match in COMMENT_OR_STRING.finditer(text):
        if match[0][0] != '"':
            continue
        if start is not None and without_comments(text[end:match.start()]).strip():
            yield start, content
            start, content = None, ''
        start = match.start() if start is None else start
        content += match[0][1:-1]
        end = match.end()
    if start is not None:
        yield start, content


def sql_stays_in_store(tree):
    for path in tree.under('src/', '.c', '.h'):
        if tree.layer(path) == 'store':
            continue
        text = tree.read(path)
        for offset, content in literals(text):
            if SQL.search(content + ' '):
                yield path, line_of(text, offset), 'SQL belongs to src/store and data/sql'


def sql_is_not_formatted(tree):
    for path in tree.under('src/store/', '.c', '.h'):
        text = tree.read(path)
        for offset, content in literals(text):
            if SQL.search(content + ' ') and '%s' in content:
                yield path, line_of(text, offset), 'SQL with %s: bind the value, or append a checked name'


HARMFUL_SQL = re.compile(r'\bOR\s+REPLACE\b|\bON\s+DELETE\s+CASCADE\b|\btemp_store\s*=\s*MEMORY\b', re.I)


def sql_can_be_rewound(tree):
    """What sync.md measured as harmful: new row numbers, rows that vanish by themselves, and a
    journal in memory under savepoints, whose cost grows with the square. Readers have none."""
    pieces = [(path, *piece) for path in tree.under('src/store/', '.c', '.h')
              for piece in literals(tree.read(path))]
    pieces += [(path, 0, tree.read(path)) for path in tree.under('data/sql/', '.sql')]
    for path, offset, content in pieces:
        for match in HARMFUL_SQL.finditer(re.sub(r'--[^\n]*', blank, content)):
            if 'query_only = ON' not in content:
                yield path, line_of(tree.read(path), offset), f'no {match[0]} in shared tables'


def files_are_short(tree):
    for path in tree.under('src/', '.c') + tree.under('tests/', '.c'):
        lines = tree.read(path).count('\n')
        if lines > FILE_LINES:
            yield path, FILE_LINES, f'{lines} lines, {FILE_LINES} at most: split by duty'


def functions(text):
    """Yields (name, first line, lines between the braces) of each function in GNU form."""
    lines = without_strings(text).split('\n')
    opened = None
    for number, line in enumerate(lines):
        if line.startswith('{'):
            head = ' '.join(part.strip() for part in lines[max(0, number - 12):number])
            name = re.search(r'(\w+)\s*\([^{};]*\)\s*$', head)
            opened = (name[1], number) if name else None
        elif line.startswith('}') and opened:
            yield opened[0], opened[1] + 1, number - opened[1] - 1
            opened = None


def functions_are_short(tree):
    for path in tree.under('src/', '.c') + tree.under('tests/', '.c'):
        for name, line, length in functions(tree.read(path)):
            long = path.startswith('tests/') or name.endswith('_class_init')
            most = LONG_FUNCTION_LINES if long else FUNCTION_LINES
            if length > most:
                yield path, line, f'{name} has {length} lines, {most} at most'


def sources_carry_licence(tree):
    for path in tree.paths:
        script = path.startswith(('build-aux/', 'tests/')) and '.' not in os.path.basename(path) \
            and tree.read(path).startswith('#!')
        if script or path.endswith(('.c', '.h', '.py', '.css', '.sql', '.ui', '.sh', '.js', '.mjs')):
            if SPDX not in '\n'.join(tree.read(path).split('\n')[:3]):
                yield path, 1, f'lacks the line {SPDX}'


def tests_do_not_sleep(tree):
    for path in tree.paths:
        if not path.startswith(('tests/', 'build-aux/')) or path in CHECKERS:
            continue
        c_file = path.endswith(('.c', '.h'))
        script = path.endswith(('.py', '.sh')) or '.' not in os.path.basename(path)
        if c_file or script:
            text = without_strings(tree.read(path)) if c_file else tree.read(path)
            for match in SLEEP.finditer(text):
                yield path, line_of(text, match.start()), 'wait for the condition, do not sleep'


def folders_are_known(tree):
    for path in tree.paths:
        top, slash, _ = path.partition('/')
        if top.startswith('.'):
            continue
        if top not in (TOP_FOLDERS if slash else TOP_FILES):
            yield path, 1, 'does not belong at the top level'


def extensions_are_known(tree):
    for path in tree.paths:
        name = os.path.basename(path)
        extension = os.path.splitext(name)[1]
        if path.startswith('.') or path in TOP_FILES or path.startswith('tests/fuzz/corpus/'):
            continue
        known = extension in EXTENSIONS if extension else path.startswith(EXTENSIONLESS_IN)
        if not known:
            yield path, 1, f'unexpected kind of file "{extension or name}"'


def nothing_is_unfinished(tree):
    for path in tree.paths:
        if path in CHECKERS or path == 'LICENSE' or os.path.splitext(path)[1] in BINARY:
            continue
        text = tree.read(path)
        for match in UNFINISHED.finditer(text):
            yield path, line_of(text, match.start()), f'{match[1]}: finish it or write it into an issue'


def commit_subjects(tree):
    log = tree.git('log', '--no-merges', f'-{COMMITS_CHECKED}', '--format=%h %s')
    for line in log.splitlines():
        commit, _, subject = line.partition(' ')
        if not SUBJECT.match(subject):
            yield commit, 0, f'subject is not "area: Capitalised phrase": {subject}'


RULES = [
    includes_by_bare_name,
    includes_within_layers,
    templates_have_widgets,
    templates_are_in_gresource,
    translatables_are_listed,
    core_has_no_clock,
    sql_stays_in_store,
    sql_is_not_formatted,
    sql_can_be_rewound,
    files_are_short,
    functions_are_short,
    sources_carry_licence,
    tests_do_not_sleep,
    folders_are_known,
    extensions_are_known,
    nothing_is_unfinished,
    commit_subjects,
]


def main(root):
    tree = Tree(root)
    failed = False
    print(f'1..{len(RULES)}')
    for number, rule in enumerate(RULES, 1):
        problems = list(rule(tree))
        print(f'{"not ok" if problems else "ok"} {number} - {rule.__name__}')
        for path, line, text in problems:
            print(f'# {path}:{line}: {text}')
        failed = failed or bool(problems)
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1
                  else os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
