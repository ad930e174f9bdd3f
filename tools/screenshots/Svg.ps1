# A terminal's text as a picture: prompts and errors have colours, and empty lines do not pile up.
function ConvertTo-Svg {
    param([Parameter(Mandatory)] [string] $Text)
    $Text = $Text.Replace("`r`n", "`n").Trim() -replace '\n{3,}', "`n`n"
    # Wrapped where a terminal of 80 columns wraps.
    $lines = ($Text -replace '(?m)^(.{80})(?=.)', "`$1`n" -replace '(?m)^(.{80})(?=.)', "`$1`n").Split("`n")
    $height = 20 * $lines.Count + 32
    $inError = $false
    $rows = for ($i = 0; $i -lt $lines.Count; $i++) {
        $line = $lines[$i].TrimEnd()
        $isPrompt = $line.StartsWith('PS> ')
        # An error goes on until the next command.
        $inError = -not $isPrompt -and ($inError -or $line -cmatch '^[A-Z][a-z]+-App\w+: ')
        $class = if ($isPrompt) { 'command' } elseif ($inError) { 'error' } else { 'output' }
        $shown = [Security.SecurityElement]::Escape($line)
        if ($isPrompt) { $shown = '<tspan class="prompt">PS&gt;</tspan>' + $shown.Substring('PS&gt;'.Length) }
        '  <text x="20" y="{0}" class="{1}" xml:space="preserve">{2}</text>' -f (34 + 20 * $i), $class, $shown
    }
    @"
<svg xmlns="http://www.w3.org/2000/svg" width="720" height="$height" viewBox="0 0 720 $height" role="img">
  <style>
    text { font: 14px ui-monospace, "Cascadia Mono", Consolas, Menlo, "DejaVu Sans Mono", monospace; }
    .output { fill: #d5dbe3 } .command { fill: #ffffff; font-weight: 600 } .prompt { fill: #7ddca0 } .error { fill: #ff8f87 }
  </style>
  <rect width="720" height="$height" rx="8" fill="#16202c" />
$($rows -join "`n")
</svg>

"@
}
