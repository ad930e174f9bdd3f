using System;

namespace AppServices.Server.Storage;

/// <summary>A document's <c>_id</c> or a unique field of it is taken.</summary>
internal sealed class DuplicateKeyException(string collection, string field, Exception cause)
    : Exception($"Another document of '{collection}' has the same '{field}'.", cause)
{
    /// <summary>The field.</summary>
    public string Field { get; } = field;
}
