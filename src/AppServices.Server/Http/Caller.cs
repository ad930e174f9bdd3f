using AppServices.Server.Features;
using AppServices.Server.Tokens;
using AppServices.Server.Users;

namespace AppServices.Server.Http;

/// <summary>Who sent a request, as its token proves.</summary>
internal sealed record Caller(RunningApp App, UserRecord User, TokenClaims Token);
