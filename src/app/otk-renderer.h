/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/**
 * otk_choose_renderer:
 *
 * Where there is no graphics card, OpenGL is reckoned by the processor: ten times slower than
 * Cairo, and it takes 70 MB more. And where Cairo draws, GTK need not get OpenGL ready, which is a
 * tenth of a second of every start. What the environment says goes before.
 *
 * Sets environment variables: call it first, before GTK and before any thread.
 */
void otk_choose_renderer (void);
