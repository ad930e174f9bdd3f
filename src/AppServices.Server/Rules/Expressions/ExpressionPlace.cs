namespace AppServices.Server.Rules.Expressions;

/// <summary>Where an expression stands, which says what it can refer to (app-folder 6.7).</summary>
internal enum ExpressionPlace
{
    /// <summary>Where there is no document: <c>can_evaluate</c>, and what applies a filter.</summary>
    Caller,

    /// <summary>A rule of a service: its document is what an action is called with, <c>%%args</c>.</summary>
    Action,

    /// <summary>A rule for whole documents.</summary>
    Document,

    /// <summary>A rule for a field, or a part of a schema.</summary>
    Field,
}
