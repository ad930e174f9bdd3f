using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Rules.Access;
using AppServices.Server.Rules.Expressions;
using AppServices.Server.Storage;

namespace AppServices.Server.Rules;

/// <summary>What decides about operations of a caller.</summary>
/// <param name="Rules">The rules of the data source.</param>
/// <param name="Caller">Who calls.</param>
internal sealed record AccessPolicy(SourceRules Rules, IRuleCaller Caller)
{
    /// <summary>Whether the caller may join collections by <c>$lookup</c>.</summary>
    public bool MayJoin { get; init; }

    /// <summary>A collection as the caller sees it now.</summary>
    /// <exception cref="AccessRefusedException">No rule covers it.</exception>
    public async ValueTask<CollectionView> OpenAsync(CollectionName collection, CancellationToken cancellationToken)
    {
        CollectionRules applied = Rules.Of(collection);
        return await CollectionView.OpenAsync(applied, await Caller.OpenAsync(cancellationToken));
    }
}
