#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks tests/acceptance.tsv: id<TAB>test<TAB>note, one line for each thing that is proved.

The test is named suite/program, or suite/program:/path of one test in it (as TAP prints it); one
row of the acceptance table may stand on several lines. Without --results every program named must
be one that Meson knows (--build); with it, every test named must have been run and have passed.

Usage: check_acceptance.py [--table FILE] [--build DIR | --results FILE]
"""

import argparse
import json
import os
import re
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
ID = re.compile(r'(E[0-3]|B4|X)-\d+[a-z]?$')
TEST = re.compile(r'([a-z]+/[a-z0-9-]+)(:/\S.*)?$')


def read_table(path):
    """Yields (line number, id, test, problem)."""
    seen = set()
    with open(path, encoding='utf-8') as file:
        for number, line in enumerate(file, 1):
            line = line.rstrip('\n')
            if not line or line.startswith('#'):
                continue
            cells = line.split('\t')
            problem = None
            if len(cells) != 3:
                problem = 'not id<TAB>test<TAB>note'
            elif not ID.match(cells[0]):
                problem = f'"{cells[0]}" is no id of the acceptance table'
            elif not TEST.match(cells[1]):
                problem = f'"{cells[1]}" names no test: suite/program or suite/program:/path'
            elif (cells[0], cells[1]) in seen:
                problem = f'{cells[0]} names {cells[1]} twice'
            cells += [''] * 2
            seen.add((cells[0], cells[1]))
            yield number, cells[0], cells[1], problem


def known_programs(build):
    """The names of Meson's tests: suite/program."""
    with open(os.path.join(build, 'meson-info', 'intro-tests.json'), encoding='utf-8') as file:
        return {suite.rpartition(':')[2] + '/' + test['name']
                for test in json.load(file) for suite in test['suite']}


def unknown(test, programs):
    program = TEST.match(test)[1]
    return None if program in programs else f'there is no test program {program}'


def not_passed(test, results):
    """What is wrong with a test after a run, or nothing. "program:/a" stands for "/a/b" too."""
    program, _, path = test.partition(':')
    outcomes = results.get(program, {})
    if path:
        outcomes = {name: outcome for name, outcome in outcomes.items()
                    if name == path or name.startswith(path + '/')}
    if not outcomes:
        return f'{test} was not run'
    if 'failed' in outcomes.values():
        return f'{test} failed'
    if 'passed' not in outcomes.values():
        return f'{test} was skipped'
    return None


def main(arguments):
    parser = argparse.ArgumentParser(description='Checks the table of acceptance.')
    parser.add_argument('--table', default=os.path.join(HERE, 'acceptance.tsv'))
    parser.add_argument('--build')
    parser.add_argument('--results')
    options = parser.parse_args(arguments)

    results = programs = None
    if options.results:
        with open(options.results, encoding='utf-8') as file:
            results = json.load(file)
    elif options.build:
        programs = known_programs(options.build)

    proved, problems = set(), 0
    for number, row, test, problem in read_table(options.table):
        if not problem and results is not None:
            problem = not_passed(test, results)
        elif not problem and programs is not None:
            problem = unknown(test, programs)
        if problem:
            problems += 1
            print(f'{os.path.basename(options.table)}:{number}: {problem}')
        else:
            proved.add(row)
    print(f'{len(proved)} rows of the acceptance table have tests, {problems} problems')
    return 1 if problems else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
