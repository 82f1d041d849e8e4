#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Builds and runs the suites for build-aux/test and counts every single test of every program.

A suite is a Meson suite of the ordinary build; "sanitize" is the suites below the window in a second
build with the address and undefined-behaviour sanitizers. Every result goes to RESULTS, which
tests/check_acceptance.py reads to see that each mapped test was run and passed.
"""

import json
import os
import re
import subprocess
import sys
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
BUILD = os.path.join(ROOT, 'build')
SANITIZE_BUILD = os.path.join(ROOT, 'build-sanitize')
RESULTS = os.path.join(BUILD, 'test-results.json')
SANITIZED_SUITES = ['core', 'wire', 'store', 'desk', 'sim', 'app', 'fuzz']
# The machine may be slow and busy; a hang is still found.
TIMEOUT_MULTIPLIER = '3'

TAP_LINE = re.compile(r'^(not ok|ok)\b\s*(\d*)\s*(?:- )?(.*?)\s*$')
TAP_SKIP = re.compile(r'\s*#\s*SKIP\b.*$', re.IGNORECASE)


class Tally:
    """What was run: by program, the outcome of each of its tests."""

    def __init__(self):
        self.programs = {}

    def add(self, program, test, outcome):
        self.programs.setdefault(program, {})[test] = outcome

    def count(self, outcome):
        return sum(list(tests.values()).count(outcome) for tests in self.programs.values())

    def failures(self):
        for program, tests in self.programs.items():
            for test, outcome in tests.items():
                if outcome == 'failed':
                    yield f'{program}:{test}' if test else program


def read_tap(text):
    """Yields (name, outcome) for each top-level TAP line."""
    seen = {}
    for line in text.splitlines():
        match = TAP_LINE.match(line)
        if not match:
            continue
        skip = TAP_SKIP.search(match[3])
        name = TAP_SKIP.sub('', match[3]).strip() or match[2]
        outcome = 'passed' if match[1] == 'ok' else 'failed'
        if skip:
            outcome = 'skipped'
        # A name used twice must not hide a failure.
        seen[name] = seen.get(name, 0) + 1
        yield (name if seen[name] == 1 else f'{name} ({seen[name]})', outcome)


def add_program(tally, program, entry):
    """Counts one program of Meson's log; a crash or a broken plan is a failure of its own."""
    outcomes = dict(read_tap(entry.get('stdout') or ''))
    for test, outcome in outcomes.items():
        tally.add(program, test, outcome)
    good = entry['result'] in ('OK', 'SKIP', 'EXPECTEDFAIL')
    if not good and 'failed' not in outcomes.values():
        tally.add(program, f'({entry["result"].lower()})' if outcomes else '', 'failed')
    elif good and not outcomes:
        tally.add(program, '', 'skipped' if entry['result'] == 'SKIP' else 'passed')


def run(command, **options):
    print('+', ' '.join(os.path.relpath(word, ROOT) if word.startswith(ROOT) else word
                        for word in command), flush=True)
    return subprocess.run(command, stdin=subprocess.DEVNULL, check=False, **options).returncode


def introspect(directory, what):
    return json.loads(subprocess.run(['meson', 'introspect', what, directory],
                                     capture_output=True, text=True, check=True).stdout)


def build(directory, options):
    """Configures where needed and builds; returns whether that went well."""
    if not os.path.exists(os.path.join(directory, 'build.ninja')):
        if run(['meson', 'setup', directory, ROOT, *(f'-D{name}={value}'
                                                     for name, value in options.items())]):
            return False
    now = {option['name']: option['value'] for option in introspect(directory, '--buildoptions')}
    changed = [f'-D{name}={value}' for name, value in options.items()
               if str(now.get(name)).lower() != value]
    if changed and run(['meson', 'configure', directory, *changed]):
        return False
    return run(['ninja', '-C', directory, '--quiet']) == 0


def suites_of(directory):
    return {suite.rpartition(':')[2]
            for test in introspect(directory, '--tests') for suite in test['suite']}


def program_names(directory):
    """Command → 'suite/name', the name that acceptance.tsv uses."""
    return {tuple(test['cmd']): test['suite'][0].rpartition(':')[2] + '/' + test['name']
            for test in introspect(directory, '--tests')}


def run_suites(tally, prefix, directory, suites, environment):
    log = 'suites'
    path = os.path.join(directory, 'meson-logs', log + '.json')
    if os.path.exists(path):
        os.unlink(path)
    command = ['meson', 'test', '-C', directory, '--no-rebuild', '--print-errorlogs',
               '--timeout-multiplier', TIMEOUT_MULTIPLIER, '--logbase', log]
    for suite in suites:
        command += ['--suite', suite]
    if 'postgres' in suites:
        # One server for all of them, rather than one after another.
        command = [os.path.join(ROOT, 'tests', 'support', 'with_postgres.py'), '--hold', *command]
    status = run(command, env={**os.environ, **environment})
    if os.path.exists(path):
        names = program_names(directory)
        with open(path, encoding='utf-8', errors='replace') as file:
            for entry in map(json.loads, file):
                name = names.get(tuple(entry['command']), entry['name'])
                add_program(tally, prefix + name, entry)
    elif status:
        tally.add(prefix + 'meson-test', '', 'failed')


def sanitizer_environment():
    suppressions = os.path.join(ROOT, 'tests', 'support', 'lsan.supp')
    return {
        'ASAN_OPTIONS': 'detect_stack_use_after_return=1:strict_string_checks=1',
        'UBSAN_OPTIONS': 'halt_on_error=1:print_stacktrace=1',
        'LSAN_OPTIONS': f'suppressions={suppressions}:print_suppressions=0',
        'G_SLICE': 'always-malloc',
    }


def run_sanitized(tally):
    if not build(SANITIZE_BUILD, {'werror': 'true', 'b_sanitize': 'address,undefined',
                                  'b_lundef': 'false'}):
        tally.add('sanitize', 'build', 'failed')
        return
    suites = [suite for suite in SANITIZED_SUITES if suite in suites_of(SANITIZE_BUILD)]
    run_suites(tally, 'sanitize/', SANITIZE_BUILD, suites, sanitizer_environment())


def write_results(tally):
    with open(RESULTS, 'w', encoding='utf-8') as file:
        json.dump(tally.programs, file, ensure_ascii=False, indent=1)


def check_acceptance(tally):
    """After a full run: every test that acceptance.tsv names was run and passed."""
    write_results(tally)
    checker = os.path.join(ROOT, 'tests', 'check_acceptance.py')
    status = run(['/usr/bin/python3', checker, '--results', RESULTS])
    tally.add('acceptance', '', 'failed' if status else 'passed')


def run_all(tally, wanted):
    """Runs what is wanted (everything where nothing is named); False where a name is unknown."""
    if not build(BUILD, {'werror': 'true'}):
        tally.add('build', '', 'failed')
        return True
    known = suites_of(BUILD)
    unknown = [suite for suite in wanted if suite not in known | {'sanitize'}]
    if unknown:
        print('test: no such suite:', ' '.join(unknown), '- there are:',
              ' '.join(sorted(known | {'sanitize'})), file=sys.stderr)
        return False
    ordinary = [suite for suite in wanted or sorted(known) if suite != 'sanitize']
    if ordinary:
        run_suites(tally, '', BUILD, ordinary, {})
    if not wanted or 'sanitize' in wanted:
        run_sanitized(tally)
    if not wanted:
        check_acceptance(tally)
    return True


def main():
    started = time.monotonic()
    tally = Tally()
    if not run_all(tally, sys.argv[1:]):
        return 2
    if os.path.isdir(BUILD):
        write_results(tally)
    print()
    for program, tests in tally.programs.items():
        outcomes = list(tests.values())
        failed, skipped = outcomes.count('failed'), outcomes.count('skipped')
        print(f'{"FAILED" if failed else "ok":6} {program:44} {outcomes.count("passed"):5} passed'
              + (f', {failed} failed' if failed else '')
              + (f', {skipped} skipped' if skipped else ''))
    for failure in tally.failures():
        print('FAILED', failure)
    print(f'{time.monotonic() - started:.0f} s, {tally.count("skipped")} skipped')
    passed, failed = tally.count('passed'), tally.count('failed')
    print(f'{passed} passed, {failed} failed', flush=True)
    return 1 if failed or not passed else 0


sys.exit(main())
