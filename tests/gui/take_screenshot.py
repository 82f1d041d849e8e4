#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The worker of build-aux/screenshot: outside the rig it enters it, inside it takes the picture."""

import argparse
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
INSIDE = 'OTK_SCREENSHOT_INSIDE'
# The picture is taken when this many looks in a row saw the same screen.
STILL_LOOKS = 4


def read_options():
    parser = argparse.ArgumentParser(prog='build-aux/screenshot', description='Takes a picture of the program.')
    parser.add_argument('--size', default='1400x900', help='of the window, which fills the screen')
    parser.add_argument('--lang', default='ru')
    parser.add_argument('--dark', action='store_true')
    parser.add_argument('--data', help='folder of the database')
    parser.add_argument('--clock', help='instant that the program takes for now (ISO 8601)')
    parser.add_argument('--keys', action='append', default=[], help='chord to press; may be repeated')
    parser.add_argument('--build', default=os.environ.get('OTK_BUILD_DIR', os.path.join(ROOT, 'build')))
    parser.add_argument('--program', help='another program than the one built')
    parser.add_argument('out')
    # What stands after -- is the program's, whatever it looks like.
    words = sys.argv[1:]
    cut = words.index('--') if '--' in words else len(words)
    options = parser.parse_args(words[:cut])
    options.arguments = words[cut + 1:]
    return options


def enter_rig(options):
    program = options.program or os.path.join(options.build, 'src', 'app', 'otklik')
    if not os.path.exists(program):
        sys.exit(f'screenshot: there is no program at {program}; build it first')
    command = [os.path.join(HERE, 'run-gui'), '--screen', options.size, '--lang', options.lang]
    if options.dark:
        command.append('--dark')
    command += ['/usr/bin/python3', os.path.abspath(__file__), *sys.argv[1:]]
    environment = {**os.environ, INSIDE: '1', 'OTK_BUILD_DIR': os.path.abspath(options.build)}
    return subprocess.run(command, env=environment, check=False).returncode


def wait_still(app, otkgui):
    """Until the screen stops changing: the first frame, the rows, the countdown's text are there."""
    seen = []

    def still():
        seen.append(subprocess.run(['import', '-window', 'root', 'rgb:-'], capture_output=True,
                                   check=True).stdout)
        return len(seen) > STILL_LOOKS and len(set(seen[-STILL_LOOKS:])) == 1

    try:
        app.wait_for(still, 'a screen that stands still', limit=8)
    except otkgui.Failure:
        # A countdown that runs each second never stands still for long; the last look is good.
        pass


def take(options):
    import otkgui
    app = otkgui.App([options.program] if options.program else None, data=options.data)
    if options.clock:
        app.set_clock(options.clock)
    try:
        app.launch(*options.arguments, G_DEBUG='')
        width, height = options.size.split('x')
        window = otkgui.xdotool('getactivewindow')
        otkgui.xdotool('windowmove', window, 0, 0)
        otkgui.xdotool('windowsize', window, width, height)
        # Out of the way: a pointer that rests calls up tooltips.
        otkgui.xdotool('mousemove', int(width) - 1, int(height) - 1)
        wait_still(app, otkgui)
        for chord in options.keys:
            otkgui.key(*chord.split())
            wait_still(app, otkgui)
        otkgui.screenshot(options.out)
    except otkgui.Failure as failure:
        sys.exit(f'screenshot: {failure}\n{app.output()}')
    app.kill()
    return 0


def main():
    options = read_options()
    options.out = os.path.abspath(options.out)
    if INSIDE in os.environ:
        return take(options)
    return enter_rig(options)


sys.exit(main())
