#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Run a program with VIPS_LEAK=1 and fail when libvips reports, at its end, objects
# that were not freed. What it prints besides is kept out of the test protocol.

set -o pipefail
errors=$(mktemp)
trap 'rm -f "$errors"' EXIT
"$@" 2>"$errors" | sed 's/^\(memory: \|vips_threadset\)/# \1/'
status=$?
cat "$errors" >&2
if grep -q 'objects alive' "$errors"; then
	echo "Bail out! libvips reports leaks"
	exit 1
fi
exit $status
