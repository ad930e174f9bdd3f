namespace AppServices.Server.Settings;

/// <summary>How linking an identity that cannot be linked is answered. Source: client-api 2.6, 16 row 8.</summary>
internal enum LinkConflicts
{
    /// <summary>With a status and a text of its own, which no client takes for an expired token.</summary>
    Clear,

    /// <summary>As the hosted service did: 401 <c>unauthorized</c>, which makes realm-web repeat the request for ever.</summary>
    Strict,
}
