#!/usr/bin/env bash
# Runs build.ps1 in pwsh, or, where there is none, in the small host of tools/PSHost.
set -euo pipefail
cd "$(dirname "$0")"
if command -v pwsh >/dev/null 2>&1; then
    exec pwsh -NoProfile -File build.ps1 "$@"
fi
if ! log=$(dotnet build tools/PSHost -c Release -o out/pshost --nologo 2>&1); then
    echo "$log" >&2
    exit 1
fi
exec dotnet out/pshost/pshost.dll -NoProfile -File build.ps1 "$@"
