namespace AppServices.Mql.Expressions.Strings;

/// <summary>All operators of texts.</summary>
internal static class StringOperators
{
    public static void Declare(OperatorList operators)
    {
        TextOperators.Declare(operators);
        SubstringOperators.Declare(operators);
        IndexOperators.Declare(operators);
        foreach (string name in (string[])["$trim", "$ltrim", "$rtrim"]) operators.Add(name, TrimExpression.Parse);
        foreach (string name in (string[])["$replaceOne", "$replaceAll"]) operators.Add(name, ReplaceExpression.Parse);
        foreach (string name in (string[])["$regexMatch", "$regexFind", "$regexFindAll"]) operators.Add(name, RegexExpression.Parse);
    }
}
