namespace AppServices.Server.Http;

/// <summary>Names of headers as functions see them, whatever was sent: <c>Content-Type</c>, <c>X-Github-Event</c> (app-folder 4.11).</summary>
internal static class CanonicalHeader
{
    /// <summary>The name with a capital letter at the beginning and after each hyphen, and small ones elsewhere.</summary>
    public static string NameOf(string name) => string.Create(name.Length, name, static (letters, name) =>
    {
        bool isFirst = true;
        for (int i = 0; i < name.Length; i++)
        {
            letters[i] = isFirst ? char.ToUpperInvariant(name[i]) : char.ToLowerInvariant(name[i]);
            isFirst = name[i] == '-';
        }
    });
}
