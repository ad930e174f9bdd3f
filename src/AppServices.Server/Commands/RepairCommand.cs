using System.CommandLine;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using AppServices.Server.Hosting;
using AppServices.Server.Storage.Sqlite;

namespace AppServices.Server.Commands;

/// <summary><c>repair</c>: saves what can be read of a damaged database. Exit code 1 when something is lost.</summary>
internal static class RepairCommand
{
    public static Command Create()
    {
        var command = new Command("repair", "Saves what can be read of a damaged database; no server may run on it.")
        {
            AppTarget.Data, BackupCommand.App, AppTarget.AppIdOption,
        };
        command.SetAction((parsed, cancellationToken) =>
        {
            string data = BackupCommand.DataOf(parsed);
            return Task.FromResult(Print(DataRepair.Run(data, cancellationToken), data, parsed.InvocationConfiguration.Output));
        });
        return command;
    }

    private static int Print(DataRepair? repair, string data, TextWriter output)
    {
        if (repair is null)
        {
            output.WriteLine($"{data}: The database is not damaged, and was not changed.");
            return 0;
        }
        output.WriteLine($"Repaired {data}. What could be read:");
        foreach (SalvageResult part in repair.Saved)
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {part.Saved,9} {part.Name}{Lost(part)}"));
        output.WriteLine($"The damaged database is kept: {repair.Damaged}");
        return repair.Saved.Any(part => part.Lost != 0) ? 1 : 0;
    }

    private static string Lost(SalvageResult part) => part.Lost switch
    {
        null => "; some are lost",
        0 => "",
        _ => string.Create(CultureInfo.InvariantCulture, $"; {part.Lost} lost"),
    };
}
