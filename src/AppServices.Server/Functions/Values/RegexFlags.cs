namespace AppServices.Server.Functions.Values;

/// <summary>The options BSON and JavaScript share: <c>i</c>, <c>m</c>, <c>s</c>.</summary>
internal static class RegexFlags
{
    /// <summary>Those of some option letters that both know, in alphabetical order.</summary>
    public static string Common(string letters)
    {
        string flags = "";
        foreach (char letter in "ims")
        {
            if (letters.Contains(letter, System.StringComparison.Ordinal)) flags += letter;
        }

        return flags;
    }
}
