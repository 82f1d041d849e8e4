/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <stddef.h>
#include <stdint.h>

/*
 * Each target is a file fuzz-NAME.c that defines this function, and a row in meson.build. It aborts
 * where something is wrong with what was made of the bytes. With clang and -Dfuzz=true it is linked
 * with libFuzzer; otherwise otk-fuzz-main.c runs it a fixed number of times as a normal test.
 */
int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);
