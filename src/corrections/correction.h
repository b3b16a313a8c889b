/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_CORRECTION_H
#define BURNISH_CORRECTION_H

#include <vips/vips.h>

/* The abstract base of all corrections. A subclass is one libvips operation
 * that takes one image and gives one, in three stages:
 *
 *   measure  looks at a small proxy and keeps numbers in fields of its own;
 *   decide   turns them into parameters, sets `changed`, and says why in
 *            `reason`;
 *   apply    builds a lazy pipeline on the colour bands; called only when
 *            `changed` is set.
 *
 * The base class checks the image, takes the alpha channel off and puts it
 * back, unless it is the subclass's business, makes the proxy, and hands the
 * input through, byte for byte, when there is nothing to change.
 *
 * Automatic values are reported in outputs named "applied-X", one for each
 * input X that stood on automatic. A recipe with X set to applied-X repeats the
 * result exactly.
 */

#define BURNISH_TYPE_CORRECTION (burnish_correction_get_type())
#define BURNISH_CORRECTION(obj) \
	(G_TYPE_CHECK_INSTANCE_CAST((obj), BURNISH_TYPE_CORRECTION, BurnishCorrection))
#define BURNISH_IS_CORRECTION(obj) \
	(G_TYPE_CHECK_INSTANCE_TYPE((obj), BURNISH_TYPE_CORRECTION))
#define BURNISH_CORRECTION_CLASS(klass) \
	(G_TYPE_CHECK_CLASS_CAST((klass), BURNISH_TYPE_CORRECTION, BurnishCorrectionClass))
#define BURNISH_CORRECTION_GET_CLASS(obj) \
	(G_TYPE_INSTANCE_GET_CLASS((obj), BURNISH_TYPE_CORRECTION, BurnishCorrectionClass))

typedef enum {
	BURNISH_MODE_AUTO,
	BURNISH_MODE_ALWAYS,
	BURNISH_MODE_MEASURE_ONLY,
} BurnishMode;

typedef struct {
	VipsOperation parent_instance;

	/* Inputs. The proxy is optional: a reduced copy of `in` to measure,
	 * for whoever has one already (see proxy.h). */
	VipsImage *in;
	VipsImage *proxy;

	/* Outputs. */
	VipsImage *out;
	gboolean changed;
	char *reason;
} BurnishCorrection;

typedef struct {
	VipsOperationClass parent_class;

	/* The output pixels depend on the input pixels at the same place
	 * only, so the correction works on a picture that is read once from
	 * top to bottom. */
	gboolean pointwise;

	/* apply() gets all bands, alpha included. */
	gboolean whole_image;

	/* Alpha is what the correction is about: unless screen() says no, measure()
	 * and apply() get the whole picture in memory, alpha included, and the result may have
	 * alpha where the input had none, and another size. */
	gboolean owns_alpha;

	/* TRUE when the arguments, the presence of alpha and a proxy are enough to
	 * say that there is nothing to do; then the picture is handed through
	 * and not read. For a correction that needs the whole picture. Optional.
	 * May be called before the operation is built, on arguments alone. A
	 * picture that can be read only once comes with a proxy only if this was
	 * TRUE; if alpha is not what it is about, only such a picture is
	 * screened. */
	gboolean (*screen)(BurnishCorrection *correction, VipsImage *proxy, double factor);

	/* Done only where somebody names it: it is in no automatic recipe and nobody
	 * is told of it unless it is asked for. */
	gboolean on_request;

	/* TRUE when the arguments ask for nothing, whatever the picture is.
	 * Optional. */
	gboolean (*is_idle)(BurnishCorrection *correction);

	/* The name of a string argument that, in a recipe, may list several
	 * values with commas, each for a result of its own. Optional. */
	const char *variants;

	/* TRUE when the arguments leave nothing to be measured. Optional. */
	gboolean (*is_given)(BurnishCorrection *correction);

	/* Look at what a proxy cannot show, before measure(): `in` is the whole
	 * picture, which can be read in any order. Optional. */
	int (*measure_whole)(BurnishCorrection *correction, VipsImage *in);

	/* `proxy` is in memory, in the format of the input, alpha included; the
	 * input itself where the correction owns alpha. */
	int (*measure)(BurnishCorrection *correction, VipsImage *proxy);
	int (*decide)(BurnishCorrection *correction);

	/* After a run: a picture, lazy, that shows what the verdict rests on.
	 * `proxy` is what was measured. Optional, and may leave *out NULL. */
	int (*explain)(BurnishCorrection *correction, VipsImage *proxy, VipsImage **out);

	/* `in` has one or three bands of uchar or ushort, sRGB or grey, and
	 * alpha only with owns_alpha or whole_image. */
	int (*apply)(BurnishCorrection *correction, VipsImage *in, VipsImage **out);
} BurnishCorrectionClass;

GType burnish_correction_get_type(void);
GType burnish_mode_get_type(void);

/* By how much `proxy` is smaller than `in`. */
double burnish_correction_get_factor(VipsImage *in, VipsImage *proxy);

/* For class_init of a subclass: its names, and the accessors that GObject
 * does not inherit. */
void burnish_correction_class_set_names(BurnishCorrectionClass *class,
	const char *nickname, const char *description);

/* For class_init of a subclass: the arguments that most corrections have,
 * worded once. `offset` is that of a double and of a BurnishMode. */
void burnish_correction_class_add_strength(BurnishCorrectionClass *class, int priority, size_t offset);
void burnish_correction_class_add_mode(BurnishCorrectionClass *class, int priority, size_t offset);

/* For decide(): set the verdict that the report shows. */
void burnish_correction_set_verdict(BurnishCorrection *correction,
	gboolean changed, const char *format, ...) G_GNUC_PRINTF(3, 4);

#endif /*BURNISH_CORRECTION_H*/
