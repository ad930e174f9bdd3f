namespace AppServices.Server.Rules.Expressions;

/// <summary>
/// What an expression comes to. Unknown is what cannot be said, because a function failed or a value cannot be converted; it
/// stays unknown when it is negated, so that no failure opens what an expression guards.
/// </summary>
internal enum Truth
{
    False,
    Unknown,
    True,
}
