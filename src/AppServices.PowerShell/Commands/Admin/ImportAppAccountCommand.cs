using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Admin;
using AppServices.Completion;
using AppServices.Errors;
using AppServices.Files;

namespace AppServices.Commands;

/// <summary>Imports accounts that the hosted service's admin API has exported, under their ids.</summary>
[Cmdlet(VerbsData.Import, "AppAccount", SupportsShouldProcess = true, DefaultParameterSetName = PathSet,
    HelpUri = HelpPages.Folder + "Import-AppAccount.md")]
[OutputType(typeof(AppAccountImport))]
public sealed class ImportAppAccountCommand : AppDefinitionCmdlet, IPipelineInput
{
    private const string PathSet = "Path";
    private const string LiteralPathSet = "LiteralPath";
    private const int MaxBytes = 1024 * 1024;

    /// <summary>The files, in Extended JSON: an account a line, or an array of accounts.</summary>
    [Parameter(ParameterSetName = PathSet, Mandatory = true, Position = 0)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>The files, whose names are taken as they are.</summary>
    [Parameter(ParameterSetName = LiteralPathSet, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "LP")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    /// <inheritdoc/>
    [Parameter(ParameterSetName = LiteralPathSet, ValueFromPipeline = true, DontShow = true)]
    [NoCompletion]
    public PSObject? PipelineInput { get; set; }

    private protected override AdminKind Kind => AdminKind.Account;

    private protected override async Task ProcessAsync(AppDefinition app, CancellationToken cancellationToken)
    {
        bool isLiteral = ParameterSetName == LiteralPathSet;
        foreach (string file in (isLiteral ? LiteralPath : Path).SelectMany(path => FilePaths.ToRead(this, path, isLiteral)))
        {
            await AttemptAsync(file, $"Import accounts into app '{app}'", async () =>
            {
                string? text = null;
                await AttemptFileAsync(file, isRead: true, () =>
                {
                    text = File.ReadAllText(file);
                    return Task.CompletedTask;
                });
                if (text is not null) await ImportAsync(app, file, text, cancellationToken);
            });
        }
    }

    private async Task ImportAsync(AppDefinition app, string file, string text, CancellationToken cancellationToken)
    {
        var rows = new List<KeyValuePair<int, JsonNode>>();
        int bytes = 0;
        foreach ((int number, string json) in Split(file, text))
        {
            if (Parse(file, number, json) is not { } row) continue;
            rows.Add(new KeyValuePair<int, JsonNode>(number, row));
            bytes += json.Length;
            if (rows.Count < AppAccountImport.MaxRows && bytes < MaxBytes) continue;
            await SendAsync(app, file, rows, cancellationToken);
            bytes = 0;
        }
        await SendAsync(app, file, rows, cancellationToken);
    }

    private async Task SendAsync(
        AppDefinition app, string file, List<KeyValuePair<int, JsonNode>> rows, CancellationToken cancellationToken)
    {
        if (rows.Count == 0) return;
        foreach (AppAccountImport done in await AppAccountImport.SendAsync(app, file, rows, Options, cancellationToken))
        {
            if (done.Status == "failed") WriteRowError(file, done.Row, done.Error ?? "it was refused");
            else WriteObject(done);
            if (done.Status != "failed" && done.Error is not null) WriteWarning($"'{file}', row {done.Row}: {done.Error}");
        }
        rows.Clear();
    }

    private IEnumerable<(int Number, string Json)> Split(string file, string text)
    {
        if (text.TrimStart() is not ['[', ..])
            return text.Split('\n').Select((line, index) => (index + 1, line)).Where(row => !string.IsNullOrWhiteSpace(row.line));
        try
        {
            return JsonNode.Parse(text)!.AsArray().Select((row, index) => (index + 1, row?.ToJsonString() ?? "null"));
        }
        catch (JsonException error)
        {
            WriteError(FileErrors.Create(error, file, isRead: true, TargetOf(file)));
            return [];
        }
    }

    private JsonObject? Parse(string file, int number, string json)
    {
        try
        {
            if (JsonNode.Parse(json) is JsonObject row) return row;
            WriteRowError(file, number, "an account is a JSON object");
        }
        catch (JsonException error)
        {
            WriteRowError(file, number, $"the JSON is broken: {error.Message}");
        }
        return null;
    }

    private void WriteRowError(string file, int number, string problem) => WriteError(ErrorRecords.Create(
        "AppAccountInvalid", ErrorCategory.InvalidData, $"{file}:{number}", $"'{file}', row {number}: {problem}.",
        "Correct the row and import the file again: accounts that are there already stay as they are."));
}
