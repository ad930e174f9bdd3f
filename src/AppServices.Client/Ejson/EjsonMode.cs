namespace AppServices.Ejson;

/// <summary>The two forms of Extended JSON v2.</summary>
public enum EjsonMode
{
    /// <summary>Every type is kept: <c>{"$numberInt":"7"}</c>. What client and server send each other (client-api 12.3).</summary>
    Canonical,

    /// <summary>JSON numbers and ISO dates where they exist, for people to read. Integers forget whether they had 32 or 64 bits.</summary>
    Relaxed,
}
