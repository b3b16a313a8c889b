/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* ICC profiles, by lcms2: what they are, whether they matter, and making them
 * for files that describe their colours in other words.
 */

#include <math.h>
#include <string.h>

#include <lcms2.h>
#include <vips/vips.h>

#include "profile.h"

/* Points along each axis of the grid that compares a profile with sRGB. */
#define GRID 6

/* The profile that most sRGB files carry (IEC 61966-2.1, by Hewlett-Packard) has its
 * primaries rounded to 16 bits, which moves the darkest red under a full green by
 * 1.4 of 255. The nearest thing that is not sRGB, gamma 2.2, is off by 3.1. */
#define SAME (2.0F / 255)

/* Exponents outside these are slips, zero among them. */
#define MIN_GAMMA 0.1
#define MAX_GAMMA 10.0

static void
profile_close(void *profile)
{
	cmsCloseProfile(profile);
}

typedef void Profile;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Profile, profile_close)

static Profile *
open_profile(GBytes *icc)
{
	gsize length;
	const void *data = g_bytes_get_data(icc, &length);

	return length > 0 && length < G_MAXUINT32 ? cmsOpenProfileFromMem(data, length) : NULL;
}

BurnishSpace
burnish_profile_space(GBytes *icc)
{
	g_autoptr(Profile) profile = open_profile(icc);

	if (!profile)
		return BURNISH_SPACE_UNKNOWN;

	switch (cmsGetColorSpace(profile)) {
	case cmsSigGrayData:
		return BURNISH_SPACE_GREY;
	case cmsSigRgbData:
		return BURNISH_SPACE_RGB;
	case cmsSigCmykData:
		return BURNISH_SPACE_CMYK;
	case cmsSigLabData:
		return BURNISH_SPACE_LAB;
	default:
		return BURNISH_SPACE_UNKNOWN;
	}
}

char *
burnish_profile_name(GBytes *icc)
{
	g_autoptr(Profile) profile = open_profile(icc);
	char name[128];

	if (!profile || !cmsGetProfileInfoASCII(profile, cmsInfoDescription, "en", "US", name, sizeof(name)) || !*name)
		return g_strdup("without a name");

	return g_utf8_make_valid(name, -1);
}

gboolean
burnish_profile_is_srgb(GBytes *icc)
{
	g_autoptr(Profile) profile = open_profile(icc);
	g_autoptr(Profile) srgb = cmsCreate_sRGBProfile();
	cmsFloat32Number grid[GRID * GRID * GRID][3];
	cmsFloat32Number result[GRID * GRID * GRID][3];
	int n = 0;

	if (!profile || cmsGetColorSpace(profile) != cmsSigRgbData)
		return FALSE;

	cmsHTRANSFORM transform = cmsCreateTransform(profile, TYPE_RGB_FLT, srgb, TYPE_RGB_FLT,
		INTENT_RELATIVE_COLORIMETRIC, cmsFLAGS_NOOPTIMIZE | cmsFLAGS_NOCACHE);
	if (!transform)
		return FALSE;

	for (int r = 0; r < GRID; r++)
		for (int g = 0; g < GRID; g++)
			for (int b = 0; b < GRID; b++, n++) {
				grid[n][0] = r / (GRID - 1.0F);
				grid[n][1] = g / (GRID - 1.0F);
				grid[n][2] = b / (GRID - 1.0F);
			}
	cmsDoTransform(transform, grid, result, n);
	cmsDeleteTransform(transform);

	for (int i = 0; i < n; i++)
		for (int j = 0; j < 3; j++)
			if (fabsf(CLAMP(result[i][j], 0, 1) - grid[i][j]) > SAME)
				return FALSE;

	return TRUE;
}

gboolean
burnish_profile_is_output(GBytes *icc, int intent)
{
	g_autoptr(Profile) profile = open_profile(icc);
	g_autoptr(Profile) lab = cmsCreateLab4Profile(NULL);

	if (!profile || cmsGetDeviceClass(profile) == cmsSigLinkClass || cmsGetDeviceClass(profile) == cmsSigNamedColorClass)
		return FALSE;

	int channels = cmsChannelsOf(cmsGetColorSpace(profile));
	cmsHTRANSFORM transform = cmsCreateTransform(lab, TYPE_Lab_DBL, profile,
		COLORSPACE_SH(PT_ANY) | CHANNELS_SH(channels) | BYTES_SH(1), intent, 0);
	if (transform)
		cmsDeleteTransform(transform);

	return transform != NULL;
}

int
burnish_profile_ink(GBytes *icc)
{
	g_autoptr(Profile) profile = open_profile(icc);
	double ink = profile ? cmsDetectTAC(profile) : 0;

	/* What has no table, such as a matrix, has no limit. */
	return ink > 0 ? rint(ink) : 400;
}

static GBytes *
profile_to_bytes(Profile *profile)
{
	cmsUInt32Number length = 0;

	if (!profile || !cmsSaveProfileToMem(profile, NULL, &length))
		return NULL;

	void *data = g_malloc(length);
	cmsSaveProfileToMem(profile, data, &length);

	/* lcms2 writes the time of day and an identity made from it (ICC.1, 7.2: bytes 24
	 * to 35, 84 to 99). The same picture shall give the same file. */
	static const guint8 day[12] = { 7, 208, 0, 1, 0, 1 };
	memcpy((guint8 *) data + 24, day, sizeof(day));
	memset((guint8 *) data + 84, 0, 16);

	return g_bytes_new_take(data, length);
}

GBytes *
burnish_profile_built_in(const char *name)
{
	VipsBlob *blob;
	size_t length;

	if (vips_profile_load(name, &blob, NULL))
		return NULL;
	const void *data = vips_blob_get(blob, &length);

	return g_bytes_new_with_free_func(data, length, (GDestroyNotify) vips_area_unref, VIPS_AREA(blob));
}

/* 588 bytes, where the one of libvips has 6922. */
GBytes *
burnish_profile_srgb(void)
{
	g_autoptr(Profile) profile = cmsCreate_sRGBProfile();

	return profile_to_bytes(profile);
}

/* x and y of white and of the primaries. */
typedef struct {
	int code;
	double chroma[8];
} Primaries;

static const Primaries cicp_primaries[] = {
	{ 1, { 0.3127, 0.3290, 0.640, 0.330, 0.300, 0.600, 0.150, 0.060 } },
	{ 5, { 0.3127, 0.3290, 0.640, 0.330, 0.290, 0.600, 0.150, 0.060 } },
	{ 6, { 0.3127, 0.3290, 0.630, 0.340, 0.310, 0.595, 0.155, 0.070 } },
	{ 9, { 0.3127, 0.3290, 0.708, 0.292, 0.170, 0.797, 0.131, 0.046 } },
	{ 11, { 0.3140, 0.3510, 0.680, 0.320, 0.265, 0.690, 0.150, 0.060 } },
	{ 12, { 0.3127, 0.3290, 0.680, 0.320, 0.265, 0.690, 0.150, 0.060 } },
};

static cmsToneCurve *
cicp_curve(int code)
{
	/* Parametric type 4 of lcms2: gamma, a, b, c, d. */
	static const double srgb[5] = { 2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045 };
	static const double bt709[5] = { 1 / 0.45, 1 / 1.099, 0.099 / 1.099, 1 / 4.5, 0.081 };

	switch (code) {
	case 1:
	case 6:
	case 14:
	case 15:
		return cmsBuildParametricToneCurve(NULL, 4, bt709);
	case 4:
		return cmsBuildGamma(NULL, 2.2);
	case 5:
		return cmsBuildGamma(NULL, 2.8);
	case 8:
		return cmsBuildGamma(NULL, 1.0);
	case 13:
		return cmsBuildParametricToneCurve(NULL, 4, srgb);
	default:
		return NULL;
	}
}

/* Takes the curve over. `name` may be NULL. */
static GBytes *
build_profile(const char *name, const double chroma[8], cmsToneCurve *curve)
{
	cmsCIExyY white = { chroma[0], chroma[1], 1 };
	cmsCIExyYTRIPLE primaries = {
		{ chroma[2], chroma[3], 1 },
		{ chroma[4], chroma[5], 1 },
		{ chroma[6], chroma[7], 1 },
	};
	cmsToneCurve *curves[3] = { curve, curve, curve };
	g_autoptr(Profile) profile = cmsCreateRGBProfile(&white, &primaries, curves);

	cmsFreeToneCurve(curve);
	if (profile && name) {
		cmsMLU *text = cmsMLUalloc(NULL, 1);

		cmsMLUsetASCII(text, "en", "US", name);
		cmsWriteTag(profile, cmsSigProfileDescriptionTag, text);
		cmsMLUfree(text);
	}

	return profile_to_bytes(profile);
}

/* Adobe RGB (1998) Color Image Encoding, 4.2 and 4.3. */
GBytes *
burnish_profile_adobe_rgb(void)
{
	static const double chroma[8] = { 0.3127, 0.3290, 0.64, 0.33, 0.21, 0.71, 0.15, 0.06 };

	return build_profile("Compatible with Adobe RGB (1998)", chroma, cmsBuildGamma(NULL, 563.0 / 256));
}

static int
from_cicp(const guint8 cicp[4], GBytes **icc)
{
	const double *chroma = NULL;

	for (guint i = 0; i < G_N_ELEMENTS(cicp_primaries); i++)
		if (cicp_primaries[i].code == cicp[0])
			chroma = cicp_primaries[i].chroma;
	if (cicp[1] == 16 || cicp[1] == 18) {
		vips_error("colour", "high dynamic range (cICP transfer %d) is not supported", cicp[1]);
		return -1;
	}

	cmsToneCurve *curve = cicp_curve(cicp[1]);
	if (!chroma || !curve || cicp[2] != 0 || cicp[3] != 1) {
		cmsFreeToneCurve(curve);
		vips_error("colour", "cICP %d/%d/%d/%d is not supported", cicp[0], cicp[1], cicp[2], cicp[3]);
		return -1;
	}
	*icc = build_profile(NULL, chroma, curve);

	return 0;
}

int
burnish_profile_from_png(const BurnishMetadata *metadata, GBytes **icc)
{
	*icc = NULL;

	if (metadata->has_cicp && from_cicp(metadata->cicp, icc))
		return -1;
	else if (!metadata->has_cicp && !metadata->srgb && (metadata->gamma > 0 || metadata->has_chroma)) {
		/* gAMA holds the exponent of encoding. 0.45455 is how sRGB
		 * has been written since before it had a chunk. */
		gboolean sane = metadata->gamma > MIN_GAMMA && metadata->gamma < MAX_GAMMA;
		gboolean like_srgb = !sane || fabs(metadata->gamma - 0.45455) < 0.005;
		const double *chroma = metadata->has_chroma ? metadata->chroma : cicp_primaries[0].chroma;

		*icc = build_profile(NULL, chroma,
			like_srgb ? cicp_curve(13) : cmsBuildGamma(NULL, 1 / metadata->gamma));
	}

	if (*icc && burnish_profile_is_srgb(*icc))
		g_clear_pointer(icc, g_bytes_unref);

	return 0;
}
