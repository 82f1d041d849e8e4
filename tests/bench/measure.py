#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Takes every figure of data/performance.md anew and prints them as Markdown.

Usage: measure.py [--runs N] BUILD DATABASE

DATABASE is copied first and stays as it is; the copy goes with the program. The window's figures are
medians of N runs (5 unless told), by the clock and by what the processor worked. Run it while the
machine has nothing else to do: the load is printed beside.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SCREEN = '1600x1900'


def run(command, environment=None):
    answer = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=False)
    if answer.returncode != 0:
        sys.exit(f'measure: {command[0]} ended with {answer.returncode}')
    return answer.stdout


def window_figures(build, database, runs, *options):
    """what → (unit, target, values by the clock, values worked), in the order in which they came."""
    figures = {}
    environment = dict(os.environ, OTK_BUILD_DIR=build)
    for _ in range(runs):
        text = run([os.path.join(ROOT, 'tests/gui/run-gui'), '--screen', SCREEN,
                    os.path.join(build, 'tests/bench/gui-bench'), *options, database], environment)
        for line in text.splitlines():
            parts = line.split('\t')
            if len(parts) != 5:
                continue
            what, clock, worked, unit, target = parts
            _, _, by_clock, by_work = figures.setdefault(what, (unit, target, [], []))
            by_clock.append(float(clock))
            if worked != '-':
                by_work.append(float(worked))
    return figures


def verdict(value, target):
    if not target:
        return ''
    limit = float(target[1:])
    return 'met' if (value >= limit if target[0] == '>' else value <= limit) else '**missed**'


def print_window(figures):
    print('| what | by the clock | | worked | | target |\n|---|---|---|---|---|---|')
    for what, (unit, target, by_clock, by_work) in figures.items():
        clock = statistics.median(by_clock)
        work = statistics.median(by_work) if by_work else None
        worked = f'{work:.1f}' if work is not None else '–'
        print(f'| {what} | {clock:.1f} | {verdict(clock, target)} | {worked} '
              f'| {verdict(work, target) if work is not None else ""} '
              f'| {target.replace("<", "< ").replace(">", "≥ ")} {unit if target else ""} |')


def print_text(text):
    print('\n'.join('    ' + line for line in text.rstrip().splitlines()))


def print_load(when):
    print(f'\nLoad {when}: {", ".join(f"{value:.1f}" for value in os.getloadavg())}.\n')


def measure(build, database, runs):
    print_load('at the beginning')
    print('## The window\n')
    window_figures(build, database, 1, '--start')  # the file and the libraries are in memory then
    figures = window_figures(build, database, runs, '--start')
    full = window_figures(build, database, runs)
    print_window({**{what: figure for what, figure in full.items() if what not in figures}, **figures})
    print('\n## The store\n')
    print_text(run([os.path.join(build, 'src/ctl/otklikctl'), '--db', database, 'bench']))
    print('\n## A command\n')
    print_text(run([os.path.join(build, 'tests/bench/bench-commands'), '300'],
                   dict(os.environ, OTK_TEST_SRCDIR=ROOT)))
    print_load('at the end')


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--runs', type=int, default=5, metavar='N')
    parser.add_argument('build')
    parser.add_argument('database')
    options = parser.parse_args()
    build = os.path.abspath(options.build)
    folder = os.path.dirname(os.path.abspath(options.database))
    with tempfile.TemporaryDirectory(prefix='.measure-', dir=folder) as scratch:
        copy = os.path.join(scratch, 'otklik.db')
        subprocess.run(['cp', '--reflink=auto', options.database, copy], check=True)
        if os.path.exists(options.database + '-wal'):
            shutil.copy(options.database + '-wal', copy + '-wal')
        measure(build, copy, options.runs)


if __name__ == '__main__':
    main()
