using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using AppServices.Server.AppConfig;
using AppServices.Server.Features;

namespace AppServices.Server.Commands;

/// <summary>What an app has and what of it will work.</summary>
internal sealed record CheckReport(AppDefinition App, IReadOnlyList<AppFinding> Findings)
{
    private const int Width = 80;

    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>Prints it for people: the table, then what will not work and why, each with the files.</summary>
    public void Print(TextWriter output)
    {
        PrintTable(output);
        foreach (AppFinding finding in Findings) Print(output, $"error: {Below(finding.Text)}", finding.Places);
        foreach (string warning in App.Warnings) Print(output, $"warning: {Below(warning)}", []);
        output.WriteLine($"{Count(Findings.Count, "error")}, {Count(App.Warnings.Count, "warning")}");
    }

    /// <summary>Writes it for programs.</summary>
    public void WriteJson(TextWriter output) => output.WriteLine(JsonSerializer.Serialize(
        new
        {
            AppId = App.ClientAppId,
            Folder = App.Root,
            Works = Findings.Count == 0,
            Items = App.Items.OrderBy(item => item.Kind).Select(item => new
            {
                item.Kind,
                item.Name,
                item.Place,
                State = item.IsDisabled ? "disabled" : item.Works ? "works" : "doesNotWork",
                Problem = item.Problem is null ? null : Below(item.Problem),
                Missing = item.Missing.Count == 0 ? null : item.Missing,
            }),
            Errors = Findings.Select(finding => new { Text = Below(finding.Text), finding.Places }),
            Warnings = App.Warnings.Select(Below),
        },
        s_json));

    private void PrintTable(TextWriter output)
    {
        output.WriteLine($"{App.ClientAppId} in {App.Root}");
        output.WriteLine();
        output.WriteLine($"  {"",-18} {"works",6} {"fails",6} {"off",6}");
        foreach (IGrouping<AppItemKind, AppItem> kind in App.Items.GroupBy(item => item.Kind).OrderBy(kind => kind.Key))
        {
            int off = kind.Count(item => item.IsDisabled), broken = kind.Count(item => !item.Works);
            output.WriteLine($"  {Plural(kind.Key),-18} {Cell(kind.Count() - off - broken),6} {Cell(broken),6} {Cell(off),6}");
        }
        output.WriteLine();
    }

    private static string Cell(int number) => number == 0 ? "-" : $"{number}";

    private static string Count(int number, string noun) => number == 1 ? $"1 {noun}" : $"{number} {noun}s";

    // The folder is named once, at the top.
    private string Below(string text) => text.Replace(App.Root + Path.DirectorySeparatorChar, "", StringComparison.Ordinal);

    private static void Print(TextWriter output, string text, IReadOnlyList<string> places)
    {
        foreach (string line in Wrap(text)) output.WriteLine(line);
        foreach (string place in places) output.WriteLine("    " + place);
    }

    // A word that is longer than a line, as a path may be, has a line of its own.
    private static IEnumerable<string> Wrap(string text)
    {
        string line = "";
        foreach (string word in text.Split(' '))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > Width)
            {
                yield return line;
                line = "  " + word;
            }
            else
            {
                line = line.Length == 0 ? word : $"{line} {word}";
            }
        }
        yield return line;
    }

    private static string Plural(AppItemKind kind) => kind switch
    {
        AppItemKind.Provider => "providers",
        AppItemKind.UserData => "custom user data",
        AppItemKind.DataSource => "data sources",
        AppItemKind.Function => "functions",
        AppItemKind.Endpoint => "endpoints",
        AppItemKind.DataApi => "Data API",
        AppItemKind.Webhook => "webhooks",
        AppItemKind.Trigger => "triggers",
        AppItemKind.Service => "services",
        AppItemKind.Value => "values",
        AppItemKind.Hosting => "hosting",
        AppItemKind.Resolver => "GraphQL resolvers",
        AppItemKind.Sync => "device sync",
        _ => "log forwarders",
    };
}
