using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;

namespace AppServices.PSHost.Pester.Assertions;

/// <summary>Values as they stand in messages.</summary>
internal static class ValueText
{
    private const int ShownElements = 10;

    public static string Of(object? value)
    {
        object? raw = value is PSObject wrapped ? wrapped.BaseObject : value;
        return raw switch
        {
            null => "$null",
            bool flag => flag ? "$true" : "$false",
            string { Length: 0 } => "<empty>",
            string text => $"'{text}'",
            DateTime time => time.ToString("o", CultureInfo.InvariantCulture),
            Type type => OfType(type),
            ScriptBlock code => "{" + code + "}",
            IDictionary => LanguagePrimitives.ConvertTo<string>(value),
            ICollection list => OfList(list),
            _ => LanguagePrimitives.ConvertTo<string>(value),
        };
    }

    public static string OfType(Type? type) => type is null ? "[<none>]" : "[" + LanguagePrimitives.ConvertTo<string>(type) + "]";

    /// <summary>Joins parts as <c>a, b and c</c>.</summary>
    public static string JoinAnd(IReadOnlyList<string> parts) => parts.Count switch
    {
        0 => string.Empty,
        1 => parts[0],
        int count => string.Join(", ", parts.Take(count - 1)) + " and " + parts[count - 1],
    };

    private static string OfList(ICollection list)
    {
        List<string> parts = [];
        foreach (object? element in list)
        {
            if (parts.Count == ShownElements)
            {
                parts.Add(string.Create(CultureInfo.InvariantCulture, $"...{list.Count - ShownElements} more"));
                break;
            }
            parts.Add(Of(element));
        }
        return "@(" + string.Join(", ", parts) + ")";
    }
}
