using System;
using System.Collections.Frozen;
using System.Collections.Generic;
using System.Linq;

namespace AppServices.Server.Wire;

/// <summary>All commands by their names.</summary>
internal sealed class CommandTable
{
    // What every command takes, whatever it makes of it.
    private static readonly FrozenSet<string> s_common = new[]
    {
        "$db", "lsid", "txnNumber", "autocommit", "startTransaction", "$clusterTime", "$readPreference", "readConcern", "writeConcern",
        "maxTimeMS", "comment", "apiVersion", "apiStrict", "apiDeprecationErrors", "$configServerState", "$audit", "$client", "stmtId",
        "rawData", "maxTimeMSOpOnly",
    }.ToFrozenSet(StringComparer.Ordinal);

    private readonly FrozenDictionary<string, WireCommand> _commands;

    public CommandTable(IEnumerable<IWireCommands> families) =>
        _commands = families.SelectMany(static family => family.All).ToFrozenDictionary(static each => each.Name, StringComparer.Ordinal);

    /// <summary>The names of all.</summary>
    public IEnumerable<WireCommand> All => _commands.Values.OrderBy(static command => command.Name, StringComparer.Ordinal);

    /// <summary>The command of a name; null when there is none.</summary>
    public WireCommand? Find(string name) => _commands.GetValueOrDefault(name);

    /// <summary>Whether a command takes an argument.</summary>
    public static bool Knows(WireCommand command, string argument) =>
        argument == command.Name || s_common.Contains(argument) || command.Fields.Contains(argument);
}
