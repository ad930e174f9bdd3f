namespace AppServices.Server.Functions;

/// <summary>One login of a user.</summary>
/// <param name="Id">The identity's id at its provider.</param>
/// <param name="ProviderType">Such as <c>anon-user</c> or <c>local-userpass</c>.</param>
internal sealed record FunctionIdentity(string Id, string ProviderType);
