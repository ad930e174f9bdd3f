namespace AppServices.Mql.Expressions.Dates;

/// <summary>Dates from and to other values, and arithmetic of the calendar.</summary>
internal static class DateOperators
{
    public static void Declare(OperatorList operators)
    {
        DatePartOperators.Declare(operators);
        operators.Add("$dateToString", DateToStringExpression.Parse);
        operators.Add("$dateFromString", DateFromStringExpression.Parse);
        operators.Add("$dateToParts", DateToPartsExpression.Parse);
        operators.Add("$dateFromParts", DateFromPartsExpression.Parse);
        operators.Add("$dateAdd", DateMoveExpression.Parse);
        operators.Add("$dateSubtract", DateMoveExpression.Parse);
        operators.Add("$dateDiff", DateDifferenceExpression.Parse);
        operators.Add("$dateTrunc", DateTruncationExpression.Parse);
    }
}
