namespace AppServices.Server.Rules.Expressions.Conditions;

/// <summary>How a value is compared with another (app-folder 6.7).</summary>
internal enum ValueOperator
{
    Equal,
    NotEqual,
    Greater,
    GreaterOrEqual,
    Less,
    LessOrEqual,
    In,
    NotIn,
    Exists,
}
