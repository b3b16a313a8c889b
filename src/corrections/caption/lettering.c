/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Setting text with Pango, which knows what no short code does: shaping, the order of
 * both directions, where lines may break in every script, and which font has what.
 *
 * Hinting is off and places are not rounded, so that lines break alike at every size and
 * on every screen.
 */

#include <math.h>
#include <string.h>

#include <pango/pangocairo.h>

#include "lettering.h"

#define DOMAIN "caption"

/* Of characters; a caption is no book, and setting takes time for each. */
#define MAX_LENGTH 5000

/* How many of the characters that no font has are named. */
#define MAX_NAMED 8

struct BurnishLettering {
	PangoFontMap *map;
	PangoContext *context;
	PangoLayout *layout;
	PangoFontDescription *font;
};

/* The text as lines: what a shell, a form and Windows write for a new line. */
static char *
read_lines(const char *text)
{
	g_autoptr(GString) lines = g_string_new(text);

	g_string_replace(lines, "\r\n", "\n", 0);
	g_string_replace(lines, "\\n", "\n", 0);

	return g_string_free(g_steal_pointer(&lines), FALSE);
}

static int
check_text(const char *text)
{
	if (!g_utf8_validate(text, -1, NULL)) {
		vips_error(DOMAIN, "text: is not UTF-8");
		return -1;
	}
	if (g_utf8_strlen(text, -1) > MAX_LENGTH) {
		vips_error(DOMAIN, "text: is longer than %d characters", MAX_LENGTH);
		return -1;
	}
	for (const char *p = text; *p; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);

		if (g_unichar_type(c) == G_UNICODE_CONTROL && c != '\n' && c != '\t') {
			vips_error(DOMAIN, "text: has the control character U+%04X", c);
			return -1;
		}
	}

	return 0;
}

static int
set_text(BurnishLettering *lettering, const char *text, gboolean markup)
{
	GError *error = NULL;

	if (!markup) {
		pango_layout_set_text(lettering->layout, text, -1);
		return 0;
	}

	PangoAttrList *attributes;
	g_autofree char *plain = NULL;
	if (!pango_parse_markup(text, -1, 0, &attributes, &plain, NULL, &error)) {
		vips_error(DOMAIN, "text: is not Pango markup: %s", error->message);
		g_error_free(error);
		return -1;
	}
	pango_layout_set_text(lettering->layout, plain, -1);
	pango_layout_set_attributes(lettering->layout, attributes);
	pango_attr_list_unref(attributes);

	return 0;
}

/* A paragraph whose direction is not that of the context changes sides, which is what
 * "start" means; against a context without a direction, none does. */
static void
set_direction(BurnishLettering *lettering, const BurnishLetteringStyle *style)
{
	static const PangoAlignment alignments[] = {
		[BURNISH_ALIGN_START] = PANGO_ALIGN_LEFT,
		[BURNISH_ALIGN_END] = PANGO_ALIGN_RIGHT,
		[BURNISH_ALIGN_LEFT] = PANGO_ALIGN_LEFT,
		[BURNISH_ALIGN_CENTER] = PANGO_ALIGN_CENTER,
		[BURNISH_ALIGN_RIGHT] = PANGO_ALIGN_RIGHT,
		[BURNISH_ALIGN_JUSTIFY] = PANGO_ALIGN_LEFT,
	};
	gboolean by_start = style->align == BURNISH_ALIGN_START || style->align == BURNISH_ALIGN_END ||
		style->align == BURNISH_ALIGN_JUSTIFY;
	PangoAlignment alignment = alignments[style->align];
	gboolean is_auto = style->direction == BURNISH_DIRECTION_AUTO;
	PangoDirection base = is_auto                   ? (by_start ? PANGO_DIRECTION_LTR : PANGO_DIRECTION_NEUTRAL)
		: style->direction == BURNISH_DIRECTION_RTL ? PANGO_DIRECTION_RTL
													: PANGO_DIRECTION_LTR;

	/* Without paragraphs of their own direction, nothing changes sides by itself. */
	if (style->direction == BURNISH_DIRECTION_RTL && by_start)
		alignment = alignment == PANGO_ALIGN_LEFT ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT;

	pango_context_set_base_dir(lettering->context, base);
	pango_layout_set_auto_dir(lettering->layout, is_auto);
	pango_layout_set_alignment(lettering->layout, alignment);
	pango_layout_set_justify(lettering->layout, style->align == BURNISH_ALIGN_JUSTIFY);
}

static void
set_rendering(PangoContext *context)
{
	cairo_font_options_t *options = cairo_font_options_create();

	cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
	cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
	cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
	pango_cairo_context_set_font_options(context, options);
	cairo_font_options_destroy(options);
	pango_context_set_round_glyph_positions(context, FALSE);
}

/* Add the characters of a run that became boxes for lack of a font. */
static void
add_unknown(const PangoGlyphItem *run, GString *names, GHashTable *seen)
{
	for (int i = 0; i < run->glyphs->num_glyphs; i++) {
		PangoGlyph glyph = run->glyphs->glyphs[i].glyph;
		gunichar c = glyph & ~PANGO_GLYPH_UNKNOWN_FLAG;

		if (!(glyph & PANGO_GLYPH_UNKNOWN_FLAG) || !g_hash_table_add(seen, GUINT_TO_POINTER(c)))
			continue;
		if (g_hash_table_size(seen) > MAX_NAMED)
			continue;
		g_string_append(names, names->len ? ", " : "");
		if (g_unichar_isgraph(c) && g_unichar_type(c) != G_UNICODE_PRIVATE_USE) {
			g_string_append_unichar(names, c);
			g_string_append_c(names, ' ');
		}
		g_string_append_printf(names, "U+%04X", c);
	}
}

static int
check_glyphs(BurnishLettering *lettering)
{
	g_autoptr(GString) names = g_string_new(NULL);
	g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);
	PangoLayoutIter *iter;

	if (pango_layout_get_unknown_glyphs_count(lettering->layout) == 0)
		return 0;

	iter = pango_layout_get_iter(lettering->layout);
	do {
		const PangoGlyphItem *run = pango_layout_iter_get_run_readonly(iter);

		if (run)
			add_unknown(run, names, seen);
	} while (pango_layout_iter_next_run(iter));
	pango_layout_iter_free(iter);

	guint n = g_hash_table_size(seen);
	if (n > MAX_NAMED)
		g_string_append_printf(names, " and %u more", n - MAX_NAMED);
	vips_error(DOMAIN, "text: no installed font has %s; install a font for the script", names->str);

	return -1;
}

BurnishLettering *
burnish_lettering_new(const BurnishLetteringStyle *style)
{
	g_autofree char *text = read_lines(style->text);
	BurnishLettering *lettering;

	if (check_text(text))
		return NULL;

	lettering = g_new0(BurnishLettering, 1);
	/* Of its own: the default one is of a thread and is never freed. */
	lettering->map = pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT);
	lettering->context = pango_font_map_create_context(lettering->map);
	lettering->layout = pango_layout_new(lettering->context);
	lettering->font = pango_font_description_from_string(style->font);
	set_rendering(lettering->context);
	if (*style->language)
		pango_context_set_language(lettering->context, pango_language_from_string(style->language));
	else
		/* Not that of the user: the same caption for everybody. */
		pango_context_set_language(lettering->context, pango_language_from_string("en"));
	set_direction(lettering, style);
	pango_layout_set_wrap(lettering->layout, PANGO_WRAP_WORD);
	pango_layout_set_line_spacing(lettering->layout, style->line_spacing);
	pango_layout_set_font_description(lettering->layout, lettering->font);

	if (set_text(lettering, text, style->markup) || check_glyphs(lettering)) {
		burnish_lettering_free(lettering);
		return NULL;
	}

	return lettering;
}

void
burnish_lettering_free(BurnishLettering *lettering)
{
	if (!lettering)
		return;

	pango_font_description_free(lettering->font);
	g_object_unref(lettering->layout);
	g_object_unref(lettering->context);
	g_object_unref(lettering->map);
	g_free(lettering);
}

void
burnish_lettering_set(BurnishLettering *lettering, double size, double width, VipsRect *block)
{
	PangoRectangle taken;

	pango_font_description_set_absolute_size(lettering->font, size * PANGO_SCALE);
	pango_layout_set_font_description(lettering->layout, lettering->font);
	pango_layout_set_width(lettering->layout, VIPS_MAX(1, (int) (width * PANGO_SCALE)));
	pango_layout_get_extents(lettering->layout, NULL, &taken);

	block->left = floor((double) taken.x / PANGO_SCALE);
	block->top = floor((double) taken.y / PANGO_SCALE);
	block->width = ceil((double) (taken.x + taken.width) / PANGO_SCALE) - block->left;
	block->height = ceil((double) (taken.y + taken.height) / PANGO_SCALE) - block->top;
}

int
burnish_lettering_lines(const BurnishLettering *lettering)
{
	return pango_layout_get_line_count(lettering->layout);
}

/* Whether a family is installed under that name, or is one of the general names that
 * stand for whatever is. */
static gboolean
is_installed(PangoFontMap *map, const char *family)
{
	PangoFontFamily **families;
	int n;
	gboolean found = FALSE;

	pango_font_map_list_families(map, &families, &n);
	for (int i = 0; i < n && !found; i++)
		found = g_ascii_strcasecmp(pango_font_family_get_name(families[i]), family) == 0;
	g_free(families);

	return found || g_ascii_strcasecmp(family, "sans-serif") == 0;
}

char *
burnish_lettering_family(const BurnishLettering *lettering, char **missing)
{
	PangoLayoutIter *iter = pango_layout_get_iter(lettering->layout);
	const char *asked = pango_font_description_get_family(lettering->font);
	g_autofree char *family = NULL;
	int most = 0;

	do {
		const PangoGlyphItem *run = pango_layout_iter_get_run_readonly(iter);

		if (run && run->glyphs->num_glyphs > most) {
			PangoFontDescription *used = pango_font_describe(run->item->analysis.font);

			most = run->glyphs->num_glyphs;
			g_free(family);
			family = g_strdup(pango_font_description_get_family(used));
			pango_font_description_free(used);
		}
	} while (pango_layout_iter_next_run(iter));
	pango_layout_iter_free(iter);

	*missing = NULL;
	if (asked) {
		g_auto(GStrv) names = g_strsplit(asked, ",", 2);

		g_strstrip(names[0]);
		if (!is_installed(lettering->map, names[0]))
			*missing = g_strdup(names[0]);
	}

	return g_steal_pointer(&family);
}

void
burnish_lettering_fill(const BurnishLettering *lettering, cairo_t *cr)
{
	cairo_move_to(cr, 0, 0);
	pango_cairo_show_layout(cr, lettering->layout);
}

void
burnish_lettering_stroke(const BurnishLettering *lettering, cairo_t *cr, double width)
{
	cairo_move_to(cr, 0, 0);
	pango_cairo_layout_path(cr, lettering->layout);
	/* Half of a line is inside of the letters. */
	cairo_set_line_width(cr, 2 * width);
	cairo_set_line_join(cr, CAIRO_LINE_JOIN_ROUND);
	cairo_stroke(cr);
	/* A path that is stroked is gone; the inside belongs to an outline too. */
	cairo_move_to(cr, 0, 0);
	pango_cairo_layout_path(cr, lettering->layout);
	cairo_fill(cr);
}
