using System;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Threading;
using System.Threading.RateLimiting;
using System.Threading.Tasks;
using AppServices.Server.Errors;
using AppServices.Server.Settings;
using AppServices.Server.Users;

namespace AppServices.Server.Providers;

/// <summary>
/// Keeps passwords, keys and secrets from being guessed, of users, routes and operators: by address and by account, at all servers
/// together. What is refused here tells nothing of whether there is such an account. Source: client-api 2.10, admin-api 1.4.
/// </summary>
internal sealed class LoginLimiter(LoginSettings settings, AttemptStore attempts, TimeProvider clock) : IDisposable
{
    // Whoever has one address of the sixth version has all of its network.
    private const int NetworkBytes = 8;

    // Logins with one account go one by one at each server, so that none is tried before the one before it has counted.
    private const int WaitingByAccount = 64;

    private static readonly TimeSpan s_minute = TimeSpan.FromMinutes(1);

    // Nobody owes more than twice what may fail at once.
    private static readonly TimeSpan s_failureTime = 2 * s_minute;

    private readonly Allowance _addressFailures =
        new("failures of address", settings.FailuresByAddress, s_minute / settings.FailuresByAddress);
    private readonly Allowance _accountFailures = new("failures of account", settings.FailuresByAccount, s_minute / 2);
    private readonly Allowance _addressRequests =
        new("requests of address", settings.RequestsByAddress, s_minute / settings.RequestsByAddress);
    private readonly Allowance _accountRequests = new("requests of account", settings.RequestsByAccount, s_minute);

    private readonly FailedNetworks _failed = new(clock);

    private readonly PartitionedRateLimiter<string> _accounts = PartitionedRateLimiter.Create<string, string>(
        account => RateLimitPartition.GetConcurrencyLimiter(
            account, static _ => new ConcurrencyLimiterOptions { PermitLimit = 1, QueueLimit = WaitingByAccount }));

    /// <summary>Tries the credential of a login.</summary>
    /// <exception cref="ApiException">The credential is none, or there were too many of that kind.</exception>
    public async Task<ProvenIdentity> ProveAsync(ILoginProvider provider, LoginRequest request, CancellationToken cancellationToken)
    {
        string address = request.Source.RemoteAddress;
        switch (provider.Counted)
        {
            case CountedLogins.All:
                await CountAsync(address, account: null, cancellationToken);
                break;
            case CountedLogins.Failures:
                return await AttemptAsync(
                    address, provider.AccountOf(request), () => provider.ProveAsync(request, cancellationToken), cancellationToken);
        }
        return await provider.ProveAsync(request, cancellationToken);
    }

    /// <summary>Tries a credential, and remembers if it was none.</summary>
    /// <param name="address">Who tries it.</param>
    /// <param name="account">What the account is said to be, with where it is; null where a credential says none.</param>
    /// <param name="prove">Tries it; a refusal with 401 counts.</param>
    /// <param name="cancellationToken">Ends the wait when the client has gone.</param>
    /// <exception cref="ApiException">The credential is none, or there were too many of that kind.</exception>
    public async Task<T> AttemptAsync<T>(string address, string? account, Func<Task<T>> prove, CancellationToken cancellationToken)
    {
        string network = Network(address);
        AttemptKey failures = _addressFailures.Of(network);
        // Calls with a key or a secret are many, and good ones are not to wait for the store: it is asked about who has failed here of
        // late. So who goes from server to server has one attempt at each before it counts what was tried at the others.
        if (account is null)
            return await CountAsync(network, _failed.Contains(network) ? [failures] : [], [failures], prove, cancellationToken);
        string key = Key(account);
        using RateLimitLease turn = await _accounts.AcquireAsync(key, cancellationToken: cancellationToken);
        if (!turn.IsAcquired) throw TooMany(TimeSpan.FromSeconds(1));
        AttemptKey[] keys = [failures, _accountFailures.Of(key)];
        return await CountAsync(network, keys, keys, prove, cancellationToken);
    }

    /// <summary>Counts a registration, a new anonymous user, a confirmation or a reset.</summary>
    /// <param name="address">Who asks for it.</param>
    /// <param name="account">Of which account, with where it is; null for one that may be asked for as often as the address may.</param>
    /// <param name="cancellationToken">Ends the work when the client has gone.</param>
    /// <exception cref="ApiException">There were too many.</exception>
    public async Task CountAsync(string address, string? account, CancellationToken cancellationToken)
    {
        AttemptKey network = _addressRequests.Of(Network(address));
        AttemptKey[] keys = account is null ? [network] : [network, _accountRequests.Of(Key(account))];
        if (await attempts.TakeAsync(keys, cancellationToken) is { } wait) throw TooMany(wait);
    }

    public void Dispose() => _accounts.Dispose();

    private async Task<T> CountAsync<T>(
        string network, AttemptKey[] asked, AttemptKey[] counted, Func<Task<T>> prove, CancellationToken cancellationToken)
    {
        if (await attempts.AskAsync(asked, cancellationToken) is { } wait) throw TooMany(wait);
        try
        {
            return await prove();
        }
        catch (ApiException error) when (error.Status == 401)
        {
            _failed.Add(network, s_failureTime);
            // It counts also when nobody waits for the answer.
            await attempts.AddAsync(counted, CancellationToken.None);
            throw;
        }
    }

    private static ApiException TooMany(TimeSpan wait) => ApiException.TooMany("too many attempts; try again later", wait);

    // A name is as long as its sender likes.
    private static string Key(string account) =>
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(account.ToUpperInvariant())));

    private static string Network(string address) => !IPAddress.TryParse(address, out IPAddress? parsed) ? ""
        : parsed is { AddressFamily: AddressFamily.InterNetworkV6, IsIPv4MappedToIPv6: false }
            ? Convert.ToHexString(parsed.GetAddressBytes().AsSpan(0, NetworkBytes))
            : parsed.MapToIPv4().ToString();
}
