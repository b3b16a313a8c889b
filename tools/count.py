# SPDX-License-Identifier: LGPL-2.1-or-later

"""Sum up meson's test logs, the subtests of TAP one by one.

    count.py BROKEN LOG…

BROKEN is how many builds failed; each counts as a failure. Names what failed, ends
with "N passed, N failed, N skipped", and exits with 1 when anything failed or
nothing passed.
"""

import json
import os
import re
import sys

BAD = {"FAIL", "ERROR", "TIMEOUT", "INTERRUPT", "UNEXPECTEDPASS"}


def count_tap(text):
    """Passed, failed, skipped; tests that were announced and did not run failed."""
    passed = len(re.findall(r"^ok\b", text, re.M))
    failed = len(re.findall(r"^not ok\b", text, re.M))
    skipped = len(re.findall(r"^ok\b.*# SKIP", text, re.M | re.I))
    plan = re.search(r"^1\.\.(\d+)", text, re.M)
    if plan:
        failed = max(failed, int(plan[1]) - passed)
    return passed - skipped, failed, skipped


def count(test):
    result = test["result"]
    if result == "SKIP":
        return 0, 0, 1
    passed, failed, skipped = count_tap(test.get("stdout", ""))
    if passed + failed + skipped == 0:
        return (0, 1, 0) if result in BAD else (1, 0, 0)
    # Crashed at the end, or leaked.
    if result in BAD:
        failed = max(failed, 1)
    return passed, failed, skipped


def main():
    total = [0, int(sys.argv[1]), 0]
    for log in sys.argv[2:]:
        if not os.path.exists(log):
            print(f"failed: no tests were run, there is no {log}")
            total[1] += 1
            continue
        with open(log, encoding="utf-8", errors="replace") as lines:
            for line in lines:
                test = json.loads(line)
                counts = count(test)
                total = [a + b for a, b in zip(total, counts)]
                if counts[1]:
                    print(f"failed: {test['name']} ({counts[1]}), see {log[:-4]}txt")
    print("{} passed, {} failed, {} skipped".format(*total))
    return 1 if total[1] or not total[0] else 0


sys.exit(main())
