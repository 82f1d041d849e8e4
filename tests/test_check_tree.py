#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Feeds check_tree.py tiny trees: each rule must catch its defect and leave the good tree alone."""

import os
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
import check_tree  # noqa: E402 (after the switch above)

LICENCE = '/* SPDX-License-Identifier: GPL-3.0-or-later */\n'
GOOD = {
    'meson.build': "project('x', 'c')\n",
    'po/POTFILES.in': '# comment\nsrc/core/otk-a.c\nui/otk-window.ui\n',
    'src/core/otk-a.h': LICENCE + '#include <glib.h>\nint otk_a (void);\n',
    'src/core/otk-a.c': LICENCE + '#include "otk-a.h"\n'
                        'const char *name = N_("It\'s a name, time (3)");\n'
                        '/* calls time () and SELECT \' in words only */\n'
                        'static int\nshort_one (void)\n{\n  return 1;\n}\n',
    'src/store/otk-rows.h': LICENCE,
    'src/store/otk-rows.c': LICENCE + '#include "otk-a.h"\n#include <sqlite3.h>\n'
                            'const char *q = "SELECT a FROM b WHERE c = ?1";\n'
                            'const char *say = "%s is busy";\n',
    'src/store/otk-b-private.h': LICENCE,
    'src/app/otk-window.c': LICENCE + '#include <adwaita.h>\n#include "otk-window.h"\n',
    'src/app/otk-window.h': LICENCE,
    'ui/otk-window.ui': f'<!-- {check_tree.SPDX} -->\n<interface><template class="OtkWindow">\n'
                        '<property name="title" translatable="yes">Otklik</property>\n'
                        '</template></interface>\n',
    'ui/otklik.gresource.xml': '<gresources><file preprocess="xml-stripblanks">otk-window.ui</file>'
                               '</gresources>\n',
    'tests/gui/wait': '#!/bin/sh\n# SPDX-License-Identifier: GPL-3.0-or-later\nexec true\n',
}

LONG_FILE = LICENCE + 'int x;\n' * 700
LONG_FUNCTION = 'static int\nlong_one (int a,\n          int b)\n{\n' + '  a++;\n' * 61 + '}\n'

# Rule, the file that breaks it (None removes the file), its text, what the finding must name.
DEFECTS = [
    ('includes_by_bare_name', 'src/core/otk-a.h', LICENCE + '#include "../store/x.h"\n', '../store/x.h'),
    ('includes_within_layers', 'src/core/otk-a.h', LICENCE + '#include "otk-rows.h"\n', 'otk-rows.h'),
    ('includes_within_layers', 'src/core/otk-a.h', LICENCE + '#include <gio/gio.h>\n', 'gio'),
    ('includes_within_layers', 'src/app/otk-window.h', LICENCE + '#include <sqlite3.h>\n', 'sqlite3'),
    ('includes_within_layers', 'src/app/otk-window.h', LICENCE + '#include "otk-rows.h"\n', 'otk-rows'),
    ('includes_within_layers', 'src/desk/otk-b.c', LICENCE + '#include "otk-rows.h"\n', 'not what'),
    ('includes_within_layers', 'src/ctl/otk-b.c', LICENCE + '#include "otk-b-private.h"\n', 'not what'),
    ('includes_within_layers', 'src/extra/otk-b.c', LICENCE, 'no layer'),
    ('templates_have_widgets', 'src/app/otk-window.c', None, 'src/app/otk-window.c'),
    ('templates_are_in_gresource', 'ui/otklik.gresource.xml', '<gresources/>\n', 'gresource'),
    ('translatables_are_listed', 'po/POTFILES.in', 'src/core/otk-a.c\n', 'otk-window.ui'),
    ('translatables_are_listed', 'po/POTFILES.in', 'ui/otk-window.ui\n', 'otk-a.c'),
    ('translatables_are_listed', 'src/core/otk-a.c', None, 'which is not there'),
    ('translatables_are_listed', 'data/a.desktop.in', '[Desktop Entry]\n', 'a.desktop.in'),
    ('core_has_no_clock', 'src/core/otk-b.c', LICENCE + 'int t = g_get_real_time ();\n', 'clock'),
    ('core_has_no_clock', 'src/core/otk-b.c', LICENCE + 'int t = time (NULL);\n', 'clock'),
    ('core_has_no_clock', 'src/core/otk-b.c', LICENCE + 'x = g_date_time_new_now_utc ();\n', 'clock'),
    ('sql_stays_in_store', 'src/app/otk-b.c', LICENCE + 'q = "SELECT 1";\n', 'SQL'),
    ('sql_stays_in_store', 'src/app/otk-b.c', LICENCE + 'q = "UPDATE request "\n  "SET x = 1";\n', 'SQL'),
    ('sql_is_not_formatted', 'src/store/otk-b.c', LICENCE + 'q = "DELETE FROM "\n  "%s";\n', '%s'),
    ('sql_can_be_rewound', 'src/store/otk-b.c', LICENCE + 'q = "INSERT OR REPLACE INTO a";\n', 'REPLACE'),
    ('sql_can_be_rewound', 'src/store/otk-b.c', LICENCE + 'q = "PRAGMA temp_store = MEMORY";\n', 'temp_store'),
    ('sql_can_be_rewound', 'data/sql/0009-a.sql', '-- a\nCREATE TABLE a (b REFERENCES c ON DELETE CASCADE);\n', 'CASCADE'),
    ('files_are_short', 'src/core/otk-b.c', LONG_FILE, '701 lines'),
    ('functions_are_short', 'src/core/otk-b.c', LICENCE + LONG_FUNCTION, 'long_one has 61 lines'),
    ('sources_carry_licence', 'src/core/otk-b.c', 'int x;\n', 'lacks'),
    ('sources_carry_licence', 'tests/gui/wait', '#!/bin/sh\nexec true\n', 'lacks'),
    ('tests_do_not_sleep', 'tests/test-b.c', LICENCE + 'g_usleep (10);\n', 'sleep'),
    ('tests_do_not_sleep', 'tests/gui/wait', GOOD['tests/gui/wait'] + 'sleep 1\n', 'sleep'),
    ('folders_are_known', 'lib/otk-b.c', LICENCE, 'top level'),
    ('folders_are_known', 'notes.txt', 'x\n', 'top level'),
    ('extensions_are_known', 'data/a.exe', 'x\n', '.exe'),
    ('extensions_are_known', 'src/core/core', 'x\n', 'core'),
    ('nothing_is_unfinished', 'src/core/otk-b.c', LICENCE + '/* TO' 'DO later */\n', 'finish'),
]

# The subject of a commit, whether it is one of ours.
SUBJECTS = [
    ('core: Norms are exact to the second', True),
    ('build-aux/run: Open the browser page', True),
    ('store, desk: The port', True),
    ('app: История is complete', True),
    ('Fix things', False),
    ('core: lower case', False),
    ('Core: Capital area', False),
    ('core: A full stop.', False),
]


def write_tree(folder, files):
    for path, text in files.items():
        if text is None:
            continue
        os.makedirs(os.path.join(folder, os.path.dirname(path)), exist_ok=True)
        with open(os.path.join(folder, path), 'w', encoding='utf-8') as file:
            file.write(text)


def findings(rule, files):
    with tempfile.TemporaryDirectory() as folder:
        write_tree(folder, files)
        tree = check_tree.Tree(folder)
        return ['{}:{}: {}'.format(*problem) for problem in getattr(check_tree, rule)(tree)]


def subject_is_refused(subject):
    with tempfile.TemporaryDirectory() as folder:
        for command in (['init', '-q'], ['-c', 'user.name=a', '-c', 'user.email=a@b.c',
                                         '-c', 'commit.gpgsign=false', 'commit', '-q', '--allow-empty',
                                         '-m', subject]):
            subprocess.run(['git', '-C', folder, *command], check=True)
        return bool(list(check_tree.commit_subjects(check_tree.Tree(folder))))


def checks():
    """Yields (name, problem or nothing)."""
    for rule in (rule.__name__ for rule in check_tree.RULES):
        found = findings(rule, GOOD)
        yield f'{rule}/good', f'found {found}' if found else None
    for rule, path, text, expected in DEFECTS:
        found = findings(rule, {**GOOD, path: text})
        named = any(expected in finding for finding in found)
        yield f'{rule}/{path}', None if named else f'expected "{expected}", found {found}'
    for subject, good in SUBJECTS:
        refused = subject_is_refused(subject)
        yield f'commit_subjects/{subject}', None if refused != good else 'judged wrongly'
    for rule in (rule.__name__ for rule in check_tree.RULES):
        covered = rule == 'commit_subjects' or any(rule == defect[0] for defect in DEFECTS)
        yield f'{rule}/has a defect here', None if covered else 'add one to DEFECTS'


failed = 0
number = 0
for number, (name, problem) in enumerate(checks(), 1):
    print(f'{"not ok" if problem else "ok"} {number} - /{name}')
    if problem:
        failed += 1
        print('#', problem)
print(f'1..{number}')
sys.exit(1 if failed else 0)
