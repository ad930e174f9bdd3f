using System;
using System.Threading.Tasks;
using AppServices.Server.Errors;
using AppServices.Server.Users;
using Microsoft.Extensions.Logging;

namespace AppServices.Server.Providers.ForeignTokens;

/// <summary>Clients are only told that a login is refused; the operator reads here why.</summary>
internal static partial class LoginLog
{
    /// <summary>Proves an identity by what others say, and turns their faults into refusals.</summary>
    /// <exception cref="ApiException">The login is refused, or cannot be decided now.</exception>
    public static async Task<ProvenIdentity> GuardAsync(ILogger logger, string provider, Func<Task<ProvenIdentity>> prove)
    {
        try
        {
            return await prove();
        }
        catch (BadTokenException error)
        {
            LogRefusal(logger, provider, error.Message);
            throw ApiException.BadCredential();
        }
        catch (ProviderUnreachableException error)
        {
            LogFault(logger, provider, error.Message);
            throw ApiException.Unavailable("the identity provider cannot be reached; try again later");
        }
    }

    [LoggerMessage(1, LogLevel.Information, "{Provider}: a token was refused: {Reason}")]
    private static partial void LogRefusal(ILogger logger, string provider, string reason);

    [LoggerMessage(2, LogLevel.Error, "{Provider}: {Reason}")]
    private static partial void LogFault(ILogger logger, string provider, string reason);
}
