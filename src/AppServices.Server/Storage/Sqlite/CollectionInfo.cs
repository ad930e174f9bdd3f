using System;
using System.Collections.Generic;
using System.Linq;

namespace AppServices.Server.Storage.Sqlite;

/// <summary>
/// A collection. Its documents are rows of number, key of the <c>_id</c> and BSON in a table of its own, numbered as they came.
/// </summary>
/// <param name="Id">The collection's number, part of its table's name.</param>
/// <param name="Name">Its name.</param>
/// <param name="Indexes">Its indexes besides that of <c>_id</c>.</param>
internal sealed record CollectionInfo(int Id, CollectionName Name, IReadOnlyList<IndexInfo> Indexes)
{
    private DocumentValidator? _validator;
    private CollectionOptions _options = CollectionOptions.None;

    /// <summary>What it was made with.</summary>
    public CollectionOptions Options
    {
        get => _options;
        init => (_options, _validator) = (value, DocumentValidator.Of(value));
    }

    /// <summary>What its documents must match; null for anything.</summary>
    public DocumentValidator? Validator => _validator;

    /// <summary>Whether its documents are made by a pipeline.</summary>
    public bool IsView => Options.ViewOn is not null;

    /// <summary>Whether it was dropped while somebody watched it: it is there for the sake of its changes only.</summary>
    public bool IsDropped { get; init; }

    /// <summary>For which change streams changes are, or were, kept.</summary>
    public IReadOnlyList<CollectionWatch> Watches { get; init; } = [];

    /// <summary>Whether changes are kept for readers who come back for them.</summary>
    public bool IsRead { get; init; }

    /// <summary>Whether any of them wants documents as they were before a change.</summary>
    public bool KeepsBefore { get; init; }

    /// <summary>Whether changes are kept for change streams now.</summary>
    public bool IsWatched => Watches.Any(static watch => watch.IsOn);

    /// <summary>Whether changes are kept now.</summary>
    public bool KeepsChanges => IsRead || IsWatched;

    /// <summary>The table of its documents.</summary>
    public string Table => $"d{Id}";
}

/// <summary>That changes are kept for change streams.</summary>
/// <param name="Scope">A collection, all of a database, or all of a data source.</param>
/// <param name="From">The number of the change after which they were kept, without a break.</param>
/// <param name="Until">Until when they are kept.</param>
internal sealed record CollectionWatch(CollectionName Scope, long From, DateTimeOffset Until)
{
    /// <summary>Whether they are kept now.</summary>
    public bool IsOn => Until >= DateTimeOffset.UtcNow;
}
