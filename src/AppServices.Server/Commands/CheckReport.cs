using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using AppServices.Server.AppConfig;
using AppServices.Server.Features;

namespace AppServices.Server.Commands;

/// <summary>What an app has and what of it will work, for people.</summary>
internal static class CheckReport
{
    private const int Width = 80;

    public static void Print(AppDefinition app, IReadOnlyList<AppFinding> findings, TextWriter output)
    {
        PrintTable(app, output);
        foreach (AppFinding finding in findings) Print(output, $"error: {Below(app, finding.Text)}", finding.Places);
        foreach (string warning in app.Warnings) Print(output, $"warning: {Below(app, warning)}", []);
        output.WriteLine($"{Count(findings.Count, "error")}, {Count(app.Warnings.Count, "warning")}");
    }

    private static void PrintTable(AppDefinition app, TextWriter output)
    {
        output.WriteLine($"{app.ClientAppId} in {app.Root}");
        output.WriteLine();
        output.WriteLine($"  {"",-17} {"work",8} {"do not",8} {"are off",8}");
        foreach (IGrouping<AppItemKind, AppItem> kind in app.Items.GroupBy(item => item.Kind))
        {
            int off = kind.Count(item => item.IsDisabled), broken = kind.Count(item => !item.Works);
            output.WriteLine($"  {Plural(kind.Key),-17} {Cell(kind.Count() - off - broken),8} {Cell(broken),8} {Cell(off),8}");
        }
        output.WriteLine();
    }

    private static string Cell(int number) => number == 0 ? "-" : $"{number}";

    private static string Count(int number, string noun) => number == 1 ? $"1 {noun}" : $"{number} {noun}s";

    // The folder is named once, at the top.
    private static string Below(AppDefinition app, string text) => text.Replace(app.Root + Path.DirectorySeparatorChar, "", StringComparison.Ordinal);

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
