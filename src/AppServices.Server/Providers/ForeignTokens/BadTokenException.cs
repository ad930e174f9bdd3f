using System;

namespace AppServices.Server.Providers.ForeignTokens;

/// <summary>A token that proves nothing; the message says why, for the log.</summary>
internal sealed class BadTokenException(string message) : Exception(message);
