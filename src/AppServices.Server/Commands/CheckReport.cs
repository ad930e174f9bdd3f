using System.Collections.Generic;
using System.IO;
using System.Linq;
using AppServices.Server.AppConfig;
using AppServices.Server.Features;

namespace AppServices.Server.Commands;

/// <summary>What an app has and what of it will work.</summary>
internal sealed class CheckReport(AppListing listing)
{
    private const int Width = 80;

    /// <summary>Prints it for people: the table, then what will not work and why, each with the files.</summary>
    public void Print(TextWriter output)
    {
        PrintTable(output);
        foreach (AppFinding finding in listing.Findings) Print(output, $"error: {listing.Below(finding.Text)}", finding.Places);
        foreach (string warning in listing.App.Warnings) Print(output, $"warning: {listing.Below(warning)}", []);
        output.WriteLine($"{Count(listing.Findings.Count, "error")}, {Count(listing.App.Warnings.Count, "warning")}");
    }

    private void PrintTable(TextWriter output)
    {
        output.WriteLine($"{listing.App.ClientAppId} in {listing.App.Root}");
        output.WriteLine();
        output.WriteLine($"  {"",-18} {"works",6} {"fails",6} {"off",6}");
        foreach (IGrouping<AppItemKind, AppItem> kind in listing.App.Items.GroupBy(item => item.Kind).OrderBy(kind => kind.Key))
        {
            int off = kind.Count(item => item.IsDisabled), broken = kind.Count(item => !item.Works);
            output.WriteLine($"  {Plural(kind.Key),-18} {Cell(kind.Count() - off - broken),6} {Cell(broken),6} {Cell(off),6}");
        }
        output.WriteLine();
    }

    private static string Cell(int number) => number == 0 ? "-" : $"{number}";

    private static string Count(int number, string noun) => number == 1 ? $"1 {noun}" : $"{number} {noun}s";

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
