#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Feeds check_acceptance.py tiny tables: each defect must be caught, each good line pass."""

import contextlib
import io
import json
import os
import sys
import tempfile

sys.dont_write_bytecode = True
import check_acceptance  # noqa: E402 (after the switch above)

RESULTS = {
    'gui/morning': {'/morning/register': 'passed', '/morning/find': 'failed'},
    'core/sla': {'/sla/due/plain': 'passed', '/sla/due/dst': 'passed', '/sla/odd': 'skipped'},
    'tree/format': {'': 'passed'},
}
TESTS = [{'suite': ['otklik:gui'], 'name': 'morning'}, {'suite': ['otklik:core'], 'name': 'sla'},
         {'suite': ['otklik:tree'], 'name': 'format'}]

# Name, table, problem before a run, problem after one (None: all is well).
CASES = [
    ('good', '# note\n\nE0-1\tgui/morning:/morning/register\tby keyboard\n', None, None),
    ('whole-program', 'X-3\ttree/format\t\n', None, None),
    ('group-of-tests', 'E1-6\tcore/sla:/sla/due\t\n', None, None),
    ('failed', 'E0-1\tgui/morning:/morning/find\t\n', None, 'failed'),
    ('one-of-program-failed', 'E0-1\tgui/morning\t\n', None, 'failed'),
    ('skipped', 'E0-1\tcore/sla:/sla/odd\t\n', None, 'was skipped'),
    ('part-of-a-name', 'E0-1\tgui/morning:/morning/reg\t\n', None, 'was not run'),
    ('unknown-program', 'E0-1\tgui/evening\t\n', 'no test program', 'was not run'),
    ('two-cells', 'E0-1\tgui/morning\n', 'not id<TAB>', 'not id<TAB>'),
    ('unknown-id', 'Q7-1\tgui/morning\t\n', 'is no id', 'is no id'),
    ('no-test', 'E0-1\tby hand\t\n', 'names no test', 'names no test'),
    ('twice', 'E0-1\ttree/format\t\nE0-1\ttree/format\t\n', 'twice', 'twice'),
]


def judge(folder, table, *arguments):
    path = os.path.join(folder, 'acceptance.tsv')
    with open(path, 'w', encoding='utf-8') as file:
        file.write(table)
    output = io.StringIO()
    with contextlib.redirect_stdout(output):
        status = check_acceptance.main(['--table', path, *arguments])
    return status, output.getvalue()


def checks(folder):
    os.mkdir(os.path.join(folder, 'meson-info'))
    with open(os.path.join(folder, 'meson-info', 'intro-tests.json'), 'w', encoding='utf-8') as file:
        json.dump(TESTS, file)
    results = os.path.join(folder, 'results.json')
    with open(results, 'w', encoding='utf-8') as file:
        json.dump(RESULTS, file)
    for name, table, before, after in CASES:
        for when, expected, arguments in (('before', before, ['--build', folder]),
                                          ('after', after, ['--results', results])):
            status, output = judge(folder, table, *arguments)
            good = status == (1 if expected else 0) and (expected or '') in output
            yield f'{when}/{name}', good, output


failed = 0
number = 0
with tempfile.TemporaryDirectory() as scratch:
    for number, (title, good, said) in enumerate(checks(scratch), 1):
        print(f'{"ok" if good else "not ok"} {number} - /{title}')
        if not good:
            failed += 1
            print('#', said.replace('\n', '\n# '))
print(f'1..{number}')
sys.exit(1 if failed else 0)
