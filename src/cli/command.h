/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_COMMAND_H
#define BURNISH_COMMAND_H

#include <burnish.h>

/* The commands. Each takes its own name in argv[0] and returns an exit status;
 * none of them exits. */

enum {
	EXIT_OK = 0,
	EXIT_SOME_FAILED = 1,
	EXIT_USAGE = 2,
	EXIT_NOTHING = 3,
	EXIT_REFUSED = 4,
	/* The API failed, or something on the way to it. */
	EXIT_REMOTE = 5,
	/* The API does not want to make the picture. */
	EXIT_DECLINED = 6,
	/* EX_TEMPFAIL of sysexits.h: the same may work later. */
	EXIT_TRY_AGAIN = 75,
};

typedef struct {
	const char *name;
	const char *description;
	int (*run)(char **argv);
} Command;

int command_batch(char **argv);
int command_batch_collect(char **argv);
int command_batch_status(char **argv);
int command_batch_submit(char **argv);
int command_chain(char **argv);
int command_edit(char **argv);
int command_fetch(char **argv);
int command_fix(char **argv);
int command_generate(char **argv);
int command_inspect(char **argv);
int command_models(char **argv);
int command_ops(char **argv);
int command_presets(char **argv);
int command_schema(char **argv);
int command_watch(char **argv);

/* burnish fix as batch run has it: with a journal. */
int command_fix_journaled(char **argv);

/* The command of a single correction; argv[0] is its name. */
int command_correction(char **argv);

/* Parse options into the entries of a context that the caller set up; takes the
 * context over. On failure, and after --help, returns FALSE and sets `status`. */
gboolean command_parse(GOptionContext *context, char ***argv, int *status);

/* Say what is wrong with the command line; returns EXIT_USAGE. */
int command_usage(const char *command, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* The pending libvips error as such a message. */
int command_usage_from_vips(const char *command);

/* The same when there is no plan of inputs and outputs: either that is wrong, or a store does
 * not answer. Returns an exit status. */
int command_plan_failed(const char *command);

/* Complain when an option names an object where a file is meant; NULL is no name. */
int command_no_object(const char *command, const char *option, const char *name);

/* The options that most commands have for them. */
#define COMMAND_MAX_PIXELS_HELP "Refuse pictures with more pixels (default 300M)"
#define COMMAND_MAX_FILE_HELP "Refuse larger files (default 4.3G)"

/* What those say, "300M" and the like, or the defaults for NULL. Returns EXIT_OK, or
 * EXIT_USAGE after a message. */
int command_get_limits(const char *command, const char *max_pixels, const char *max_file,
	BurnishLimits *limits);

/* One such number for `option`; the same. */
int command_get_size(const char *command, const char *option, const char *text, gint64 *size);

/* The status for a number of pictures that came out in some way. */
typedef struct {
	int total;
	int changed;
	int unchanged;
	int failed;
	int refused;
	int skipped;
	/* Not begun, or dropped. */
	int interrupted;
} Tally;

void tally_add(Tally *tally, BurnishStatus status);
int tally_exit_status(const Tally *tally);

/* The signal that interrupted us, 0 for none. */
int command_signal(void);

#endif /*BURNISH_COMMAND_H*/
