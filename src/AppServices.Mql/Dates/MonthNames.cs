using System;

namespace AppServices.Mql.Dates;

/// <summary>The English names of months, whole and of three letters.</summary>
internal static class MonthNames
{
    private static readonly string[] s_names =
        ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

    public static string Of(long month) => s_names[month - 1];

    /// <summary>The number of a month; null where there is none of the name.</summary>
    public static int? Find(ReadOnlySpan<char> name)
    {
        for (int i = 0; i < s_names.Length; i++)
            if (name.Equals(s_names[i], StringComparison.OrdinalIgnoreCase)
                || name.Equals(s_names[i].AsSpan(0, 3), StringComparison.OrdinalIgnoreCase))
                return i + 1;
        return name.Equals("Sept", StringComparison.OrdinalIgnoreCase) ? 9 : null;
    }
}
