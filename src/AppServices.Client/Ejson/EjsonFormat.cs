namespace AppServices.Ejson;

/// <summary>How a caller's values become Extended JSON and back.</summary>
/// <param name="Writer">Writes what is sent.</param>
/// <param name="Reader">Reads what comes back.</param>
public sealed record EjsonFormat(EjsonWriter Writer, EjsonReader Reader)
{
    /// <summary>Plain .NET values and <see cref="Bson.BsonDocument"/>s.</summary>
    public static EjsonFormat Default { get; } = new(new EjsonWriter(), new EjsonReader());
}
