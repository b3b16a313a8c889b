/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Which part of the work is ours, when many machines share it.
 */

#include <stdlib.h>
#include <string.h>

#include <burnish.h>

#include "shard.h"

/* The variables of an engine. Where there is no count, it follows from the last index,
 * or has to be given. */
typedef struct {
	const char *name;
	const char *index;
	const char *count;
	const char *first;
	const char *last;
	const char *step;
	/* The first index where no variable says it. */
	int base;
} Engine;

/* From the manual of each. SLURM_PROCID is there in every job, but together with
 * SLURM_STEP_NUM_TASKS only under srun, where each task has another. */
static const Engine engines[] = {
	{ "Slurm array", "SLURM_ARRAY_TASK_ID", "SLURM_ARRAY_TASK_COUNT", "SLURM_ARRAY_TASK_MIN", "SLURM_ARRAY_TASK_MAX", "SLURM_ARRAY_TASK_STEP", 0 },
	{ "Slurm task", "SLURM_PROCID", "SLURM_STEP_NUM_TASKS", NULL, NULL, NULL, 0 },
	{ "AWS Batch", "AWS_BATCH_JOB_ARRAY_INDEX", "AWS_BATCH_JOB_ARRAY_SIZE", NULL, NULL, NULL, 0 },
	{ "Kubernetes", "JOB_COMPLETION_INDEX", NULL, NULL, NULL, NULL, 0 },
	{ "Cloud Run", "CLOUD_RUN_TASK_INDEX", "CLOUD_RUN_TASK_COUNT", NULL, NULL, NULL, 0 },
	{ "Google Batch", "BATCH_TASK_INDEX", "BATCH_TASK_COUNT", NULL, NULL, NULL, 0 },
	{ "PBS", "PBS_ARRAY_INDEX", NULL, NULL, NULL, NULL, 1 },
	{ "Torque", "PBS_ARRAYID", NULL, NULL, NULL, NULL, 1 },
	{ "Grid Engine", "SGE_TASK_ID", NULL, "SGE_TASK_FIRST", "SGE_TASK_LAST", "SGE_TASK_STEPSIZE", 1 },
	{ "LSF", "LSB_JOBINDEX", NULL, NULL, "LSB_JOBINDEX_END", "LSB_JOBINDEX_STEP", 1 },
	{ "GitLab CI", "CI_NODE_INDEX", "CI_NODE_TOTAL", NULL, NULL, NULL, 1 },
	{ "CircleCI", "CIRCLE_NODE_INDEX", "CIRCLE_NODE_TOTAL", NULL, NULL, NULL, 0 },
	{ "Buildkite", "BUILDKITE_PARALLEL_JOB", "BUILDKITE_PARALLEL_JOB_COUNT", NULL, NULL, NULL, 0 },
	{ "GNU parallel", "PARALLEL_SEQ", NULL, NULL, NULL, NULL, 1 },
};

/* FALSE when it is not there or no number from 0 on: Grid Engine says "undefined". */
static gboolean
get_number(const char *name, int *value)
{
	const char *text = name ? g_getenv(name) : NULL;
	guint64 number;

	if (!text || !g_ascii_string_to_unsigned(text, 10, 0, G_MAXINT, &number, NULL))
		return FALSE;
	*value = number;

	return TRUE;
}

/* How many there are; 0 when it is not known. */
static int
get_count(const Engine *engine, int first, int step, int given)
{
	int count;
	int last;

	if (get_number(engine->count, &count))
		return count;
	if (get_number(engine->last, &last) && last >= first)
		return (last - first) / step + 1;

	return given;
}

static int
from_engine(const Engine *engine, int index, int given, int *shard, int *shards)
{
	int first = engine->base;
	int step = 1;

	get_number(engine->first, &first);
	get_number(engine->step, &step);
	step = MAX(1, step);

	int count = get_count(engine, first, step, given);
	if (count == 0) {
		vips_error(NULL, "%s does not say how many parts there are (see --shards)", engine->name);
		return -1;
	}
	if (given > 0 && given != count) {
		vips_error(NULL, "%s has %d parts, not %d", engine->name, count, given);
		return -1;
	}
	/* Of an array with gaps, nobody can tell from the index which one it is. */
	if (index < first || (index - first) % step != 0 || (index - first) / step >= count) {
		vips_error(NULL, "%s: the index %d is not in a row of %d from %d on; give the part as i/n",
			engine->name, index, count, first);
		return -1;
	}
	*shard = (index - first) / step + 1;
	*shards = count;

	return 0;
}

static int
parse(const char *text, int given, int *shard, int *shards)
{
	g_auto(GStrv) parts = g_strsplit(text, "/", 2);
	guint64 i;
	guint64 n;

	if (g_strv_length(parts) != 2 || !g_ascii_string_to_unsigned(parts[0], 10, 1, G_MAXINT, &i, NULL) ||
		!g_ascii_string_to_unsigned(parts[1], 10, 1, G_MAXINT, &n, NULL) || i > n) {
		vips_error(NULL, "\"%s\" is not i/n with i from 1 to n, nor auto", text);
		return -1;
	}
	if (given > 0 && (guint64) given != n) {
		vips_error(NULL, "\"%s\" is not one of %d parts", text, given);
		return -1;
	}
	*shard = i;
	*shards = n;

	return 0;
}

int
burnish_shard_find(const char *text, int count, int *shard, int *shards, const char **source)
{
	static const char given[] = "as given";
	const char *own = g_getenv("BURNISH_SHARD");
	const char *unused;
	int index;

	if (!source)
		source = &unused;
	*source = given;
	if (!g_str_equal(text, "auto"))
		return parse(text, count, shard, shards);
	if (own) {
		*source = "BURNISH_SHARD";
		return parse(own, count, shard, shards);
	}

	for (guint i = 0; i < G_N_ELEMENTS(engines); i++)
		if (get_number(engines[i].index, &index)) {
			/* LSF counts from 1 and gives 0 to a job without an array. */
			if (index < engines[i].base)
				continue;
			*source = engines[i].name;
			return from_engine(&engines[i], index, count, shard, shards);
		}
	vips_error(NULL, "no variable of an engine that is known is set; give the part as i/n");

	return -1;
}

int
burnish_shard_of(const char *name, int shards)
{
	g_autofree char *sum = g_compute_checksum_for_string(G_CHECKSUM_SHA256, name, -1);

	/* 60 of its bits. */
	sum[15] = '\0';

	return g_ascii_strtoull(sum, NULL, 16) % shards + 1;
}
