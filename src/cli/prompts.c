/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* From the command line to jobs: prompts times styles. */

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "prompts.h"

void
make_flags_init(MakeFlags *flags)
{
	*flags = (MakeFlags){ .n = -1, .compression = -1, .partials = -1, .keep_outside = TRUE };
	flags->jobs = g_array_new(FALSE, TRUE, sizeof(BurnishMakeJob));
	flags->strings = g_ptr_array_new_with_free_func(g_free);
}

void
make_flags_clear(MakeFlags *flags)
{
	g_free(flags->output);
	g_free(flags->size);
	g_free(flags->quality);
	g_free(flags->format);
	g_free(flags->model);
	g_free(flags->style);
	g_free(flags->moderation);
	g_free(flags->fidelity);
	g_free(flags->complexity);
	g_free(flags->user);
	g_free(flags->mask);
	g_free(flags->mask_box);
	g_free(flags->fix_name);
	g_strfreev(flags->words);
	burnish_recipe_free(flags->fix);
	g_clear_pointer(&flags->prompts, g_ptr_array_unref);
	g_strfreev(flags->styles);
	g_strfreev(flags->images);
	g_array_unref(flags->jobs);
	g_ptr_array_unref(flags->strings);
}

/* What belongs to the picture, whoever makes it. */
static void
add_picture(MakeFlags *flags, GOptionContext *context)
{
	const GOptionEntry entries[] = {
		{ "count", 'n', 0, G_OPTION_ARG_INT, &flags->n, "Pictures of each prompt (default 1)", "N" },
		{ "size", 0, 0, G_OPTION_ARG_STRING, &flags->size, "A ratio (1:1, 3:2, 16:9), pixels (1920x1080), paper (A4, A4-landscape, letter) or auto", "SIZE" },
		{ "quality", 0, 0, G_OPTION_ARG_STRING, &flags->quality, "low, medium, high, auto, and what else the model has", "WORD" },
		{ "model", 0, 0, G_OPTION_ARG_STRING, &flags->model, "Which model makes it; \"burnish models\" lists them", "NAME" },
		{ "transparent", 0, 0, G_OPTION_ARG_NONE, &flags->transparent, "Without a background", NULL },
		{ "style", 0, 0, G_OPTION_ARG_STRING, &flags->style, "Make the same picture in each of these styles", "A,B,C" },
		{ "api-format", 0, 0, G_OPTION_ARG_STRING, &flags->format, "Ask for png, jpeg, webp, and what else the model has (default by the name of the result)", "NAME" },
		{ "compression", 0, 0, G_OPTION_ARG_INT, &flags->compression, "Ask for JPEG or WebP of this quality, 0 to 100", "N" },
		{ "moderation", 0, 0, G_OPTION_ARG_STRING, &flags->moderation, "How strict the API is: auto, low", "WORD" },
		{ "complexity", 0, 0, G_OPTION_ARG_STRING, &flags->complexity, "low, medium, high, for models that have it", "WORD" },
		{ "user", 0, 0, G_OPTION_ARG_STRING, &flags->user, "An id of the person who asks, for the API", "ID" },
		{ "whole", 0, 0, G_OPTION_ARG_NONE, &flags->whole, "Take @FILE or standard input for one prompt, with its line breaks", NULL },
		{ "dry-run", 0, 0, G_OPTION_ARG_NONE, &flags->dry_run, "Show the exact requests and what they may cost, and send nothing", NULL },
		{ NULL },
	};

	g_option_context_add_main_entries(context, entries, NULL);
}

static void
add_result(MakeFlags *flags, GOptionContext *context)
{
	const GOptionEntry entries[] = {
		{ "output", 'o', 0, G_OPTION_ARG_FILENAME, &flags->output, "Where results go (default: here, named by the prompt)", "FILE|DIR|NAME" },
		{ "force", 'f', 0, G_OPTION_ARG_NONE, &flags->force, "Overwrite existing results", NULL },
		{ "fix", 0, 0, G_OPTION_ARG_FILENAME, &flags->fix_name, "Fix the results by a preset or a recipe", "NAME|FILE" },
		{ "progress", 0, 0, G_OPTION_ARG_NONE, &flags->progress, "Show each picture on the way, in NAME.partial", NULL },
		{ "partial-images", 0, 0, G_OPTION_ARG_INT, &flags->partials, "With --progress: so many images on the way, 0 to 3 (default 1)", "N" },
		{ NULL },
	};

	g_option_context_add_main_entries(context, entries, NULL);
}

static void
add_edit(MakeFlags *flags, GOptionContext *context)
{
	const GOptionEntry entries[] = {
		{ "mask", 0, 0, G_OPTION_ARG_FILENAME, &flags->mask, "Change only where this picture is white, or transparent", "FILE" },
		{ "mask-box", 0, 0, G_OPTION_ARG_STRING, &flags->mask_box, "Change only this box of the first picture", "X,Y,WIDTH,HEIGHT" },
		{ "keep-outside", 0, 0, G_OPTION_ARG_NONE, &flags->keep_outside, "Put the original back outside of the mask (the default)", NULL },
		{ "no-keep-outside", 0, G_OPTION_FLAG_REVERSE, G_OPTION_ARG_NONE, &flags->keep_outside, "Leave what the model made outside of the mask", NULL },
		{ "fidelity", 0, 0, G_OPTION_ARG_STRING, &flags->fidelity, "How closely to follow the pictures: low, high, for models that have it", "WORD" },
		{ NULL },
	};

	g_option_context_add_main_entries(context, entries, NULL);
}

void
make_flags_add(MakeFlags *flags, GOptionContext *context, MakeKind kind)
{
	const GOptionEntry rest[] = {
		{ G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &flags->words, NULL, kind == MAKE_EDIT ? "IMAGE… PROMPT" : "PROMPT…" },
		{ NULL },
	};

	add_picture(flags, context);
	if (kind != MAKE_SUBMIT)
		add_result(flags, context);
	if (kind == MAKE_EDIT)
		add_edit(flags, context);
	g_option_context_add_main_entries(context, rest, NULL);
}

/* ---- Prompts ---- */

static int
read_stdin(GString *text)
{
	char buffer[4096];
	size_t n;

	while ((n = fread(buffer, 1, sizeof(buffer), stdin)) > 0)
		g_string_append_len(text, buffer, n);

	return ferror(stdin) ? -1 : 0;
}

static int
read_source(const char *command, const char *word, GString *text)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *content = NULL;
	gsize length;

	if (g_str_equal(word, "-") || g_str_equal(word, "@-")) {
		if (isatty(STDIN_FILENO))
			fprintf(stderr, "burnish %s: prompts from the terminal, one a line, until Ctrl-D\n", command);
		return read_stdin(text) ? command_usage(command, "standard input cannot be read") : EXIT_OK;
	}
	if (!g_file_get_contents(word + 1, &content, &length, &error))
		return command_usage(command, "%s", error->message);
	g_string_append_len(text, content, length);

	return EXIT_OK;
}

static void
add_prompt(MakeFlags *flags, const char *text)
{
	BurnishPrompt *prompt = g_new0(BurnishPrompt, 1);

	prompt->prompt = g_strdup(text);
	prompt->n = prompt->transparent = -1;
	g_ptr_array_add(flags->prompts, prompt);
}

/* "@FILE" and "-" hold prompts; everything else is one. */
static int
add_word(MakeFlags *flags, const char *command, const char *word)
{
	g_autoptr(GString) text = g_string_new(NULL);
	int status;

	if (*word != '@' && !g_str_equal(word, "-")) {
		add_prompt(flags, word);
		return EXIT_OK;
	}
	if ((status = read_source(command, word, text)))
		return status;
	if (flags->whole) {
		add_prompt(flags, g_strchomp(text->str));
		return EXIT_OK;
	}

	g_autoptr(GPtrArray) found = burnish_prompts_read(text->str, text->len, *word == '@' ? word + 1 : "standard input");
	if (!found)
		return command_usage_from_vips(command);
	g_ptr_array_extend_and_steal(flags->prompts, g_steal_pointer(&found));

	return EXIT_OK;
}

/* ---- Jobs ---- */

static const char *
keep(MakeFlags *flags, char *text)
{
	g_ptr_array_add(flags->strings, text);

	return text;
}

static void
add_job(MakeFlags *flags, const BurnishPrompt *prompt, const char *style)
{
	const BurnishMakeJob job = {
		.prompt = style ? keep(flags, g_strdup_printf("%s\n\nStyle: %s", prompt->prompt, style)) : prompt->prompt,
		.images = (const char *const *) flags->images,
		.mask = flags->mask,
		.mask_box = flags->mask_box,
		.keep_outside = flags->keep_outside,
		.model = prompt->model ? prompt->model : flags->model,
		.size = prompt->size ? prompt->size : flags->size,
		.quality = prompt->quality ? prompt->quality : flags->quality,
		.format = prompt->format ? prompt->format : flags->format,
		.compression = flags->compression,
		.transparent = prompt->transparent >= 0 ? prompt->transparent : flags->transparent,
		.moderation = flags->moderation,
		.fidelity = flags->fidelity,
		.complexity = flags->complexity,
		.user = flags->user,
		.n = prompt->n > 0 ? prompt->n : flags->n,
		.partials = flags->partials,
		.style = style,
		/* The same id does not serve two. */
		.custom_id = style && prompt->id ? keep(flags, g_strconcat(prompt->id, "-", style, NULL)) : prompt->id,
		.output = flags->output,
		.policy = flags->force ? BURNISH_OUTPUT_REPLACE : BURNISH_OUTPUT_NEW,
		.fix = flags->fix,
	};

	g_array_append_val(flags->jobs, job);
}

static void
add_jobs(MakeFlags *flags)
{
	for (guint i = 0; i < flags->prompts->len; i++) {
		const BurnishPrompt *prompt = flags->prompts->pdata[i];

		if (prompt->style || !flags->styles)
			add_job(flags, prompt, prompt->style);
		else
			for (int s = 0; flags->styles[s]; s++)
				add_job(flags, prompt, flags->styles[s]);
	}
}

static int
split_styles(MakeFlags *flags, const char *command)
{
	flags->styles = flags->style ? g_strsplit(flags->style, ",", -1) : NULL;
	for (int i = 0; flags->styles && flags->styles[i]; i++)
		if (!*g_strstrip(flags->styles[i]))
			return command_usage(command, "--style: \"%s\" has an empty style in it", flags->style);

	return EXIT_OK;
}

static int
check(const MakeFlags *flags, const char *command, MakeKind kind)
{
	int words = flags->words ? (int) g_strv_length(flags->words) : 0;

	if (kind == MAKE_EDIT && words < 2)
		return command_usage(command, "needs pictures and a prompt");
	if (words == 0)
		return command_usage(command, "no prompt given");
	if (flags->n == 0 || flags->n < -1)
		return command_usage(command, "-n: %d is below 1", flags->n);
	if (flags->compression < -1)
		return command_usage(command, "--compression: %d is below 0", flags->compression);
	if (flags->partials >= 0 && !flags->progress)
		return command_usage(command, "--partial-images goes with --progress");
	if (flags->mask && flags->mask_box)
		return command_usage(command, "--mask and --mask-box do not go together");
	if (command_no_object(command, "-o", flags->output))
		return EXIT_USAGE;
	if (g_strcmp0(flags->output, "-") == 0 && !flags->dry_run && isatty(STDOUT_FILENO))
		return command_usage(command, "standard output is a terminal; give a file with -o");

	return EXIT_OK;
}

int
make_flags_read(MakeFlags *flags, const char *command, MakeKind kind)
{
	int status;

	if ((status = check(flags, command, kind)) || (status = split_styles(flags, command)))
		return status;
	if (flags->fix_name && !(flags->fix = burnish_recipe_open(flags->fix_name)))
		return command_usage_from_vips(command);
	if (flags->progress && flags->partials < 0)
		flags->partials = 1;

	int count = g_strv_length(flags->words);
	int first = kind == MAKE_EDIT ? count - 1 : 0;
	if (first > 0) {
		flags->images = g_new0(char *, first + 1);
		for (int i = 0; i < first; i++)
			flags->images[i] = g_strdup(flags->words[i]);
	}
	/* Freed by whoever reads them from a text, so all of them are made that way. */
	flags->prompts = burnish_prompts_new();
	for (int i = first; i < count; i++)
		if ((status = add_word(flags, command, flags->words[i])))
			return status;
	add_jobs(flags);

	return EXIT_OK;
}
