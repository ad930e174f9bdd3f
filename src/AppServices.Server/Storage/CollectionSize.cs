using System.Collections.Generic;

namespace AppServices.Server.Storage;

/// <summary>How large a collection is.</summary>
/// <param name="Documents">How many documents it has.</param>
/// <param name="Bytes">How many bytes they are as BSON.</param>
/// <param name="IndexBytes">How many bytes the keys of each index are, by its name.</param>
internal sealed record CollectionSize(long Documents, long Bytes, IReadOnlyDictionary<string, long> IndexBytes);
