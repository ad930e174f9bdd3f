namespace AppServices.Sessions;

/// <summary>The two tokens of a session; the refresh token stays the same for its whole life (client-api 3.2).</summary>
internal sealed record SessionTokens(string Access, string Refresh)
{
    /// <summary>Says nothing: a record's own text would be the tokens.</summary>
    public override string ToString() => nameof(SessionTokens);
}
