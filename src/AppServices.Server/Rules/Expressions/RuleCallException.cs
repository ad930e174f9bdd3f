using System;

namespace AppServices.Server.Rules.Expressions;

/// <summary>A function that an expression calls has failed.</summary>
internal sealed class RuleCallException(string message, Exception? cause = null) : Exception(message, cause);
