using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Errors;
using AppServices.Server.Features;
using AppServices.Server.Users;

namespace AppServices.Server.Providers;

/// <summary>A way to log in to an app. Source: client-api 2.</summary>
internal interface ILoginProvider : IAppPart
{
    /// <summary>Its type, such as <c>anon-user</c>.</summary>
    string Type { get; }

    /// <summary>The identity that a credential proves, be it to log in or to be linked.</summary>
    /// <exception cref="ApiException">The credential proves nothing.</exception>
    Task<ProvenIdentity> ProveAsync(LoginRequest request, CancellationToken cancellationToken);
}
