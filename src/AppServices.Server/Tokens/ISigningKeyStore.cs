using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Storage;

namespace AppServices.Server.Tokens;

/// <summary>Where the keys are that sign tokens: the first signs, the others are of tokens that have not ended.</summary>
internal interface ISigningKeyStore
{
    Task<IReadOnlyList<SecretKey>> ReadAsync(CancellationToken cancellationToken);

    /// <summary>Changes them; what others change at the same time is not lost.</summary>
    /// <param name="change">What is to be there, of what there is.</param>
    /// <param name="cancellationToken">Ends the work, unless it has begun.</param>
    /// <returns>What is there now.</returns>
    Task<IReadOnlyList<SecretKey>> ChangeAsync(
        Func<IReadOnlyList<SecretKey>, IReadOnlyList<SecretKey>> change, CancellationToken cancellationToken);
}

/// <summary>Those of a data folder.</summary>
internal sealed class FolderSigningKeys(string folder) : ISigningKeyStore
{
    public Task<IReadOnlyList<SecretKey>> ReadAsync(CancellationToken cancellationToken) =>
        Task.FromResult(KeyFile.Signing.ReadAll(folder));

    public Task<IReadOnlyList<SecretKey>> ChangeAsync(
        Func<IReadOnlyList<SecretKey>, IReadOnlyList<SecretKey>> change, CancellationToken cancellationToken) =>
        KeyFile.Signing.ChangeAsync(folder, change, cancellationToken);
}

/// <summary>Those of servers that share their state.</summary>
internal sealed class SharedSigningKeys(IStateStore store) : ISigningKeyStore
{
    public Task<IReadOnlyList<SecretKey>> ReadAsync(CancellationToken cancellationToken) =>
        StateKeys.Signing.ReadOrCreateAsync(store, cancellationToken);

    public Task<IReadOnlyList<SecretKey>> ChangeAsync(
        Func<IReadOnlyList<SecretKey>, IReadOnlyList<SecretKey>> change, CancellationToken cancellationToken) =>
        StateKeys.Signing.ChangeAsync(store, change, cancellationToken);
}
