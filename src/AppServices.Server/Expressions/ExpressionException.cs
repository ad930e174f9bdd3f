using System;

namespace AppServices.Server.Expressions;

/// <summary>An expression that cannot be decided: it is malformed. Whatever it guards stays closed.</summary>
internal sealed class ExpressionException(string message) : Exception(message);
