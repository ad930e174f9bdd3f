using MongoDB.Bson;

namespace AppServices.Mql.Expressions;

/// <summary>Reads the operands of an operator, which are an array, or a single one that is none.</summary>
internal static class Arguments
{
    public const int Unlimited = int.MaxValue;

    /// <exception cref="DocumentException">There are too few or too many.</exception>
    public static Expression[] Parse(string name, BsonValue operand, ExpressionParser parser, int least = 0, int most = Unlimited)
    {
        Expression[] operands = operand is BsonArray array ? parser.ParseAll(array) : [parser.Parse(operand)];
        if (operands.Length >= least && operands.Length <= most) return operands;
        throw least == most
            ? DocumentException.Numbered(16020, $"Expression {name} takes exactly {least} arguments. {operands.Length} were passed in.")
            : DocumentException.Numbered(
                28667, $"Expression {name} takes at least {least} arguments, and at most {most}, but {operands.Length} were passed in.");
    }
}
