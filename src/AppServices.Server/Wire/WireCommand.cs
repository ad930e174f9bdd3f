using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using MongoDB.Bson;

namespace AppServices.Server.Wire;

/// <summary>A command of MongoDB.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Fields">The arguments that it has besides its name and those that all have.</param>
/// <param name="RunAsync">Runs it; the reply is completed by whoever asks.</param>
internal sealed record WireCommand(
    string Name, IReadOnlyCollection<string> Fields, Func<WireCall, CancellationToken, ValueTask<BsonDocument>> RunAsync)
{
    /// <summary>Whether who has not logged in may use it.</summary>
    public bool IsOpen { get; init; }

    /// <summary>Whether it does not look at arguments that it does not know, as greetings do not.</summary>
    public bool IsLenient { get; init; }

    /// <summary>Whether it changes something, so that a write concern applies.</summary>
    public bool Writes { get; init; }

    /// <summary>Whether a driver may send it again with the same number, and it is done once.</summary>
    public bool IsRetryable { get; init; }

    /// <summary>Whether it may be a part of a transaction.</summary>
    public bool JoinsTransactions { get; init; }

    /// <summary>Whether it ends a transaction.</summary>
    public bool EndsTransaction { get; init; }

    /// <summary>Whether it is for the database <c>admin</c> only.</summary>
    public bool IsOfAdmin { get; init; }

    /// <summary>Whether it is part of version 1 of the Stable API.</summary>
    public bool IsStable { get; init; }
}

/// <summary>Some commands that belong together.</summary>
internal interface IWireCommands
{
    /// <summary>The commands.</summary>
    IEnumerable<WireCommand> All { get; }
}
