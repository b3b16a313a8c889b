/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* burnish generate and burnish edit. */

#include <stdio.h>

#include "prompts.h"

static const char generate_trailer[] =
	"A prompt is an argument, or a line of @FILE or, for \"-\", of standard input; a line can\n"
	"also be an object of JSON: {\"prompt\", \"id\", \"model\", \"size\", \"quality\", \"format\",\n"
	"\"style\", \"n\", \"transparent\"}. Results are saved as they come unless they are to be fixed or\n"
	"another format is wanted: then what came is kept as NAME.orig. How each came to be is in\n"
	"NAME.json and, unless Content Credentials forbid it, in the file. -o takes a file, a\n"
	"directory, or a name with {stem}, {style}, {index}, {model}, {aspect}, {ext}.\n"
	"\n" API_KEYS
	"\n"
	"Examples:\n"
	"  burnish generate \"a red bicycle\" --size 3:2 --quality medium\n"
	"  burnish generate @prompts.txt -o out/ -j 4 --max-cost 5 --fix auto\n"
	"  burnish generate \"a fox\" --style ink,oil,pixel --dry-run\n"
	"\n" API_STATUSES;

static const char edit_trailer[] =
	"The last argument is the prompt, or @FILE, or \"-\" for standard input; all others are pictures, up to\n"
	"16: the mask is for the first. PNG, JPEG and WebP go as they are, everything else that can\n"
	"be read becomes a PNG. With a mask, the untouched original is put back outside of it, with\n"
	"the colours matched.\n"
	"\n" API_KEYS
	"\n"
	"Examples:\n"
	"  burnish edit room.png \"a blue sofa\" --mask-box 120,300,400,250 -o sofa.png\n"
	"  burnish edit shoe.jpg bag.jpg \"both on a marble table\" --size 4:5\n"
	"\n" API_STATUSES;

static int
plan(BurnishApi *api, const MakeFlags *flags, const ApiFlags *account, const char *command)
{
	g_autofree char *text = burnish_make_plan(api, (const BurnishMakeJob *) (void *) flags->jobs->data, flags->jobs->len, account->json);

	if (!text)
		return command_usage_from_vips(command);
	fputs(text, stdout);

	return EXIT_OK;
}

static int
make(char **argv, MakeKind kind, const char *summary, const char *trailer)
{
	g_auto(ApiFlags) account = { 0 };
	g_auto(MakeFlags) flags = { 0 };
	GOptionContext *context = g_option_context_new(NULL);
	g_autofree char *command = g_strdup(argv[0]);
	g_auto(GStrv) rest = g_strdupv(argv);
	int status;

	api_flags_init(&account);
	make_flags_init(&flags);
	g_option_context_set_summary(context, summary);
	g_option_context_set_description(context, trailer);
	make_flags_add(&flags, context, kind);
	api_flags_add(&account, context, TRUE);
	if (!command_parse(context, &rest, &status) || (status = make_flags_read(&flags, command, kind)))
		return status;

	g_autoptr(BurnishApi) api = api_open(&account, command, &status);
	if (!api)
		return status;
	if (flags.dry_run)
		return plan(api, &flags, &account, command);

	ApiPrinter printer = { .flags = &account, .command = command, .to_stdout = g_strcmp0(flags.results.output, "-") == 0 };
	if (burnish_make_run(api, (const BurnishMakeJob *) (void *) flags.jobs->data, flags.jobs->len, &api_printer_fns, &printer))
		return command_usage_from_vips(command);

	return api_printer_end(&printer, api);
}

int
command_generate(char **argv)
{
	return make(argv, MAKE_GENERATE, "Make pictures from prompts with the image API.", generate_trailer);
}

int
command_edit(char **argv)
{
	return make(argv, MAKE_EDIT, "Edit pictures, or make new ones after them, with the image API.", edit_trailer);
}
