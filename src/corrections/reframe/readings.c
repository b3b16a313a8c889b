/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What the maps say of where something begins and ends. A map that is right tells an
 * edge to one or two percent of the picture by the place where it rises; but any of them
 * may take the ground, or a hand, for the subject. So there are many readings, which
 * subject.c has vote.
 */

#include "readings.h"

/* A line of a map is as high as the mean of this share of its highest cells: a subject
 * covers much of the network's boxes, but thin parts of it few cells of a fine map. */
#define HIGHEST_OF_NET 0.35
#define HIGHEST_OF_SALIENCY 0.05

/* Levels at which a map is read. */
static const double net_levels[] = { 0.15, 0.3, 0.5, 0.7, 0.85 };
static const double saliency_levels[] = { 0.1, 0.2, 0.35, 0.6 };

/* Parts of an extent, from its start or before its end. */
static const double parts[] = { 0.15, 0.3, 0.45, 0.55, 0.7, 0.85 };

/* What a map that nowhere rises says: most of the picture. */
#define BLIND_MARGIN 0.1

/* A map seen along an axis: how high each line is, and where its middle lies. */
typedef struct {
	int n;
	double height[BURNISH_LOOK_CELLS];
	double middle[BURNISH_LOOK_CELLS];
} Profile;

/* The mean of the highest share of `n` cells that lie `step` apart. */
static double
mean_of_highest(const float *cells, int n, int step, double share)
{
	int count = VIPS_CLIP(1, (int) (share * n + 0.5), BURNISH_LOOK_CELLS);
	float highest[BURNISH_LOOK_CELLS] = { 0 };
	double sum = 0;
	int held = 0;

	for (int i = 0; i < n; i++) {
		float value = cells[i * step];
		int at;

		if (held == count && value <= highest[count - 1])
			continue;
		for (at = VIPS_MIN(held, count - 1); at > 0 && highest[at - 1] < value; at--)
			highest[at] = highest[at - 1];
		highest[at] = value;
		held = VIPS_MIN(held + 1, count);
	}
	for (int i = 0; i < held; i++)
		sum += highest[i];

	return sum / held;
}

/* `step` is from row to row; the picture ends after `length` lines. */
static Profile
find_profile(const float *map, int columns, int rows, int step, gboolean vertical, double length, double share)
{
	Profile profile = { .n = vertical ? rows : columns };
	int across = vertical ? columns : rows;

	for (int i = 0; i < profile.n; i++) {
		profile.height[i] = mean_of_highest(map + i * (vertical ? step : 1), across, vertical ? 1 : step, share);
		profile.middle[i] = (i + VIPS_MIN(i + 1, length)) / (2 * length);
	}

	return profile;
}

static Profile
find_net_profile(const BurnishNetMaps *net, int map, gboolean vertical)
{
	return find_profile(net->map[map], net->columns, net->rows, BURNISH_NET_CELLS, vertical,
		vertical ? net->height : net->width, HIGHEST_OF_NET);
}

static Profile
find_saliency_profile(const BurnishSaliency *saliency, int map, gboolean vertical)
{
	return find_profile(saliency->map[map], saliency->columns, saliency->rows, saliency->columns, vertical,
		vertical ? saliency->rows : saliency->columns, HIGHEST_OF_SALIENCY);
}

/* Where a profile first reaches a level, from its start or from its end, between the
 * middles of two lines. */
static double
find_rise(const Profile *profile, double level, gboolean from_end)
{
	for (int i = 0; i < profile->n; i++) {
		int at = from_end ? profile->n - 1 - i : i;
		int before = from_end ? at + 1 : at - 1;

		if (profile->height[at] < level)
			continue;
		if (i == 0)
			return from_end;

		double share = (level - profile->height[before]) / (profile->height[at] - profile->height[before]);
		return profile->middle[before] + share * (profile->middle[at] - profile->middle[before]);
	}

	return from_end ? 1 - BLIND_MARGIN : BLIND_MARGIN;
}

static BurnishReading
read_level(const Profile *profile, double level)
{
	return (BurnishReading){ find_rise(profile, level, FALSE), find_rise(profile, level, TRUE) };
}

static BurnishReading *
read_parts(BurnishReading *out, BurnishReading whole)
{
	double length = whole.end - whole.start;

	for (guint i = 0; i < G_N_ELEMENTS(parts); i++)
		*out++ = (BurnishReading){ whole.start + parts[i] * length, whole.end - parts[i] * length };

	return out;
}

/* Pairs of quantiles, from the widest to the quartiles. */
static BurnishReading *
read_quantiles(BurnishReading *out, const double quantiles[BURNISH_SALIENCY_QUANTILES])
{
	for (int i = 0; i < BURNISH_SALIENCY_QUANTILES / 2; i++)
		*out++ = (BurnishReading){ quantiles[i], quantiles[BURNISH_SALIENCY_QUANTILES - 1 - i] };

	return out;
}

/* Quantiles of one map of the network along an axis, of the map squared with `sharp`.
 * The last cell may lie in the picture in part only. */
static void
find_net_quantiles(const BurnishNetMaps *net, const float *map, gboolean vertical, gboolean sharp, double *out)
{
	double mass[BURNISH_NET_CELLS] = { 0 };
	int n = vertical ? net->rows : net->columns;
	double length = vertical ? net->height : net->width;

	for (int y = 0; y < net->rows; y++)
		for (int x = 0; x < net->columns; x++) {
			double value = map[y * BURNISH_NET_CELLS + x];
			mass[vertical ? y : x] += sharp ? value * value : value;
		}
	double part = length - (n - 1);
	mass[n - 1] *= part;
	burnish_saliency_quantiles(mass, n, out);
	for (int i = 0; i < BURNISH_SALIENCY_QUANTILES; i++) {
		double cells = out[i] * n;
		out[i] = (cells > n - 1 ? n - 1 + (cells - (n - 1)) * part : cells) / length;
	}
}

void
burnish_readings_find(const BurnishNetMaps *net, const BurnishSaliency *saliency, gboolean vertical,
	BurnishReading readings[BURNISH_READINGS])
{
	double quantiles[BURNISH_SALIENCY_QUANTILES];
	BurnishReading *out = readings;
	BurnishReading whole[4];

	for (int map = BURNISH_NET_SUBJECT; map <= BURNISH_NET_FOCUS; map++) {
		Profile profile = find_net_profile(net, map, vertical);

		for (guint i = 0; i < G_N_ELEMENTS(net_levels); i++)
			*out++ = read_level(&profile, net_levels[i]);
		whole[map] = read_level(&profile, 0.5);
		for (int sharp = 0; sharp < 2; sharp++) {
			find_net_quantiles(net, net->map[map], vertical, sharp, quantiles);
			out = read_quantiles(out, quantiles);
		}
	}
	for (int map = 0; map < BURNISH_SALIENCY_MAPS; map++) {
		Profile profile = find_saliency_profile(saliency, map, vertical);

		for (guint i = 0; i < G_N_ELEMENTS(saliency_levels); i++)
			*out++ = read_level(&profile, saliency_levels[i]);
		if (map == BURNISH_SALIENCY_BARRIER)
			whole[2] = read_level(&profile, saliency_levels[0]);
		else if (map == BURNISH_SALIENCY_DETAIL)
			whole[3] = read_level(&profile, saliency_levels[1]);
		burnish_saliency_find_quantiles(saliency, map, vertical, quantiles);
		out = read_quantiles(out, quantiles);
	}
	for (guint i = 0; i < G_N_ELEMENTS(whole); i++)
		out = read_parts(out, whole[i]);
}
