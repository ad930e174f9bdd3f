namespace AppServices.Mql.Expressions.Objects;

/// <summary>Single fields of documents, by names that paths cannot spell.</summary>
internal static class ObjectOperators
{
    public static void Declare(OperatorList operators)
    {
        operators.Add("$getField", GetFieldExpression.Parse);
        operators.Add("$setField", SetFieldExpression.Parse);
        operators.Add("$unsetField", SetFieldExpression.Parse);
    }
}
