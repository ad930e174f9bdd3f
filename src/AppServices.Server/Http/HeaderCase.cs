namespace AppServices.Server.Http;

/// <summary>The names of headers as apps know them, whatever a client sends: each part begins with a capital (app-folder 8.2).</summary>
internal static class HeaderCase
{
    /// <summary>The name in that form, such as <c>X-Github-Event</c>.</summary>
    public static string Canonical(string name) => string.Create(name.Length, name, static (letters, name) =>
    {
        bool isFirst = true;
        for (int i = 0; i < letters.Length; i++)
        {
            letters[i] = isFirst ? char.ToUpperInvariant(name[i]) : char.ToLowerInvariant(name[i]);
            isFirst = name[i] == '-';
        }
    });
}
