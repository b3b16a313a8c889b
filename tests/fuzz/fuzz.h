/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_FUZZ_H
#define BURNISH_FUZZ_H

#include <string.h>

#include <burnish.h>

/* One fuzz target a file: bytes in, no crash out. What may go wrong beyond a crash is
 * stated in the target with g_assert(). */
int LLVMFuzzerTestOneInput(const guint8 *data, size_t size);

/* Called once by libFuzzer and by replay.c: starts burnish. */
int LLVMFuzzerInitialize(int *argc, char ***argv);

/* Read the metadata of a format of ours, and put all that was found into the same file
 * again, as saving does. */
void fuzz_container(const char *format, const guint8 *data, size_t size);

#endif /*BURNISH_FUZZ_H*/
