/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Signing by c2patool, the reference implementation, as a program: there is no library for
 * C. It works on files with names, so everything passes through a private directory. The
 * key is named to it by its path, and never read here.
 */

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include <cjson/cJSON.h>
#include <vips/vips.h>

#include "../base/error.h"
#include "../image/output.h"
#include "sign.h"

#define PROGRAM "c2patool"

/* What it says when it fails: as much as fits into a message. */
#define SHOWN 300

/* The actions of C2PA 2.1, 18.15, that our operations are. */
static const struct {
	const char *step;
	const char *action;
} actions[] = {
	{ "decast", "c2pa.color_adjustments" },
	{ "lift", "c2pa.color_adjustments" },
	{ "reframe", "c2pa.cropped" },
	{ "upscale", "c2pa.resized" },
	{ "resize", "c2pa.resized" },
	{ "thumbnail_image", "c2pa.resized" },
	{ "extract_area", "c2pa.cropped" },
	{ "smartcrop", "c2pa.cropped" },
	{ "rot", "c2pa.orientation" },
};

static int
need_file(const char *argument, const char *path)
{
	if (access(path, R_OK) == 0)
		return 0;
	vips_error(argument, "cannot read \"%s\": %s", path, g_strerror(errno));

	return -1;
}

int
burnish_sign_check(const BurnishSave *save)
{
	g_autofree char *program = g_find_program_in_path(PROGRAM);

	if (!program) {
		vips_error("c2pa", "to sign, " PROGRAM " must be installed, and it is not (https://github.com/contentauth/c2patool)");
		return -1;
	}

	return need_file("c2pa-certificate", save->c2pa_certificate) || need_file("c2pa-key", save->c2pa_key) ? -1 : 0;
}

static const char *
action_of(const char *step)
{
	for (guint i = 0; i < G_N_ELEMENTS(actions); i++)
		if (g_str_equal(actions[i].step, step))
			return actions[i].action;

	return "c2pa.edited";
}

/* The definition that c2patool makes a manifest from. */
static char *
make_definition(const BurnishSave *save, const BurnishFormat *format, const char *title, const char *const *steps)
{
	cJSON *root = cJSON_CreateObject();
	g_autofree char *certificate = g_canonicalize_filename(save->c2pa_certificate, NULL);
	g_autofree char *key = g_canonicalize_filename(save->c2pa_key, NULL);

	cJSON_AddStringToObject(root, "alg", save->c2pa_algorithm ? save->c2pa_algorithm : "es256");
	cJSON_AddStringToObject(root, "sign_cert", certificate);
	cJSON_AddStringToObject(root, "private_key", key);
	cJSON_AddStringToObject(root, "claim_generator", "burnish/" BURNISH_VERSION);
	cJSON_AddStringToObject(root, "title", title);
	if (format->mime)
		cJSON_AddStringToObject(root, "format", format->mime);

	cJSON *assertion = cJSON_CreateObject();
	cJSON_AddItemToArray(cJSON_AddArrayToObject(root, "assertions"), assertion);
	cJSON_AddStringToObject(assertion, "label", "c2pa.actions");
	cJSON *list = cJSON_AddArrayToObject(cJSON_AddObjectToObject(assertion, "data"), "actions");
	for (int i = -1; i < 0 || steps[i]; i++) {
		cJSON *action = cJSON_CreateObject();

		cJSON_AddStringToObject(action, "action", i < 0 ? "c2pa.opened" : action_of(steps[i]));
		cJSON_AddStringToObject(action, "softwareAgent", "burnish " BURNISH_VERSION);
		if (i >= 0)
			cJSON_AddStringToObject(cJSON_AddObjectToObject(action, "parameters"), "name", steps[i]);
		cJSON_AddItemToArray(list, action);
	}

	char *text = cJSON_PrintUnformatted(root);
	cJSON_Delete(root);

	return text;
}

/* The content of an open file into one with a name. */
static int
copy_out(int fd, const char *path)
{
	GError *error = NULL;
	g_autoptr(GMappedFile) map = g_mapped_file_new_from_fd(fd, FALSE, &error);

	if (!map) {
		vips_g_error(&error);
		return -1;
	}

	return burnish_output_save(path, BURNISH_OUTPUT_REPLACE, g_mapped_file_get_contents(map), g_mapped_file_get_length(map));
}

static int
copy_in(const char *path, int fd)
{
	GError *error = NULL;
	g_autofree char *data = NULL;
	gsize length;

	if (!g_file_get_contents(path, &data, &length, &error)) {
		g_error_free(error);
		vips_error("c2pa", PROGRAM " wrote no file");
		return -1;
	}
	if (lseek(fd, 0, SEEK_SET) != 0 || ftruncate(fd, 0) != 0) {
		vips_error_system(errno, "c2pa", "cannot write the signed file");
		return -1;
	}

	return burnish_output_write(fd, data, length);
}

static int
run_tool(const char *const *argv)
{
	GError *error = NULL;
	g_autofree char *said = NULL;
	int status;

	if (!g_spawn_sync(NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL,
			NULL, NULL, NULL, &said, &status, &error)) {
		vips_g_error(&error);
		return -1;
	}
	if (!g_spawn_check_wait_status(status, NULL)) {
		g_autofree char *short_said = g_strndup(g_strstrip(said), SHOWN);

		vips_error("c2pa", PROGRAM " could not sign: %s", *short_said ? short_said : "it says no reason");
		return -1;
	}

	return 0;
}

static int
sign_in(const char *directory, const BurnishSave *save, const BurnishInput *input, const BurnishFormat *format,
	const char *title, const char *const *steps, int fd)
{
	g_autofree char *definition = make_definition(save, format, title, steps);
	g_autofree char *manifest = g_build_filename(directory, "manifest.json", NULL);
	g_autofree char *parent = g_strconcat(directory, "/parent", input->format->suffixes[0], NULL);
	g_autofree char *plain = g_strconcat(directory, "/plain", format->suffixes[0], NULL);
	g_autofree char *out = g_strconcat(directory, "/signed", format->suffixes[0], NULL);
	const char *const argv[] = {
		PROGRAM, plain, "--manifest", manifest, "--parent", parent, "--output", out, "--force", NULL
	};
	gsize length;
	const void *original = g_bytes_get_data(input->bytes, &length);
	int result = burnish_output_save(manifest, BURNISH_OUTPUT_REPLACE, definition, strlen(definition)) ||
			burnish_output_save(parent, BURNISH_OUTPUT_REPLACE, original, length) ||
			copy_out(fd, plain) ||
			run_tool(argv) ||
			copy_in(out, fd)
		? -1
		: 0;

	unlink(manifest);
	unlink(parent);
	unlink(plain);
	unlink(out);

	return result;
}

int
burnish_sign(const BurnishSave *save, const BurnishInput *input, const BurnishFormat *format,
	const char *title, const char *const *steps, int fd)
{
	GError *error = NULL;
	g_autofree char *directory = g_dir_make_tmp("burnish-XXXXXX", &error);

	if (!directory) {
		vips_g_error(&error);
		return -1;
	}
	int result = sign_in(directory, save, input, format, title, steps, fd);
	rmdir(directory);

	return result;
}
