# JSON of dictionaries, arrays, text and truth values. ConvertTo-Json is in a module that build machines without pwsh do not have.
function ConvertTo-JsonText {
    param([Parameter(Mandatory)] $Value)
    $stream = [IO.MemoryStream]::new()
    $options = [Text.Json.JsonWriterOptions]::new()
    $options.Indented = $true
    $writer = [Text.Json.Utf8JsonWriter]::new($stream, $options)
    Write-JsonValue $writer $Value
    $writer.Dispose()
    [Text.Encoding]::UTF8.GetString($stream.ToArray()).Replace("`r`n", "`n") + "`n"
}

function Write-JsonValue {
    param([Text.Json.Utf8JsonWriter] $Writer, $Value)
    if ($Value -is [Collections.IDictionary]) {
        $Writer.WriteStartObject()
        foreach ($key in $Value.Keys) { $Writer.WritePropertyName([string]$key); Write-JsonValue $Writer $Value[$key] }
        $Writer.WriteEndObject()
    }
    elseif ($Value -is [array]) {
        $Writer.WriteStartArray()
        foreach ($item in $Value) { Write-JsonValue $Writer $item }
        $Writer.WriteEndArray()
    }
    elseif ($Value -is [bool]) { $Writer.WriteBooleanValue($Value) }
    else { $Writer.WriteStringValue([string]$Value) }
}
