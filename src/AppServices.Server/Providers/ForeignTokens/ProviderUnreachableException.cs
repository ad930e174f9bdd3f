using System;

namespace AppServices.Server.Providers.ForeignTokens;

/// <summary>An identity provider does not answer as it should; the message is for the operator.</summary>
internal sealed class ProviderUnreachableException(string message) : Exception(message);
