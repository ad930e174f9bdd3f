using System;
using System.Management.Automation;
using AppServices.PSHost.Pester.Assertions;

namespace AppServices.PSHost.Pester.Operators;

/// <summary>Equality of values and lists as Should -Be means it: empty, null and a list of one null are the same, a list of one is its element.</summary>
internal sealed class ArrayEquality(LanguageOperators language, bool caseSensitive)
{
    private const int DepthLimit = 100;

    /// <exception cref="PSInvalidOperationException">The lists are nested too deeply, perhaps in a circle.</exception>
    public bool AreEqual(object? actual, object? expected, int depth = 0)
    {
        if (depth > DepthLimit)
            throw new PSInvalidOperationException($"Lists nested over {DepthLimit} levels cannot be compared. Does one contain itself?");

        object?[] first = ToArray(actual);
        object?[] second = ToArray(expected);
        if (IsNullOrEmpty(first) || IsNullOrEmpty(second)) return IsNullOrEmpty(first) && IsNullOrEmpty(second);
        if (first.Length != second.Length) return false;
        for (int i = 0; i < first.Length; i++)
        {
            bool equal = IsArray(first[i]) || IsArray(second[i])
                ? AreEqual(first[i], second[i], depth + 1)
                : language.IsTrue(second[i], caseSensitive ? "-ceq" : "-eq", first[i]);
            if (!equal) return false;
        }
        return true;
    }

    private static object?[] ToArray(object? value) => value is null ? [] : LanguagePrimitives.ConvertTo<object?[]>(value);

    private static bool IsNullOrEmpty(object?[] array) => array.Length == 0 || (array.Length == 1 && array[0] is null);

    private static bool IsArray(object? value) => (value is PSObject wrapped ? wrapped.BaseObject : value) is Array;
}
