using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Mql;
using AppServices.Mql.Pipelines;
using AppServices.Server.Features;
using AppServices.Server.Services;
using AppServices.Server.Storage;

namespace AppServices.Server.Wire;

/// <summary>
/// The databases of all apps that are served, by the names that drivers use. While there is one data source, its databases have their own
/// names. Of several, each is <c>DATABASE@APP</c>, or <c>DATABASE@APP@SOURCE</c> where the data source is not <c>mongodb-atlas</c>; these
/// names are always understood. The server's own state is in no data source, so nothing leads to it.
/// </summary>
internal sealed class WireDatabases(AppCatalog apps, IDataStore store)
{
    private const string MainSource = "mongodb-atlas";
    private const char Separator = '@';
    private const int MaxDatabaseLength = 127;
    private const int MaxCollectionLength = 255;

    // No data source: their names have a slash. What is read there is never anything.
    private const string Nowhere = "nowhere";

    /// <summary>The collection of a database.</summary>
    /// <exception cref="DocumentException">There can be none of that name, or it is not said which data source is meant.</exception>
    public CollectionName Collection(string database, string name)
    {
        if (name.Length is 0 or > MaxCollectionLength || name.Contains('\0', StringComparison.Ordinal) || name[0] is '$' or '.')
            throw Invalid($"Invalid collection name: '{name}'");
        (string source, string plain) = Find(database);
        return new CollectionName(source, plain, name);
    }

    /// <summary>The data source of a database, and the name that it has there.</summary>
    /// <exception cref="DocumentException">There can be none of that name, or it is not said which data source is meant.</exception>
    public (string Source, string Database) Find(string database)
    {
        if (database.Length is 0 or > MaxDatabaseLength || !Namespace.CanBeDatabase(database))
            throw Invalid($"Invalid database name: '{database}'");
        // Reading there finds nothing, and writing is refused.
        if (Namespace.ReservedDatabases.Contains(database)) return (Nowhere, database);
        IReadOnlyList<DataSource> sources = Sources();
        foreach (DataSource source in sources)
        {
            string suffix = Suffix(source);
            if (database.Length > suffix.Length && database.EndsWith(suffix, StringComparison.Ordinal))
                return (source.Source, database[..^suffix.Length]);
        }
        return sources switch
        {
            [var only] => (only.Source, database),
            [] => (Nowhere, database),
            _ => throw Invalid(
                $"'{database}' is in several data sources: say which one, as in '{database}{Suffix(sources[0])}'; "
                    + "listDatabases has the names."),
        };
    }

    /// <summary>The collection, when it can be written to.</summary>
    /// <exception cref="DocumentException">It cannot.</exception>
    public static CollectionName RequireWritable(CollectionName collection)
    {
        if (collection.Source == Nowhere)
            throw Invalid($"Database '{collection.Database}' cannot be written to: it is none of an app that is served.");
        return collection.Collection.StartsWith("system.", StringComparison.Ordinal)
            ? throw Invalid($"Invalid system namespace: {collection}")
            : collection;
    }

    /// <summary>All collections, by the names of their databases.</summary>
    public async Task<IReadOnlyList<(string Database, CollectionName Collection)>> ListAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<DataSource> sources = Sources();
        var all = new List<(string, CollectionName)>();
        foreach (DataSource source in sources)
        {
            string suffix = sources.Count == 1 ? "" : Suffix(source);
            foreach (CollectionName each in await store.ListCollectionsAsync(source.Source, cancellationToken))
                all.Add((each.Database + suffix, each));
        }
        return all;
    }

    /// <summary>The collections of a database, by the name that drivers have for it.</summary>
    /// <exception cref="DocumentException">There can be none of that name, or it is not said which data source is meant.</exception>
    public async Task<IReadOnlyList<CollectionName>> ListAsync(string database, CancellationToken cancellationToken)
    {
        (string source, string name) = Find(database);
        return [.. (await store.ListCollectionsAsync(source, cancellationToken)).Where(each => each.Database == name)];
    }

    /// <summary>The name that drivers have for the database of a collection.</summary>
    public string NameOf(CollectionName collection)
    {
        IReadOnlyList<DataSource> sources = Sources();
        return sources.Count > 1 && sources.FirstOrDefault(source => source.Source == collection.Source) is { } source
            ? collection.Database + Suffix(source)
            : collection.Database;
    }

    /// <summary>The data sources that are served.</summary>
    public IReadOnlyList<DataSource> Sources() =>
    [
        .. apps.All.SelectMany(static app => app.Find<DataSourceTable>()?.ByName.Values ?? []).Where(source => source.Store == store)
            .OrderBy(static source => source.Source, StringComparer.Ordinal),
    ];

    private static string Suffix(DataSource source) =>
        source.Name == MainSource
            ? Separator + source.Source[..^(source.Name.Length + 1)]
            : $"{Separator}{source.Source[..^(source.Name.Length + 1)]}{Separator}{source.Name}";

    private static DocumentException Invalid(string message) => new(73, "InvalidNamespace", message);
}
