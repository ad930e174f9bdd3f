using System;
using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using System.Threading.Tasks;
using AppServices.Server.Errors;
using Microsoft.AspNetCore.Http;

namespace AppServices.Server.Admin.SignIn;

/// <summary>How often somebody may try to sign in: an address as often as a script that does nothing else. Source: admin-api 1.4.</summary>
internal sealed class SignInLimiter : IDisposable
{
    /// <summary>How many sign-ins of an address may come at once; afterwards there is one a second.</summary>
    public const int Burst = 60;

    // Whoever has one address of the sixth version has all of its network.
    private const int NetworkBytes = 8;

    private readonly PartitionedRateLimiter<HttpContext> _limiter =
        PartitionedRateLimiter.Create<HttpContext, string>(context => RateLimitPartition.GetTokenBucketLimiter(
            Network(context.Connection.RemoteIpAddress),
            _ => new TokenBucketRateLimiterOptions
            {
                TokenLimit = Burst,
                TokensPerPeriod = 1,
                ReplenishmentPeriod = TimeSpan.FromSeconds(1),
            }));

    /// <exception cref="ApiException">The address has tried too often.</exception>
    public async Task EnterAsync(HttpContext context)
    {
        using RateLimitLease lease = await _limiter.AcquireAsync(context, cancellationToken: context.RequestAborted);
        if (lease.IsAcquired) return;
        context.Response.Headers.RetryAfter = "1";
        throw new ApiException(429, null, "too many sign-ins from this address; wait a second, and try again");
    }

    public void Dispose() => _limiter.Dispose();

    private static string Network(IPAddress? address) => address switch
    {
        null => "",
        { AddressFamily: AddressFamily.InterNetworkV6, IsIPv4MappedToIPv6: false } => Convert.ToHexString(
            address.GetAddressBytes().AsSpan(0, NetworkBytes)),
        _ => address.MapToIPv4().ToString(),
    };
}
