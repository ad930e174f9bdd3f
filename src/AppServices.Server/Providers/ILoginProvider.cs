using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Errors;
using AppServices.Server.Features;
using AppServices.Server.Http;
using AppServices.Server.Users;

namespace AppServices.Server.Providers;

/// <summary>Which logins are limited (client-api 2.10).</summary>
internal enum CountedLogins
{
    /// <summary>None, as nobody can guess a credential and somebody else has made the users.</summary>
    None,

    /// <summary>Those that fail, which may be guesses.</summary>
    Failures,

    /// <summary>All, each of which is a new user.</summary>
    All,
}

/// <summary>A way to log in to an app. Source: client-api 2.</summary>
internal interface ILoginProvider : IAppPart
{
    /// <summary>Its type, such as <c>anon-user</c>.</summary>
    string Type { get; }

    /// <summary>How long the body of a login may be, which anybody can send.</summary>
    long BodyBytes => ApiRequest.SmallBodyBytes;

    /// <summary>Which of its logins are limited.</summary>
    CountedLogins Counted => CountedLogins.None;

    /// <summary>The account that a credential is said to be of, with where it is; null where it says none.</summary>
    /// <exception cref="ApiException">It does not, where it has to.</exception>
    string? AccountOf(LoginRequest request) => null;

    /// <summary>The identity that a credential proves, be it to log in or to be linked.</summary>
    /// <exception cref="ApiException">The credential proves nothing.</exception>
    Task<ProvenIdentity> ProveAsync(LoginRequest request, CancellationToken cancellationToken);
}
