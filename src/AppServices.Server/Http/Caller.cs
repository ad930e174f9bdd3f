using AppServices.Server.Serving;
using AppServices.Server.Tokens;
using AppServices.Server.Users;

namespace AppServices.Server.Http;

/// <summary>Who sent a request, as its token proves.</summary>
internal sealed record Caller(HostedApp App, UserRecord User, TokenClaims Token);
