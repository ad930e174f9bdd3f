using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using AppServices.State;

namespace AppServices.Completion;

/// <summary>API keys that cmdlets have shown: of the user given by -User, or of all known users.</summary>
public abstract class ApiKeyCompleter : MemoryCompleter
{
    private protected override IEnumerable<(string Text, string ToolTip)> Candidates(IDictionary bound) =>
        BoundUsers.Of(bound)
            .SelectMany(user => user.SeenApiKeys.All)
            .Select(key => Choose(key.Id, key.Name));

    private protected abstract (string Text, string ToolTip) Choose(string id, string name);
}

/// <summary>Ids of API keys that cmdlets have shown.</summary>
public sealed class ApiKeyIdCompleter : ApiKeyCompleter
{
    private protected override (string Text, string ToolTip) Choose(string id, string name) => (id, name);
}

/// <summary>Names of API keys that cmdlets have shown.</summary>
public sealed class ApiKeyNameCompleter : ApiKeyCompleter
{
    private protected override (string Text, string ToolTip) Choose(string id, string name) => (name, id);
}

/// <summary>
/// Names of collections: those that cmdlets have used, of the user given by -User or of all known users, and those that the server
/// tells that user.
/// </summary>
public abstract class CollectionCompleter : MemoryCompleter
{
    private protected override IEnumerable<(string Text, string ToolTip)> Candidates(IDictionary bound) =>
        Seen(bound).Concat(Told(bound))
            .Where(one => Fits(bound["ServiceName"], one.Service) && Fits(bound["Database"], one.Database))
            .Select(one => Choose(one.Service, one.Database, one.Collection));

    private static IEnumerable<(string Service, string Database, string Collection)> Seen(IDictionary bound) =>
        BoundUsers.Of(bound).SelectMany(user => user.SeenCollections.All);

    private static IEnumerable<(string Service, string Database, string Collection)> Told(IDictionary bound) =>
        ServerNames.Of(bound)?.Collections.Select(one => (one.Service, one.Database, one.Name)) ?? [];

    private protected abstract (string Text, string ToolTip) Choose(string service, string database, string collection);

    // What is being completed is among what is given, as far as it was typed.
    private static bool Fits(object? given, string name) =>
        given is null || name.StartsWith(given.ToString()!, StringComparison.OrdinalIgnoreCase);
}

/// <summary>Data sources that cmdlets have used.</summary>
public sealed class DataSourceNameCompleter : CollectionCompleter
{
    private protected override (string Text, string ToolTip) Choose(string service, string database, string collection) =>
        (service, "a data source of the app");
}

/// <summary>Databases that cmdlets have used.</summary>
public sealed class DatabaseNameCompleter : CollectionCompleter
{
    private protected override (string Text, string ToolTip) Choose(string service, string database, string collection) =>
        (database, $"a database of {service}");
}

/// <summary>Collections that cmdlets have used.</summary>
public sealed class CollectionNameCompleter : CollectionCompleter
{
    private protected override (string Text, string ToolTip) Choose(string service, string database, string collection) =>
        (collection, $"{database}.{collection} of {service}");
}

/// <summary>Whose names are completed.</summary>
internal static class BoundUsers
{
    /// <summary>The users that a command line means: those of -User, by id or name, else all that are known.</summary>
    public static IReadOnlyList<AppUser> Of(IDictionary bound) => Given(bound) ?? ModuleState.Users.All;

    /// <summary>The users that -User or -UserId names; null when neither is given.</summary>
    public static IReadOnlyList<AppUser>? Given(IDictionary bound) => (bound["User"] ?? bound["UserId"]) switch
    {
        null => null,
        AppUser user => [user],
        var given => ModuleState.Users.Find(given.ToString()!),
    };
}
