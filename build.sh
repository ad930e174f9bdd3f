#!/usr/bin/env bash
# Runs build.ps1 in the PowerShell that .config/dotnet-tools.json pins; needs the .NET SDK and nothing else.
set -euo pipefail
cd "$(dirname "$0")"
# Without a standard input, a program's first file would become it.
{ true <&0; } 2>/dev/null || exec </dev/null
# Nobody is told that somebody builds this.
export DOTNET_CLI_TELEMETRY_OPTOUT=1 POWERSHELL_TELEMETRY_OPTOUT=1
if ! said=$(dotnet tool restore 2>&1); then
    echo "$said" >&2
    exit 1
fi
exec dotnet tool run pwsh -- -NoProfile -File build.ps1 "$@"
