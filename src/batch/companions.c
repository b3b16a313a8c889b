/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Files beside a result, named after it: photo.webp has photo-640.webp, photo.html,
 * photo-proof.png, photo-gamut.png, photo.ico, photo-16.png and photo.c2pa.
 */

#include <errno.h>
#include <string.h>

#include "../base/object.h"
#include "../image/icon.h"
#include "../image/input.h"
#include "../image/output.h"
#include "companions.h"

typedef enum {
	KIND_COPY,
	KIND_SNIPPET,
	KIND_PROOF,
	KIND_GAMUT,
	KIND_ICO,
	KIND_ICON,
	KIND_C2PA,
} Kind;

typedef struct {
	Kind kind;
	char *path;
	BurnishOutput *output;
	gboolean written;

	/* Of a reduced copy or an icon. */
	const BurnishFormat *format;
	int width;
} Companion;

struct BurnishCompanions {
	BurnishSave *save;
	char *path;
	/* The path without its suffix. */
	char *stem;
	const char *suffix;
	BurnishOutputPolicy policy;
	GPtrArray *files;
};

static void
companion_free(void *data)
{
	Companion *companion = data;

	burnish_output_free(companion->output);
	g_free(companion->path);
	g_free(companion);
}

void
burnish_companions_free(BurnishCompanions *companions)
{
	if (!companions)
		return;

	g_ptr_array_unref(companions->files);
	g_free(companions->path);
	g_free(companions->stem);
	g_free(companions);
}

/* Takes the path over. */
static int
add(BurnishCompanions *companions, Kind kind, char *path, const BurnishFormat *format, int width)
{
	Companion *companion = g_new0(Companion, 1);

	*companion = (Companion){ kind, path, NULL, FALSE, format, width };
	g_ptr_array_add(companions->files, companion);
	companion->output = burnish_output_open(path, companions->policy);

	return companion->output ? 0 : -1;
}

static char *
beside(const BurnishCompanions *companions, const char *end)
{
	return g_strconcat(companions->stem, end, NULL);
}

/* A copy in the format of the result is called like it. */
static char *
copy_name(const BurnishCompanions *companions, const BurnishFormat *format, int width)
{
	return g_strdup_printf("%s-%d%s", companions->stem, width, format ? format->suffixes[0] : companions->suffix);
}

static int
add_copies(BurnishCompanions *companions)
{
	g_autoptr(GPtrArray) formats = burnish_save_responsive_formats(companions->save);
	const BurnishFormat *own = burnish_save_get_format_of(companions->save, companions->path);
	int n;
	const int *widths = vips_array_int_get((VipsArrayInt *) companions->save->responsive, &n);

	if (!formats)
		return -1;
	/* The format of the result comes last, as in a picture element. */
	g_ptr_array_remove(formats, (void *) own);
	g_ptr_array_add(formats, NULL);
	for (guint i = 0; i < formats->len; i++)
		for (int j = 0; j < n; j++)
			if (add(companions, KIND_COPY, copy_name(companions, formats->pdata[i], widths[j]), formats->pdata[i], widths[j]))
				return -1;

	return add(companions, KIND_SNIPPET, beside(companions, ".html"), NULL, 0);
}

/* An ICO file, unless the result is one, and each of its sizes. */
static int
add_icons(BurnishCompanions *companions)
{
	int n;
	const int *sizes = burnish_save_icon_sizes(companions->save, &n);

	if (g_ascii_strcasecmp(companions->suffix, ".ico") != 0 &&
		add(companions, KIND_ICO, beside(companions, ".ico"), NULL, 0))
		return -1;
	for (int i = 0; i < n; i++) {
		g_autofree char *end = g_strdup_printf("-%d.png", sizes[i]);

		if (add(companions, KIND_ICON, beside(companions, end), NULL, sizes[i]))
			return -1;
	}

	return 0;
}

BurnishCompanions *
burnish_companions_new(BurnishSave *save, const char *path, BurnishOutputPolicy policy)
{
	g_autoptr(BurnishCompanions) companions = g_new0(BurnishCompanions, 1);
	gboolean wanted = save->responsive || save->proof || save->gamut_warning || save->icon ||
		save->c2pa == BURNISH_C2PA_SIDECAR;

	companions->save = save;
	companions->policy = policy;
	companions->files = g_ptr_array_new_with_free_func(companion_free);
	if (!wanted)
		return g_steal_pointer(&companions);
	if (!path) {
		vips_error(NULL, "files beside the result need one with a name (see -o)");
		return NULL;
	}

	const char *slash = strrchr(path, '/');
	const char *dot = strrchr(slash ? slash : path, '.');
	companions->path = g_strdup(path);
	companions->stem = dot ? g_strndup(path, dot - path) : g_strdup(path);
	companions->suffix = companions->path + strlen(companions->stem);
	if ((save->responsive && add_copies(companions)) ||
		(save->icon && add_icons(companions)) ||
		(save->proof && add(companions, KIND_PROOF, beside(companions, "-proof.png"), NULL, 0)) ||
		(save->gamut_warning && add(companions, KIND_GAMUT, beside(companions, "-gamut.png"), NULL, 0)) ||
		(save->c2pa == BURNISH_C2PA_SIDECAR && add(companions, KIND_C2PA, beside(companions, ".c2pa"), NULL, 0)))
		return NULL;

	return g_steal_pointer(&companions);
}

/* A copy as the result is, but smaller; one that would be larger is none. */
static int
write_copy(Companion *companion, const BurnishPrepared *prepared, const BurnishMetadata *metadata, int depth)
{
	const BurnishFormat *format = companion->format ? companion->format : prepared->format;
	g_autoptr(BurnishMetadata) copy = burnish_metadata_copy(metadata);
	g_autoptr(VipsImage) reduced = NULL;
	VipsImage *image = prepared->working;

	if (companion->width >= image->Xsize)
		return 0;
	if (vips_thumbnail_image(image, &reduced, companion->width,
			"height", VIPS_MAX_COORD, "size", VIPS_SIZE_DOWN, NULL) ||
		burnish_save_encode(prepared->save, format, reduced, depth, copy, burnish_output_fd(companion->output)))
		return -1;
	companion->written = TRUE;

	return 0;
}

static int
write_png(Companion *companion, VipsImage *image)
{
	g_autoptr(BurnishSave) save = burnish_save_new();
	g_autoptr(BurnishMetadata) metadata = burnish_metadata_new();

	save->plain = TRUE;
	companion->written = TRUE;

	return burnish_save_encode(save, burnish_format_by_name("png"), image, 8, metadata, burnish_output_fd(companion->output));
}

static int
write_icon(Companion *companion, VipsImage *image)
{
	g_autoptr(VipsImage) icon = NULL;

	if (companion->width > VIPS_MAX(image->Xsize, image->Ysize))
		return 0;

	return burnish_icon_draw(image, &icon, companion->width) || write_png(companion, icon) ? -1 : 0;
}

static int
write_ico(Companion *companion, const BurnishPrepared *prepared, const BurnishMetadata *metadata)
{
	g_autoptr(BurnishMetadata) copy = burnish_metadata_copy(metadata);

	companion->written = TRUE;

	return burnish_save_encode(prepared->save, burnish_format_by_name("ico"), prepared->working, 8, copy,
		burnish_output_fd(companion->output));
}

static int
write_proof(Companion *companion, const BurnishPrepared *prepared)
{
	g_autoptr(VipsImage) proof = NULL;
	g_autoptr(VipsImage) warning = NULL;

	if (burnish_destination_proof(prepared->destination, prepared->save, prepared->image, &proof))
		return -1;
	if (companion->kind == KIND_PROOF)
		return write_png(companion, proof);

	return burnish_destination_warn(prepared->working, proof, &warning) || write_png(companion, warning) ? -1 : 0;
}

/* The last part of a path, as it stands in HTML. */
static char *
url(const char *path)
{
	g_autofree char *name = g_path_get_basename(path);
	g_autofree char *escaped = g_uri_escape_string(name, NULL, FALSE);

	return g_markup_escape_text(escaped, -1);
}

static void
append_set(GString *html, const BurnishCompanions *companions, const BurnishFormat *format, int own_width)
{
	gboolean some = FALSE;

	g_string_append(html, "srcset=\"");
	for (guint i = 0; i < companions->files->len; i++) {
		const Companion *companion = companions->files->pdata[i];

		if (companion->kind == KIND_COPY && companion->format == format && companion->written) {
			g_autofree char *name = url(companion->path);
			g_string_append_printf(html, "%s%s %dw", some ? ", " : "", name, companion->width);
			some = TRUE;
		}
	}
	if (!format) {
		g_autofree char *name = url(companions->path);
		g_string_append_printf(html, "%s%s %dw", some ? ", " : "", name, own_width);
	}
	g_string_append(html, "\" sizes=\"100vw\"");
}

static gboolean
has_copies(const BurnishCompanions *companions, const BurnishFormat *format)
{
	for (guint i = 0; i < companions->files->len; i++) {
		const Companion *companion = companions->files->pdata[i];

		if (companion->kind == KIND_COPY && companion->format == format && companion->written)
			return TRUE;
	}

	return FALSE;
}

static int
write_snippet(const BurnishCompanions *companions, Companion *snippet, const BurnishPrepared *prepared)
{
	g_autoptr(GString) html = g_string_new("<picture>\n");
	g_autoptr(GPtrArray) formats = burnish_save_responsive_formats(companions->save);
	g_autofree char *source = url(companions->path);
	g_autofree char *alt = g_markup_escape_text(companions->save->alt ? companions->save->alt : "", -1);
	int width = prepared->image->Xsize;

	for (guint i = 0; formats && i < formats->len; i++) {
		const BurnishFormat *format = formats->pdata[i];

		if (has_copies(companions, format)) {
			g_string_append_printf(html, "\t<source type=\"%s\" ", format->mime);
			append_set(html, companions, format, width);
			g_string_append(html, ">\n");
		}
	}
	g_string_append_printf(html, "\t<img src=\"%s\" ", source);
	append_set(html, companions, NULL, width);
	g_string_append_printf(html, " width=\"%d\" height=\"%d\" alt=\"%s\">\n</picture>\n",
		width, prepared->image->Ysize, alt);
	snippet->written = TRUE;

	return burnish_output_write(burnish_output_fd(snippet->output), html->str, html->len);
}

static int
write_bytes(Companion *companion, GBytes *bytes)
{
	gsize length;

	if (!bytes)
		return 0;
	const void *data = g_bytes_get_data(bytes, &length);
	companion->written = TRUE;

	return burnish_output_write(burnish_output_fd(companion->output), data, length);
}

int
burnish_companions_write(BurnishCompanions *companions, const BurnishPrepared *prepared,
	const BurnishMetadata *metadata, GBytes *c2pa, int depth)
{
	for (guint i = 0; i < companions->files->len; i++) {
		Companion *companion = companions->files->pdata[i];
		int result = companion->kind == KIND_COPY ? write_copy(companion, prepared, metadata, depth)
			: companion->kind == KIND_SNIPPET     ? write_snippet(companions, companion, prepared)
			: companion->kind == KIND_ICO         ? write_ico(companion, prepared, metadata)
			: companion->kind == KIND_ICON        ? write_icon(companion, prepared->working)
			: companion->kind == KIND_C2PA        ? write_bytes(companion, c2pa)
												  : write_proof(companion, prepared);

		if (result)
			return -1;
	}

	return 0;
}

int
burnish_companions_commit(BurnishCompanions *companions, GPtrArray *paths)
{
	for (guint i = 0; i < companions->files->len; i++) {
		Companion *companion = companions->files->pdata[i];

		if (!companion->written)
			continue;
		if (burnish_output_commit(companion->output)) {
			for (guint j = 0; j < i && companions->policy == BURNISH_OUTPUT_NEW; j++) {
				const Companion *done = companions->files->pdata[j];
				if (done->written)
					burnish_output_remove(done->path);
			}
			return -1;
		}
		g_ptr_array_add(paths, g_strdup(companion->path));
	}

	return 0;
}
