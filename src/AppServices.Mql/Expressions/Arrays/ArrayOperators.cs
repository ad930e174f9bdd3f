namespace AppServices.Mql.Expressions.Arrays;

/// <summary>All operators of arrays.</summary>
internal static class ArrayOperators
{
    public static void Declare(OperatorList operators)
    {
        ItemOperators.Declare(operators);
        ArrayShapeOperators.Declare(operators);
        PairOperators.Declare(operators);
        operators.Several("$slice", 2, 3, SliceFunction.Apply);
        operators.Several("$range", 2, 3, RangeFunction.Apply);
        operators.Add("$filter", FilterExpression.Parse);
        operators.Add("$map", MapExpression.Parse);
        operators.Add("$reduce", ReduceExpression.Parse);
        operators.Add("$sortArray", SortArrayExpression.Parse);
        operators.Add("$zip", ZipExpression.Parse);
    }
}
