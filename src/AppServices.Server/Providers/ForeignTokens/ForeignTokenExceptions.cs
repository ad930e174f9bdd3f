using System;

namespace AppServices.Server.Providers.ForeignTokens;

/// <summary>A token that proves nothing; the message says why, for the log.</summary>
internal sealed class BadTokenException(string message) : Exception(message);

/// <summary>An identity provider does not answer as it should; the message is for the operator.</summary>
internal sealed class ProviderUnreachableException(string message) : Exception(message);
