/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The side of a worker: one job after another, until whoever gives them has no more.
 */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <burnish.h>

#include "../base/object.h"
#include "../image/output.h"
#include "../store/store.h"
#include "digest.h"
#include "failure.h"
#include "thumbnail.h"
#include "wire.h"

/* What a line says that is no job we understand. */
static char *
refuse(void)
{
	BurnishReport *report = burnish_report_new(NULL, NULL);
	const BurnishNews news = { NULL };

	report->error = burnish_failure_take(&report->status);
	char *reply = burnish_wire_reply(report, &news);
	burnish_report_free(report);

	return reply;
}

/* Run a job, with small copies of the picture before, since it may be changed in place,
 * and after. */
static BurnishReport *
run_seen(const BurnishJob *job, const char *thumbnail)
{
	g_autofree char *before_path = g_strconcat(thumbnail, BURNISH_THUMBNAIL_BEFORE, NULL);
	g_autofree char *after_path = g_strconcat(thumbnail, BURNISH_THUMBNAIL_AFTER, NULL);
	/* It is read twice. */
	burnish_store_hold(TRUE);
	g_autoptr(VipsImage) before = burnish_thumbnail_make(job->input, &job->limits, before_path);
	g_autoptr(VipsImage) after = NULL;
	BurnishReport *report = burnish_job_run(job);

	burnish_store_hold(FALSE);
	if (report->status == BURNISH_STATUS_CHANGED)
		after = burnish_thumbnail_make(job->output, &job->limits, after_path);
	if (before && after)
		report->change = burnish_thumbnail_compare(before, after);
	else if (report->status == BURNISH_STATUS_CHANGED)
		report->change = -1;

	return report;
}

/* Do the job of a line; what became of it. */
static char *
serve(const char *line)
{
	cJSON *json = cJSON_Parse(line);
	g_autoptr(BurnishRecipe) recipe = NULL;
	g_auto(BurnishNews) news = { NULL };
	const char *thumbnail;
	BurnishJob job;

	if (burnish_wire_read_job(json, &job, &recipe, &thumbnail)) {
		cJSON_Delete(json);
		return refuse();
	}

	BurnishReport *report = thumbnail ? run_seen(&job, thumbnail) : burnish_job_run(&job);
	if (!report->error) {
		news.digest = burnish_digest_file(job.input);
		news.input = g_strdup(burnish_store_known(job.input));
		news.output = g_strdup(burnish_store_known(job.output));
	}
	news.is_closed = burnish_store_is_closed();
	char *reply = burnish_wire_reply(report, &news);
	burnish_report_free(report);
	cJSON_Delete(json);

	return reply;
}

int
burnish_worker_run(int fd)
{
	FILE *jobs = fdopen(fd, "r");
	char *line = NULL;
	size_t size = 0;
	int result = 0;

	if (!jobs) {
		vips_error(NULL, "cannot read jobs: %s", g_strerror(errno));
		return -1;
	}

	burnish_store_inherit();
	/* An empty line: here we are. */
	result = burnish_output_write(fd, "\n", 1);
	while (result == 0 && getline(&line, &size, jobs) >= 0) {
		g_autofree char *reply = serve(line);
		g_autofree char *ended = g_strconcat(reply, "\n", NULL);

		result = burnish_output_write(fd, ended, strlen(ended));
	}
	free(line);
	fclose(jobs);

	return result;
}
