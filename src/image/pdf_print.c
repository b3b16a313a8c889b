/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What print shops look for in a PDF and cairo has no words for, added by qpdf: where the
 * sheet is cut (ISO 32000-1, 14.11.2), which press the inks are for (14.11.5), what RGB
 * means (8.6.5.5), and the XMP (14.3.2). The picture itself passes through as it is.
 */

#include <qpdf/qpdf-c.h>
#include <vips/vips.h>

#include "../base/object.h"
#include "pdf_print.h"
#include "profile.h"

#define POINTS_PER_MM (72.0 / BURNISH_MM_PER_INCH)

typedef struct QpdfOwner {
	qpdf_data qpdf;
} QpdfOwner;

static void
owner_clear(QpdfOwner *owner)
{
	qpdf_cleanup(&owner->qpdf);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(QpdfOwner, owner_clear)

static void
set_name(qpdf_data qpdf, qpdf_oh dictionary, const char *key, const char *name)
{
	qpdf_oh_replace_key(qpdf, dictionary, key, qpdf_oh_new_name(qpdf, name));
}

static qpdf_oh
new_stream(qpdf_data qpdf, GBytes *bytes)
{
	qpdf_oh stream = qpdf_oh_new_stream(qpdf);
	gsize length;
	const void *data = g_bytes_get_data(bytes, &length);

	qpdf_oh_replace_stream_data(qpdf, stream, data, length, qpdf_oh_new_null(qpdf), qpdf_oh_new_null(qpdf));

	return stream;
}

/* A box that lies that many mm inside of the sheet. */
static void
set_box(qpdf_data qpdf, qpdf_oh page, const char *key, const BurnishMetadata *metadata, double inset)
{
	const double corners[4] = { inset, inset, metadata->sheet_width - inset, metadata->sheet_height - inset };
	qpdf_oh box = qpdf_oh_new_array(qpdf);

	for (int i = 0; i < 4; i++)
		qpdf_oh_append_item(qpdf, box, qpdf_oh_new_real_from_double(qpdf, corners[i] * POINTS_PER_MM, 4));
	qpdf_oh_replace_key(qpdf, page, key, box);
}

/* The only one there is. */
static qpdf_oh
find_picture(qpdf_data qpdf, qpdf_oh page)
{
	qpdf_oh resources = qpdf_oh_get_key(qpdf, page, "/Resources");
	qpdf_oh objects = qpdf_oh_get_key(qpdf, resources, "/XObject");

	qpdf_oh_begin_dict_key_iter(qpdf, objects);
	if (!qpdf_oh_dict_more_keys(qpdf))
		return qpdf_oh_new_null(qpdf);

	return qpdf_oh_get_dict(qpdf, qpdf_oh_get_key(qpdf, objects, qpdf_oh_dict_next_key(qpdf)));
}

/* Inks stay numbers, and the document says for which press they are: with a profile of
 * their own, programs would separate them anew. */
static void
set_output_intent(qpdf_data qpdf, qpdf_oh root, GBytes *icc)
{
	g_autofree char *name = burnish_profile_name(icc);
	qpdf_oh profile = new_stream(qpdf, icc);
	qpdf_oh intent = qpdf_oh_new_dictionary(qpdf);
	qpdf_oh intents = qpdf_oh_new_array(qpdf);

	qpdf_oh_replace_key(qpdf, qpdf_oh_get_dict(qpdf, profile), "/N", qpdf_oh_new_integer(qpdf, 4));
	set_name(qpdf, intent, "/Type", "/OutputIntent");
	set_name(qpdf, intent, "/S", "/GTS_PDFX");
	qpdf_oh_replace_key(qpdf, intent, "/OutputConditionIdentifier", qpdf_oh_new_unicode_string(qpdf, "Custom"));
	qpdf_oh_replace_key(qpdf, intent, "/Info", qpdf_oh_new_unicode_string(qpdf, name));
	qpdf_oh_replace_key(qpdf, intent, "/DestOutputProfile", profile);
	qpdf_oh_append_item(qpdf, intents, intent);
	qpdf_oh_replace_key(qpdf, root, "/OutputIntents", intents);
}

static void
set_colour_space(qpdf_data qpdf, qpdf_oh picture, GBytes *icc)
{
	gboolean is_grey = burnish_profile_space(icc) == BURNISH_SPACE_GREY;
	const char *device = is_grey ? "/DeviceGray" : "/DeviceRGB";

	/* What cairo has made of the picture may have other channels. */
	if (!g_str_equal(qpdf_oh_get_name(qpdf, qpdf_oh_get_key(qpdf, picture, "/ColorSpace")), device))
		return;

	qpdf_oh profile = new_stream(qpdf, icc);
	qpdf_oh dictionary = qpdf_oh_get_dict(qpdf, profile);
	qpdf_oh space = qpdf_oh_new_array(qpdf);

	qpdf_oh_replace_key(qpdf, dictionary, "/N", qpdf_oh_new_integer(qpdf, is_grey ? 1 : 3));
	set_name(qpdf, dictionary, "/Alternate", device);
	qpdf_oh_append_item(qpdf, space, qpdf_oh_new_name(qpdf, "/ICCBased"));
	qpdf_oh_append_item(qpdf, space, profile);
	qpdf_oh_replace_key(qpdf, picture, "/ColorSpace", space);
}

static void
set_xmp(qpdf_data qpdf, qpdf_oh root, GBytes *xmp)
{
	qpdf_oh stream = new_stream(qpdf, xmp);
	qpdf_oh dictionary = qpdf_oh_get_dict(qpdf, stream);

	set_name(qpdf, dictionary, "/Type", "/Metadata");
	set_name(qpdf, dictionary, "/Subtype", "/XML");
	qpdf_oh_replace_key(qpdf, root, "/Metadata", stream);
}

static void
complete(qpdf_data qpdf, const BurnishMetadata *metadata)
{
	qpdf_oh root = qpdf_get_root(qpdf);
	qpdf_oh page = qpdf_get_page_n(qpdf, 0);

	if (metadata->sheet_width > 0) {
		set_box(qpdf, page, "/BleedBox", metadata, metadata->sheet_marks);
		set_box(qpdf, page, "/TrimBox", metadata, metadata->sheet_marks + metadata->sheet_bleed);
	}
	/* Nothing is transparent, and a group in RGB would have inks go through it. */
	qpdf_oh_remove_key(qpdf, page, "/Group");
	if (metadata->icc && burnish_profile_space(metadata->icc) == BURNISH_SPACE_CMYK)
		set_output_intent(qpdf, root, metadata->icc);
	else if (metadata->icc)
		set_colour_space(qpdf, find_picture(qpdf, page), metadata->icc);
	if (metadata->xmp)
		set_xmp(qpdf, root, metadata->xmp);
}

GByteArray *
burnish_pdf_complete(const GByteArray *pdf, const BurnishMetadata *metadata)
{
	g_auto(QpdfOwner) owner = { qpdf_init() };
	qpdf_data qpdf = owner.qpdf;
	GByteArray *completed = g_byte_array_new();

	qpdf_silence_errors(qpdf);
	qpdf_set_suppress_warnings(qpdf, TRUE);
	if (!(qpdf_read_memory(qpdf, "PDF", (const char *) pdf->data, pdf->len, NULL) & QPDF_ERRORS)) {
		complete(qpdf, metadata);
		if (!qpdf_has_error(qpdf) && !(qpdf_init_write_memory(qpdf) & QPDF_ERRORS)) {
			/* The same picture gives the same file. */
			qpdf_set_deterministic_ID(qpdf, TRUE);
			if (!(qpdf_write(qpdf) & QPDF_ERRORS))
				g_byte_array_append(completed, qpdf_get_buffer(qpdf), qpdf_get_buffer_length(qpdf));
		}
	}
	if (completed->len > 0)
		return completed;

	vips_error("pdf", "cannot complete the document: %s", qpdf_get_error_full_text(qpdf, qpdf_get_error(qpdf)));
	g_byte_array_unref(completed);

	return NULL;
}
