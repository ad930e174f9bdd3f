namespace AppServices.Mql.Expressions.Arrays;

/// <summary>How long an array may become, lest one that doubles again and again takes all memory.</summary>
internal static class ArrayLimit
{
    private const long MaxItems = MemoryBudget.Default / 16;

    /// <exception cref="DocumentException">An array of so many items is too long.</exception>
    public static void Check(string name, long count)
    {
        if (count > MaxItems)
            throw DocumentException.Numbered(146, $"{name} would use too much memory: {count} items, at most {MaxItems} are allowed");
    }
}
