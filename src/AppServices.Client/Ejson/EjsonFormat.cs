namespace AppServices.Ejson;

/// <summary>How a caller's values become Extended JSON and back.</summary>
/// <param name="Writer">Writes what is sent.</param>
/// <param name="Reader">Reads what comes back.</param>
public sealed record EjsonFormat(EjsonWriter Writer, EjsonReader Reader)
{
    /// <summary>Plain .NET values and <see cref="Bson.BsonDocument"/>s.</summary>
    public static EjsonFormat Default { get; } = new(new EjsonWriter(), new EjsonReader());
}

/// <summary>The two forms of Extended JSON v2.</summary>
public enum EjsonMode
{
    /// <summary>Every type is kept: <c>{"$numberInt":"7"}</c>. What client and server send each other (client-api 12.3).</summary>
    Canonical,

    /// <summary>JSON numbers and ISO dates where they exist, for people to read. Integers forget whether they had 32 or 64 bits.</summary>
    Relaxed,
}
