using MongoDB.Bson;

namespace AppServices.Server.Functions;

/// <summary>One function of an app: its source and its entry in the manifest (app-folder 1.8).</summary>
/// <param name="Name">What callers say; folders are separated by <c>/</c>.</param>
/// <param name="Source">The JavaScript text.</param>
/// <param name="File">Where the text comes from, for messages.</param>
internal sealed record FunctionDefinition(string Name, string Source, string File)
{
    /// <summary>The file as clients may be told it: below the app's folder.</summary>
    public string Place { get; init; } = File;

    /// <summary>Another name that callers may say: that of its file alone, where the manifest has it so; null for none.</summary>
    public string? Alias { get; init; }

    /// <summary>The id by which other files of an old export may name it; null for none.</summary>
    public string? Id { get; init; }

    /// <summary>
    /// What is wrong with its file or its entry, with the place, so that it cannot run; null when nothing is known to be.
    /// </summary>
    public string? Problem { get; init; }

    /// <summary>Whether only other functions may call it.</summary>
    public bool IsPrivate { get; init; }

    /// <summary>The expression that must be true for a client to call it; null allows everyone.</summary>
    public BsonValue? CanEvaluate { get; init; }

    /// <summary>Whether it runs as the system user.</summary>
    public bool RunAsSystem { get; init; }

    /// <summary>The id of the user it runs as, if fixed.</summary>
    public string? RunAsUserId { get; init; }

    /// <summary>Source of a function that returns the id of the user it runs as, or <c>{runAsSystem: true}</c>.</summary>
    public string? RunAsUserIdScript { get; init; }

    /// <summary>Whether arguments stay out of the log; they always do here.</summary>
    public bool DisableArgumentLogs { get; init; }
}
