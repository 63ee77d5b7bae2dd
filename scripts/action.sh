#!/usr/bin/env bash
# The step of the GitHub Action: one assessment, shown in the log, written as a report, and its verdict as an output.
set -uo pipefail

environment="$RUNNER_TEMP/stackproof/bin"
json="$RUNNER_TEMP/stackproof-assessment.json"
options=(--oracles "$SP_ORACLES" --report "json=$json" --report "$SP_FORMAT=$SP_OUTPUT")
[ -n "$SP_CONTRACT" ] && options+=(--contract "$SP_CONTRACT")
[ -n "$SP_FAIL_ON" ] && options+=(--fail-on "$SP_FAIL_ON")
[ -n "$SP_BASELINE" ] && options+=(--baseline "$SP_BASELINE")

rm -f "$json"
"$environment/stackproof" check "${options[@]}" -- "$SP_PATH"
code=$?
verdict=""
if [ -f "$json" ]; then
  verdict=$("$environment/python" -c 'import json, sys; print(json.load(open(sys.argv[1]))["verdict"])' "$json")
fi
echo "verdict=$verdict" >>"$GITHUB_OUTPUT"
exit "$code"
