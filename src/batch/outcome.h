/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_OUTCOME_H
#define BURNISH_OUTCOME_H

#include <vips/vips.h>

#include "../report/report.h"

/* Add to a list of steps what an operation that was run found and did. `steps` is
 * of BurnishReportStep. */
void burnish_outcome_add(GPtrArray *steps, VipsOperation *done);

#endif /*BURNISH_OUTCOME_H*/
